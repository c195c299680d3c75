"""Which source a capture is of: by the address that it was captured at, or by what its file is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from tracker.archives.file_dates import undated
from tracker.model.source import Source
from tracker.text.links import canonical_link

_NO_WORD = re.compile(r"[\W_]+")
_BEFORE_A_HOST = re.compile(r"^(?:https?_)?(?:www_)?")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)
_DEFAULT_PAGE = re.compile(r"/(?:index\.html?)?(?=\?|$)")
_SCHEME = re.compile(r"https?(?:://|:?__|_+www[._])")


class Owners:
    """The sources that are asked for, found by an address or a file's name. Two sources may have one address: it is of both."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.ids = {source.id: source for source in sources}
        self._by_address: dict[str, tuple[Source, ...]] = {}
        for source in sources:
            key = _address(source.url)
            self._by_address[key] = (*self._by_address.get(key, ()), source)
        # Two addresses that look the same in a file's name, or without their slashes, tell nothing by it.
        self._by_name = self._told_by(lambda address: _flat(undated(address)))
        self._by_page = self._told_by(_page)

    def at(self, url: str) -> tuple[Source, ...]:
        """The sources whose own address this is.

        http or https, with or without `www.`, a slash or `index.html` at the end, or parameters that name the reader's way are alike.
        """
        address = _address(url)
        return self._by_address.get(address) or self._by_page.get(_page(address), ())

    def named(self, parts: Sequence[str]) -> tuple[Source, ...]:
        """The sources that a file is of by its path from the top of a folder: the steps of the path, the file's name last.

        Its name, or its path from some step on, is the address of a source (`www.example.jp/news.rdf`,
        `https%3A%2F%2Fexample.jp%2Fnews.rdf`, `https___example.jp_news.rdf`), or a step or its name is the id of one.
        Times do not count, nor a suffix of the file, nor `index.html`.
        """
        plain = [undated(part) for part in parts]
        for first in range(len(plain)):
            for name in _readings("/".join(plain[first:])):
                if name in self._by_name:
                    return self._by_name[name]
        steps = [*plain[:-1], _SUFFIX.sub("", plain[-1])]
        for step in reversed(steps):
            owner = self.ids.get(step.strip("._- "))
            if owner is not None:
                return (owner,)
        return ()

    def _told_by(self, name_of: Callable[[str], str]) -> dict[str, tuple[Source, ...]]:
        """The owners of addresses by another name of theirs, where that is of one address alone."""
        names = Counter(name_of(address) for address in self._by_address)
        return {name_of(address): owners for address, owners in self._by_address.items() if names[name_of(address)] == 1}


def names_an_address(parts: Sequence[str]) -> bool:
    """Whether a path seems to hold an address, of whatever source: a step that begins like one, or a folder called like a host."""
    return any(_SCHEME.match(unquote(undated(part))) for part in parts) or any(_HOST.fullmatch(part) for part in parts[:-1])


def _address(url: str) -> str:
    return canonical_link(url).removeprefix("https://").removeprefix("http://").removeprefix("www.")


def _page(address: str) -> str:
    """An address without what most servers add themselves."""
    return _DEFAULT_PAGE.sub("", address)


def _readings(path: str) -> tuple[str, ...]:
    """What a path may mean, flattened: as it stands, without the suffix that a file was given, without the page of a folder."""
    whole, bare = _flat(path), _flat(_SUFFIX.sub("", path))
    return whole, bare, bare.removesuffix("_index")


def _flat(address: str) -> str:
    return _BEFORE_A_HOST.sub("", _NO_WORD.sub("_", unquote(address).lower()).strip("_"))
