"""Configuration that was found right once is kept ready made, and never believed over the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.origin import Origin, page
from tests.processes import uncounted
from tracker.config.ready import ready
from tracker.errors import ConfigError


class Made:
    """Counts how often a file was really read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.times = 0

    def __call__(self) -> list[str]:
        self.times += 1
        text = self.path.read_text(encoding="utf-8")
        if "wrong" in text:
            raise ConfigError("it is wrong", file=self.path, line=1)
        return text.split()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "policy-tracker"


def test_the_same_bytes_are_read_once_and_other_bytes_anew(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("one two", encoding="utf-8")
    make = Made(file)
    assert [ready(file, kind=list[str], make=make) for _ in range(3)] == [["one", "two"]] * 3
    assert make.times == 1
    file.write_text("one two three", encoding="utf-8")
    assert ready(file, kind=list[str], make=make) == ["one", "two", "three"]
    assert make.times == 2


def test_whatever_else_it_depends_on_makes_it_anew(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("one", encoding="utf-8")
    make = Made(file)
    ready(file, "feed", kind=list[str], make=make)
    ready(file, "feed", "page", kind=list[str], make=make)
    assert make.times == 2


def test_what_is_wrong_is_told_each_time(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("wrong", encoding="utf-8")
    make = Made(file)
    for _ in range(2):
        with pytest.raises(ConfigError, match="it is wrong"):
            ready(file, kind=list[str], make=make)
    assert make.times == 2


def test_damage_to_what_is_kept_does_no_harm(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("one", encoding="utf-8")
    make = Made(file)
    ready(file, kind=list[str], make=make)
    kept = list(cache.iterdir())
    assert len(kept) == 1
    kept[0].write_bytes(b'{"not": "a list"')
    assert ready(file, kind=list[str], make=make) == ["one"]
    assert make.times == 2


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "blocked").write_text("a file where a folder belongs", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "blocked"))
    file = tmp_path / "words.yaml"
    file.write_text("one", encoding="utf-8")
    make = Made(file)
    assert [ready(file, kind=list[str], make=make) for _ in range(2)] == [["one"]] * 2


def test_a_missing_file_is_for_its_reader_to_say(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ready(tmp_path / "none.yaml", kind=list[str], make=Made(tmp_path / "none.yaml"))


def test_a_poll_with_nothing_due_imports_neither_checks_nor_network(tmp_path: Path) -> None:
    """Cron pays for start-up each time."""
    root = Path(__file__).parents[2]
    source = "id: closed, name: {ja: 閉, en: Closed}, kind: feed, url: 'http://127.0.0.1:9/', authority: press, lang: en, every: 9h"
    (tmp_path / "sources.yaml").write_text(f"version: 1\nsources:\n  - {{{source}, tracks: [act]}}\n", encoding="utf-8")
    settings = ["--sources", str(tmp_path / "sources.yaml"), "--timeline", str(root / "db" / "timeline.yaml")]
    settings += ["--database-url", f"sqlite:///{tmp_path}/t.sqlite3"]
    heavy = ("yaml", "alembic", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "aiohttp", "feedparser", "selectolax", "jinja2", "rich")
    # The framework of the command line brings pydantic itself for the options of a command; our checks by it are not made again.
    ours = ("tracker.config.seed", "tracker.config.sources", "tracker.read.lexicon", "tracker.fetch", "tracker.watch.pipeline")
    code = (
        "import sys\nfrom tracker.cli import main\n"
        f"sys.argv = ['tracker', 'poll', '--allow-private-hosts', '127.0.0.1', *{settings!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy + ours!r} if name in sys.modules])\n"
    )
    runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60) for _ in range(2)]
    assert "closed: failed" in runs[0].stderr
    assert "nothing is due" in runs[1].stderr
    assert runs[1].stdout.strip() == "[]"


def test_without_a_home_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "")
    file = tmp_path / "words.yaml"
    file.write_text("one", encoding="utf-8")
    make = Made(file)
    assert [ready(file, kind=list[str], make=make) for _ in range(2)] == [["one"]] * 2
    assert make.times == 2, "an empty home is not the root of the disk"


def test_a_full_disk_keeps_no_half_of_it(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("one two three", encoding="utf-8")
    code = (
        "import resource, sys; from pathlib import Path; from tracker.config.ready import ready; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5, 5)); "
        "made = ready(Path(sys.argv[1]), kind=list[str], make=lambda: Path(sys.argv[1]).read_text().split()); sys.exit(len(made))"
    )
    assert subprocess.run([sys.executable, "-c", code, file], env=uncounted(), check=False).returncode == 3
    assert list(cache.iterdir()) == []


def test_help_imports_no_library_of_a_step() -> None:
    heavy = ("pydantic", "sqlalchemy", "rich", "aiohttp", "jinja2", "feedparser", "selectolax", "yaml", "asyncio", "apscheduler")
    code = (
        "import sys\nfrom tracker.cli import main\nsys.argv = ['tracker', '--help']\n"
        f"try: main()\nexcept SystemExit: print([name for name in {heavy!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert "poll" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_quiet_pass_imports_nothing_that_reads(tmp_path: Path) -> None:
    """What answers 304 is not read: the reading half and its words stay where they are."""
    root = Path(__file__).parents[2]
    with Origin() as origin:
        origin.route("/news", page(f"<main><p>{'All is as it was in the town. ' * 20}</p></main>".encode(), etag='"1"'))
        source = f"id: still, name: {{ja: 静, en: Still}}, kind: page, url: '{origin.url('/news')}', authority: press, lang: en"
        (tmp_path / "sources.yaml").write_text(f"version: 1\nsources:\n  - {{{source}, tracks: [act]}}\n", encoding="utf-8")
        settings = ["--sources", str(tmp_path / "sources.yaml"), "--timeline", str(root / "db" / "timeline.yaml"), "--all"]
        settings += ["--database-url", f"sqlite:///{tmp_path}/t.sqlite3", "--allow-private-hosts", "127.0.0.1"]
        heavy = ("tracker.watch.derive", "tracker.read.claims", "tracker.reconcile.conclude", "feedparser", "alembic")
        code = (
            f"import sys\nfrom tracker.cli import main\nsys.argv = ['tracker', 'poll', *{settings!r}]\n"
            f"try: main()\nexcept SystemExit: pass\nprint([name for name in {heavy!r} if name in sys.modules])\n"
        )
        runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60) for _ in range(2)]
    assert "tracker.watch.derive" in runs[0].stdout
    assert "still: unchanged" in runs[1].stderr
    assert runs[1].stdout.strip() == "[]"
