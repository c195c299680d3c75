"""A repository that captures were committed to: each version is a capture of its author's time, and nothing of the repository is run."""

from __future__ import annotations

import gzip
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.archives.made import HOME, NEWS, SOURCES, given, parted, utc
from tracker.archives.file_walk import LARGEST
from tracker.archives.history import History, repository_of
from tracker.errors import ConfigError
from tracker.model.past import Listed, Lost, PastCapture

CLEAN = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": os.devnull}
WHO = ("-c", "user.name=Sato", "-c", "user.email=sato@example.jp")


def git(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> str:
    done = subprocess.run(["git", *WHO, *arguments], cwd=folder, env=CLEAN | environment, input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()


class Repository:
    """A repository as it comes about."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True)
        self.path = path
        git(path, "init", "-q", "-b", "main")

    def commit(self, at: str, files: Mapping[str, bytes | None] | None = None) -> str:
        """Write or remove files and commit them, by an author of that time and a committer of a later one."""
        for name, body in (files or {}).items():
            file = self.path / name
            if body is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(body)
        git(self.path, "add", "-A")
        git(self.path, "commit", "-q", "--allow-empty", "-m", "captured", GIT_AUTHOR_DATE=at, GIT_COMMITTER_DATE="2026-01-01T00:00:00Z")
        return git(self.path, "rev-parse", "HEAD")

    def history(self, only: str | None = None) -> History:
        repository = repository_of(self.path)
        assert repository is not None
        return History(self.path, repository, only)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "captures")


def test_each_version_of_a_file_is_a_capture_of_its_authors_time(repository: Repository) -> None:
    first = repository.commit(
        "2025-05-21T21:00:00+09:00", {"oak_dash": b"", "oak-news.rss": b"one", "ash.example.jp/index.html": "樫".encode()}
    )
    second = repository.commit("2025-05-20T00:00:00Z", {"oak-news.rss": b"rebased"})
    repository.commit("2025-05-22T00:00:00Z")
    repository.commit("2025-05-23T00:00:00Z", {"oak-news.rss": None})
    fourth = repository.commit("2025-05-24T00:00:00Z", {"oak-news.rss": b"one"})
    archive = repository.history()
    listed, lost = parted(archive)
    assert [(one.source, one.at, one.reference) for one in listed] == [
        ("ash-home", utc("2025-05-21T12:00"), f"{first}:ash.example.jp/index.html"),
        ("oak-news", utc("2025-05-20"), f"{second}:oak-news.rss"),
        ("oak-news", utc("2025-05-21T12:00"), f"{first}:oak-news.rss"),
        ("oak-news", utc("2025-05-24"), f"{fourth}:oak-news.rss"),
    ]
    assert [one.reference for one in lost] == ["oak_dash"]
    assert listed[2].digest == listed[3].digest != listed[1].digest
    assert [one.body for one in map(archive.opened, listed) if isinstance(one, PastCapture)] == ["樫".encode(), b"rebased", b"one", b"one"]
    assert len(parted(archive, since=utc("2025-05-21"), until=utc("2025-05-21T12:00"))[0]) == 2
    archive.close()
    assert isinstance(archive.opened(listed[0]), PastCapture)


def test_the_one_file_of_a_repository_is_of_the_source_that_was_named(repository: Repository) -> None:
    tools = {
        "README.md": b"# captures",
        "scrape.py": b"print()",
        ".github/workflows/run.yml": b"on: push",
        "LICENSE": b"MIT",
    }
    repository.commit("2025-05-20T00:00:00Z", {**tools, "2025-05-20/page.html.gz": gzip.compress(b"one")})
    repository.commit("2025-05-21T00:00:00Z", {"2025-05-21/page.html.gz": gzip.compress(b"two")})
    assert given(repository.history("oak-news")) == [("oak-news", utc("2025-05-20"), b"one"), ("oak-news", utc("2025-05-21"), b"two")]
    assert len(parted(repository.history())[1]) == 2
    repository.commit("2025-05-22T00:00:00Z", {"other.html": b"other"})
    listed, lost = parted(repository.history("oak-news"))
    assert listed == []
    assert {one.reference for one in lost} == {"2025-05-20/page.html.gz", "2025-05-21/page.html.gz", "other.html"}
    assert all("manifest.csv" in one.why for one in lost)
    repository.commit("2025-05-23T00:00:00Z", {"manifest.csv": b"file\nother.html\n"})
    assert given(repository.history("oak-news")) == [("oak-news", utc("2025-05-22"), b"other")]


def test_the_manifest_of_the_newest_commit_says_whose_files_are(repository: Repository) -> None:
    manifest = b'{"file": "a.yml", "source": "oak-news"}\n{"file": "a.yml", "url": "http://ash.example.jp/"}\n{"file": "c.html", "source": "fir"}\n'
    repository.commit("2025-05-20T00:00:00Z", {"a.yml": b"a", "b.html": b"b", "c.html": b"c"})
    repository.commit("2025-05-21T00:00:00Z", {"manifest.jsonl": manifest})
    assert given(repository.history()) == [("ash-home", utc("2025-05-20"), b"a"), ("oak-news", utc("2025-05-20"), b"a")]
    repository.commit("2025-05-22T00:00:00Z", {"manifest.jsonl": b'{"file": "a.yml"}'})
    with pytest.raises(ConfigError, match=r"manifest\.jsonl:1: source or url"):
        parted(repository.history())


def test_a_bare_repository_and_a_second_work_tree_are_read_alike(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2025-05-20T00:00:00Z", {"oak-news.html": b"one"})
    git(tmp_path, "clone", "-q", "--bare", str(repository.path), "bare.git")
    git(repository.path, "worktree", "add", "-q", str(tmp_path / "second"), "-b", "second")
    for path in (tmp_path / "bare.git", tmp_path / "second"):
        where = repository_of(path)
        assert where is not None
        assert given(History(path, where)) == [("oak-news", utc("2025-05-20"), b"one")]
    assert repository_of(tmp_path) is None
    (repository.path / "sub").mkdir()
    assert repository_of(repository.path / "sub") is None


def test_links_other_repositories_and_what_was_merged_twice_are_no_captures(repository: Repository) -> None:
    repository.commit("2025-05-20T00:00:00Z", {"oak-news.html": b"one"})
    git(repository.path, "checkout", "-q", "-b", "side")
    repository.commit("2025-05-21T00:00:00Z", {"ash-home.html": b"side"})
    git(repository.path, "checkout", "-q", "main")
    (repository.path / "elm-list.html").symlink_to("/etc/passwd")
    repository.commit("2025-05-22T00:00:00Z", {"oak-news.html": b"two"})
    git(repository.path, "update-index", "--add", "--cacheinfo", f"160000,{git(repository.path, 'rev-parse', 'HEAD')},elm-list")
    git(repository.path, "commit", "-q", "-m", "a repository within", GIT_AUTHOR_DATE="2025-05-22T01:00:00Z")
    git(repository.path, "merge", "-q", "--no-edit", "side")
    assert [(one, body) for one, _, body in given(repository.history())] == [
        ("ash-home", b"side"),
        ("oak-news", b"one"),
        ("oak-news", b"two"),
    ]


def test_paths_may_be_called_anything(repository: Repository) -> None:
    names = ["樫 の木\n2", ":100644 100644 a b A", "-x", "a:b@{0}", b"\xff\xfe".decode("utf-8", "surrogateescape")]
    for name in names:
        file = repository.path / name / "oak-news.html"
        file.parent.mkdir()
        file.write_bytes(os.fsencode(name))
    repository.commit("2025-05-20T00:00:00Z")
    assert {body for _, _, body in given(repository.history())} == {os.fsencode(name) for name in names}


def test_what_is_too_large_or_gone_is_lost_and_the_next_is_opened(repository: Repository) -> None:
    repository.commit("2025-05-20T00:00:00Z", {"oak-news.html": b"x" * (LARGEST + 1)})
    repository.commit("2025-05-21T00:00:00Z", {"oak-news.html": b"gone" * 99})
    repository.commit("2025-05-22T00:00:00Z", {"oak-news.html": b"broken" * 99})
    repository.commit("2025-05-23T00:00:00Z", {"oak-news.html": b"fine"})
    archive = repository.history()
    listed, lost = parted(archive)
    assert (len(listed), lost) == (4, [])
    gone, broken = ((one.digest or "").removeprefix("git:") for one in listed[1:3])
    (repository.path / ".git" / "objects" / gone[:2] / gone[2:]).unlink()
    damaged = repository.path / ".git" / "objects" / broken[:2] / broken[2:]
    damaged.chmod(0o600)
    damaged.write_bytes(damaged.read_bytes()[:-9] + b"123456789")
    opened = [archive.opened(one) for one in listed]
    assert [one.why if isinstance(one, Lost) else one.body for one in opened] == [
        "the file is larger than 15 MB",
        "the file is not in the repository",
        "the file cannot be read: git ended over it",
        b"fine",
    ]
    forged = Listed(source="oak-news", url=NEWS.url, at=utc("2025-05-20"), archive="git", reference="HEAD:\nHEAD:oak-news.html")
    assert isinstance(archive.opened(forged), Lost)


def test_a_repository_without_commits_or_with_broken_ones_says_so(repository: Repository) -> None:
    listed, lost = parted(repository.history())
    assert (listed, len(lost)) == ([], 1)
    assert "git ended before all was told" in lost[0].why
    first = repository.commit("2025-05-20T00:00:00Z", {"oak-news.html": b"one"})
    repository.commit("2025-05-21T00:00:00Z", {"oak-news.html": b"two"})
    (repository.path / ".git" / "objects" / first[:2] / first[2:]).unlink()
    listed, lost = parted(repository.history())
    assert len(lost) == 1
    assert len(listed) <= 1


def test_nothing_that_a_repository_brings_is_run(repository: Repository, tmp_path: Path) -> None:
    marker = tmp_path / "was-run"
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {marker}\n", encoding="ascii")
    evil.chmod(0o700)
    repository.commit("2025-05-20T00:00:00Z", {"oak-news.html": b"one", ".gitattributes": b"*.html diff=evil filter=evil\n"})
    signed = git(repository.path, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    head = git(repository.path, "hash-object", "-t", "commit", "-w", "--stdin", given=signed.encode() + b"\n")
    git(repository.path, "update-ref", "HEAD", head)
    settings = {
        "gpg.program": evil, "log.showSignature": "true", "core.fsmonitor": evil, "core.pager": evil, "core.sshCommand": evil, "pager.log": evil,
        "diff.evil.command": evil, "diff.evil.textconv": evil, "diff.external": evil, "filter.evil.smudge": evil, "core.editor": evil,
        "extensions.partialClone": "origin", "remote.origin.url": "ssh://evil.example.jp/x", "remote.origin.promisor": "true",
        "core.repositoryFormatVersion": "1", "alias.log": f"!{evil}", "alias.cat-file": f"!{evil}",
    }  # fmt: skip
    for name, value in settings.items():
        git(repository.path, "config", name, str(value))
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (repository.path / ".git" / "hooks").mkdir(exist_ok=True)
        (repository.path / ".git" / "hooks" / hook).symlink_to(evil)
    archive = repository.history()
    (one,) = parted(archive)[0]
    assert isinstance(archive.opened(one), PastCapture)
    absent = Listed(source="oak-news", url=NEWS.url, at=one.at, archive="git", reference=one.reference, digest=f"git:{'1' * 40}")
    assert isinstance(archive.opened(absent), Lost)
    assert not marker.exists()
    done = subprocess.run(["git", "log", "-1"], cwd=repository.path, env=CLEAN, capture_output=True, check=False)
    assert marker.exists(), done  # git as it is asked without care does run it


def test_hundreds_of_versions_come_from_one_process(repository: Repository) -> None:
    stream = ["blob\nmark :1\ndata 4\npage\n"]
    for number in range(600):
        body = f"page {number}"
        stream.append(
            f"commit refs/heads/main\ncommitter a <a@b> {1747828800 + number} +0000\ndata 1\nx\nM 100644 inline oak-news.html\ndata {len(body)}\n{body}\n"
        )
    git(repository.path, "fast-import", "--quiet", given="".join(stream).encode())
    archive = repository.history()
    listed, lost = parted(archive, [NEWS, HOME])
    assert (len(listed), lost) == (600, [])
    assert [one.body for one in map(archive.opened, listed) if isinstance(one, PastCapture)] == [
        f"page {number}".encode() for number in range(600)
    ]
    assert SOURCES
