"""What is odd about a feed, seen from how it was written: its ids, dates, links and texts. Each quirk is a word and a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

from tracker.model.check import Quirk
from tracker.text.canonical import canonical
from tracker.text.feed_raw import RawEntry, RawFeed, is_permanent
from tracker.text.feed_text import lines, one_line
from tracker.text.links import canonical_link

_HEAD = 20_000
_LOOKED_AT = 300_000
_FIRST_ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_ROOT = re.compile(r"<(?:(rss)\b[^>]{0,500}?\bversion\s*=\s*[\"']([\d.]{1,5})|((?:[\w.-]{1,20}:)?RDF)\b|(feed)\b)", re.IGNORECASE)
_TITLE = re.compile(r"<(?:title)\b[^>]{0,100}>(.{0,1000}?)</title>", re.IGNORECASE | re.DOTALL)
_CHANNEL_DATE = re.compile(r"<(lastBuildDate|pubDate|dc:date|updated|modified)\b[^>]{0,100}>\s*([^<]{1,60}?)\s*<", re.IGNORECASE)
_TTL = re.compile(r"<(ttl|sy:updatePeriod)\b[^>]{0,60}>\s*([^<]{1,30}?)\s*<", re.IGNORECASE)
_MARKUP = re.compile(r"<(?!!\[CDATA\[)/?[a-z][^>]{0,100}>|&lt;/?[a-z][^&]{0,40}?/?&gt;", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s", re.IGNORECASE)
_RFC = re.compile(r"\d{1,2}\s+[a-z]{3,9}\s+\d{4}", re.IGNORECASE)
_ZONE_NAME = re.compile(r":\d\d\s+([A-Z]{2,5})$")
_GOOD_ZONES = frozenset({"GMT", "UT", "UTC", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})
_TIME = re.compile(r"[T\s](\d{1,2}:\d\d)(?::\d\d)?")
_REDIRECTS = re.compile(r"redirect|insidelink|outlink|/(?:jump|go|out|link)(?:[./?]|$)|click\?", re.IGNORECASE)
_UPDATED = re.compile(r"[（(\[【](?:一部)?(?:更新|再掲|訂正|updated?)")
_DAY_IN_TITLE = re.compile(r"[（(\[【][^）)\]】]{0,10}\d{1,2}月\d{1,2}日[^）)\]】]{0,10}(?:開催|実施|開始|締切)[^）)\]】]{0,4}[）)\]】]")
_PREFIX = re.compile(r"([^\s,，、「（(]{1,12})[,，]\s*\S")
_PAIR = re.compile(r"^[^：:\n]{1,20}[：:][^/]", re.MULTILINE)
_ERA_STEP = re.compile(r"/[rh]\d{1,2}/", re.IGNORECASE)
_MOST = 500
_MANY, _SOME, _FEW = 0.8, 0.3, 10


class _Feed(NamedTuple):
    """A feed as it is looked at: the entries, the text of the whole and of what stands before the first entry, and its own address."""

    entries: Sequence[RawEntry]
    text: str
    head: str
    url: str

    def share(self, holds: Callable[[RawEntry], object]) -> float:
        return sum(bool(holds(entry)) for entry in self.entries) / max(len(self.entries), 1)

    def first(self, holds: Callable[[RawEntry], object]) -> RawEntry | None:
        return next((entry for entry in self.entries if holds(entry)), None)


def feed_quirks(feed: RawFeed, text: str, url: str) -> tuple[Quirk, ...]:
    """All quirks of a feed, in the order of the list below."""
    first = _FIRST_ENTRY.search(text)
    head = text[: min(first.start() if first else _HEAD, _HEAD)]
    seen = _Feed(feed.entries[:_MOST], text[:_LOOKED_AT], head, url)
    return tuple(Quirk(word, told) for word, look in _QUIRKS.items() if seen.entries and (told := look(seen)))


def _format(feed: _Feed) -> str | None:
    root = _ROOT.search(feed.head)
    if root is None:
        return None
    name = f"RSS {root[2]}" if root[1] else "RSS 1.0" if root[3] else "Atom"
    suffix = _parts(feed.url).path.rpartition(".")[2].lower()
    return f"its address ends in .rdf, and it is {name}" if suffix == "rdf" and name != "RSS 1.0" else None


def _positional(feed: _Feed) -> str | None:
    given = [entry.guid for entry in feed.entries if entry.guid]
    places = [guid for guid in given if not is_permanent(guid)]
    return f"its ids are places in the list ({places[0]}), and name nothing" if places and len(places) >= len(given) * _MANY else None


def _no_guid(feed: _Feed) -> str | None:
    return "its entries have no id (guid)" if feed.share(lambda entry: entry.guid) < 1 - _MANY else None


def _guid_not_link(feed: _Feed) -> str | None:
    """Of Atom that is how ids are; of RSS readers take an id for the link."""

    def other(entry: RawEntry) -> bool:
        guid, link = entry.guid or "", entry.link or ""
        return bool(guid and link) and is_permanent(guid) and guid not in link and canonical_link(guid) != canonical_link(link)

    root = _ROOT.search(feed.head)
    odd = feed.first(other) if root and root[1] else None
    return f"an id is not the link, and not in it: {odd.guid}" if odd else None


def _link_twice(feed: _Feed) -> str | None:
    counts = Counter(canonical_link(entry.link) for entry in feed.entries if entry.link)
    twice = [link for link, count in counts.items() if count > 1]
    return f"one address stands in several entries: {twice[0]}" if twice else None


def _zone(feed: _Feed) -> str | None:
    names = (found[1] for entry in feed.entries if (found := _ZONE_NAME.search((entry.published or "").strip())))
    odd = next((name for name in names if name not in _GOOD_ZONES), None)
    return f"its dates have the zone {odd!r}, which the standard does not know" if odd else None


def _no_weekday(feed: _Feed) -> str | None:
    def lacks(entry: RawEntry) -> bool:
        written = (entry.published or "").strip()
        return bool(_RFC.match(written)) and not _WEEKDAY.match(written)

    return "its dates have no weekday" if feed.share(lacks) >= _MANY else None


def _same_time(feed: _Feed) -> str | None:
    times = Counter(found[1] for entry in feed.entries if (found := _TIME.search(entry.published or "")))
    if len(feed.entries) < 3 or len(times) != 1:
        return None
    return f"every entry is dated {next(iter(times))}: the time says nothing"


def _no_dates(feed: _Feed) -> str | None:
    return "its entries have no dates" if feed.share(lambda entry: entry.published) < 1 - _MANY else None


def _channel_date(feed: _Feed) -> str | None:
    found = _CHANNEL_DATE.search(feed.head)
    years = [int(year) for entry in feed.entries for year in re.findall(r"\b(20\d\d)\b", entry.published or "")]
    own = re.search(r"\b(20\d\d)\b", found[2]) if found else None
    if found is None or own is None or not years or int(own[1]) >= min(years):
        return None
    return f"the feed's own date stands still at {found[2][:25]}, while its entries go on"


def _text_is_title(feed: _Feed) -> str | None:
    def repeats(entry: RawEntry) -> bool:
        title = one_line(entry.title)
        return bool(title and entry.texts) and all(canonical(lines(text)) == canonical(title or "") for text in entry.texts)

    return "the text of its entries only repeats the title" if feed.share(repeats) >= _MANY else None


def _key_value(feed: _Feed) -> str | None:
    def pairs(entry: RawEntry) -> bool:
        return any(len(_PAIR.findall(lines(text))) >= 2 for text in entry.texts)

    return "the text of its entries is a list of names and values (key：value)" if feed.share(pairs) >= _MANY else None


def _titles(feed: _Feed) -> Iterator[str]:
    return (found[1] for found in _TITLE.finditer(feed.text, len(feed.head)))


def _markup_in_title(feed: _Feed) -> str | None:
    odd = next((found[0] for title in _titles(feed) if (found := _MARKUP.search(title))), None)
    return f"its titles hold markup: {odd}" if odd else None


def _cdata_titles(feed: _Feed) -> str | None:
    return "its titles are CDATA sections" if any("<![CDATA[" in title for title in _titles(feed)) else None


def _day_in_title(feed: _Feed) -> str | None:
    odd = feed.first(lambda entry: _DAY_IN_TITLE.search(one_line(entry.title) or ""))
    return f"the day of the event stands in the title, the date is that of posting: {one_line(odd.title)}"[:160] if odd else None


def _title_prefix(feed: _Feed) -> str | None:
    prefixes = [found[1] for entry in feed.entries if (found := _PREFIX.match(one_line(entry.title) or ""))]
    if len(prefixes) < max(3, len(feed.entries) * _SOME):
        return None
    return f"its titles begin with their section: {', '.join(list(dict.fromkeys(prefixes))[:3])}"


def _told_again(feed: _Feed) -> str | None:
    odd = feed.first(lambda entry: _UPDATED.search(one_line(entry.title) or ""))
    return f"an old address is told again as updated: {one_line(odd.title)}"[:160] if odd else None


def _redirect_links(feed: _Feed) -> str | None:
    def over(entry: RawEntry) -> bool:
        parts = _parts(entry.link)
        return bool(_REDIRECTS.search(parts.path)) or any(value.startswith("http") for _, value in parse_qsl(parts.query))

    odd = feed.first(over)
    return f"its links lead over pages that redirect: {odd.link}" if odd else None


def _http_links(feed: _Feed) -> str | None:
    secure = _parts(feed.url).scheme == "https"
    share = feed.share(lambda entry: (entry.link or "").startswith("http://"))
    return "its links are http, not https" if share >= _MANY and (secure or share == 1) else None


def _links_elsewhere(feed: _Feed) -> str | None:
    hosts = Counter(host for entry in feed.entries if (host := _host(entry.link)))
    own = _host(feed.url)
    others = [host for host, _ in hosts.most_common() if host != own]
    return f"its links leave for other hosts: {', '.join(others[:3])}" if others else None


def _tab_in_link(feed: _Feed) -> str | None:
    odd = feed.first(lambda entry: re.search(r"[\t\r\n]", entry.link or ""))
    return "its links have tabs or line ends in them" if odd else None


def _relative_links(feed: _Feed) -> str | None:
    def is_relative(entry: RawEntry) -> bool:
        return bool(entry.link) and not _parts(entry.link).scheme

    odd = feed.first(is_relative) if feed.share(is_relative) >= _SOME else None
    return f"its links are relative: {odd.link}" if odd else None


def _numbered_path(feed: _Feed) -> str | None:
    steps = Counter((place, step) for entry in feed.entries for place, step in enumerate(_parts(entry.link).path.split("/")[1:-1]))
    enough = max(3, len(feed.entries) * _MANY)
    odd = next((step for (_, step), count in steps.items() if count >= enough and re.fullmatch(r"\d{2,3}", step)), None)
    return f"its links pass /{odd}/, a number that will count on one day" if odd else None


def _era_path(feed: _Feed) -> str | None:
    def in_era(entry: RawEntry) -> bool:
        return bool(_ERA_STEP.search(_parts(entry.link).path))

    odd = feed.first(in_era) if feed.share(in_era) >= _SOME else None
    return f"a year of an era or of the office stands in its links, not the calendar's: {odd.link}" if odd else None


def _few(feed: _Feed) -> str | None:
    count = len(feed.entries)
    return f"it holds only {count} entries: a busy day pushes one out within hours" if count < _FEW else None


def _line_ends(feed: _Feed) -> str | None:
    both = "\r\n" in feed.text and re.search(r"(?<!\r)\n", feed.text)
    return "its lines end in two ways (CRLF and LF)" if both else None


def _ttl(feed: _Feed) -> str | None:
    found = _TTL.search(feed.head)
    unit = " minutes" if found and found[1].lower() == "ttl" else ""
    return f"it asks to be looked at every {found[2]}{unit}" if found else None


def _parts(link: str | None) -> SplitResult:
    """The parts of an address; empty ones where it is none."""
    try:
        return urlsplit(link or "")
    except ValueError:
        return urlsplit("")


def _host(link: str | None) -> str:
    return _parts(link).hostname or ""


_QUIRKS: dict[str, Callable[[_Feed], str | None]] = {
    "format-not-named": _format,
    "positional-guid": _positional,
    "no-guid": _no_guid,
    "guid-not-link": _guid_not_link,
    "link-twice": _link_twice,
    "zone-name": _zone,
    "no-weekday": _no_weekday,
    "same-time": _same_time,
    "no-dates": _no_dates,
    "channel-date-frozen": _channel_date,
    "text-repeats-title": _text_is_title,
    "key-value-text": _key_value,
    "markup-in-title": _markup_in_title,
    "cdata-titles": _cdata_titles,
    "day-in-title": _day_in_title,
    "title-prefix": _title_prefix,
    "told-again": _told_again,
    "redirect-links": _redirect_links,
    "http-links": _http_links,
    "links-elsewhere": _links_elsewhere,
    "tab-in-link": _tab_in_link,
    "relative-links": _relative_links,
    "numbered-path": _numbered_path,
    "era-in-path": _era_path,
    "few-items": _few,
    "mixed-line-ends": _line_ends,
    "ttl": _ttl,
}
