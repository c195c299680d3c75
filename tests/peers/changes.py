"""The table of `make peers-diff`: who says of two captures of a page that it changed. `python tests/peers/changes.py [--pairs FOLDER]`.

Run by the interpreter of `.venv-peers-diff`, which has the peers. Without `--pairs` on the small set below; a folder has `pairs.jsonl`, a line
for each pair: `id`, `archive` (a `.tar.zst` beside it), `prev_html` and `next_html` in it, `url`, `select` and `remove` (CSS), and
`strict_label` (`changed` or anything else). Each pair is asked for twice: with its selectors, and as the bare page.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

Reading = Callable[[str], str]

NOTICE = "<h1>種子の備蓄</h1><p>一件あたりの上限は300万円とする。</p><p>申請は令和8年6月1日まで受け付ける。</p>"
TABLE = "<table><tr><th>事業</th><th>百万円</th></tr><tr><td>種子の備蓄</td><td>338</td></tr></table>"
PAGE = (
    "<html lang=ja><head><title>森林局</title><meta charset=utf-8><script>var t='{token}'</script></head><body><header>森林局 {banner}</header>"
    "<nav><ul><li><a href=/a>トップ</a></li><li><a href=/b>{nav}</a></li></ul></nav><main>{main}<p>窓口は森林局の総務課です。</p></main>"
    "<aside>閲覧数：{visits}</aside><footer>最終更新日：{day}</footer></body></html>"
)
QUIET = {"token": "1a", "banner": "", "nav": "催し", "visits": "10", "day": "令和8年5月1日", "main": NOTICE + TABLE}
CHANGES: Mapping[str, tuple[bool, dict[str, str]]] = {
    "a token": (False, {"token": "9f"}),
    "a counter": (False, {"visits": "11"}),
    "the stamp of the last update": (False, {"day": "令和8年5月9日"}),
    "other news in the menu": (False, {"nav": "食堂の献立"}),
    "a banner": (False, {"banner": "台風に注意"}),
    "line breaks": (False, {"main": QUIET["main"].replace("<p>", "\n\n  <p>")}),
    "width of digits": (False, {"main": QUIET["main"].replace("300万円", "３００万円")}),
    "markup": (False, {"main": QUIET["main"].replace("<p>", '<p class="x">').replace("300万円", "<b>300万円</b>")}),
    "an amount": (True, {"main": QUIET["main"].replace("300万円", "500万円")}),
    "a deadline": (True, {"main": QUIET["main"].replace("6月1日", "7月1日")}),
    "a cell": (True, {"main": QUIET["main"].replace("338", "615")}),
    "a paragraph": (True, {"main": QUIET["main"] + "<p>大学も対象とする。</p>"}),
    "a paragraph that went": (True, {"main": QUIET["main"].replace("<p>申請は令和8年6月1日まで受け付ける。</p>", "")}),
    "a negation": (True, {"main": QUIET["main"].replace("受け付ける", "受け付けない")}),
}


class Pair(NamedTuple):
    """Two captures. `changed` is what a person says."""

    name: str
    old: Path
    new: Path
    url: str
    select: tuple[str, ...]
    remove: tuple[str, ...]
    changed: bool


def own_pairs(folder: Path) -> Iterator[Pair]:
    """One pair for each of `CHANGES`."""
    (folder / "old.html").write_text(PAGE.format(**QUIET), encoding="utf-8")
    for number, (name, (changed, parts)) in enumerate(CHANGES.items()):
        new = folder / f"{number}.html"
        new.write_text(PAGE.format(**{**QUIET, **parts}), encoding="utf-8")
        yield Pair(name, folder / "old.html", new, "https://forest.example/seeds", ("main",), (), changed)


def labelled_pairs(pairs: Path, folder: Path) -> Iterator[Pair]:
    """The pairs of a folder. What a person did not judge, and what only came and went, is left out."""
    rows = [json.loads(line) for line in (pairs / "pairs.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if row["strict_label"] and row.get("subtype") != "flip_flop" and not isinstance(row["select"], dict)]
    for archive in sorted({row["archive"] for row in rows}):
        (folder / archive).mkdir(parents=True)
        unpacking = f"zstd -dc --long=31 {shlex.quote(str(pairs / archive))} | tar -x -C {shlex.quote(str(folder / archive))}"
        subprocess.run(["sh", "-c", unpacking], check=True)
    for row in rows:
        old, new = (folder / row["archive"] / row[side] for side in ("prev_html", "next_html"))
        yield Pair(row["id"], old, new, row["url"] or "", _many(row["select"]), _many(row["remove"]), row["strict_label"] == "changed")


def _many(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def peers() -> dict[str, Reading]:
    """Name → how it makes a text of a page, as it does it where nothing else is set."""
    urlwatch = importlib.import_module("urlwatch.html2txt")
    webchanges = importlib.import_module("webchanges.filters._html")
    trafilatura = importlib.import_module("trafilatura")
    bare = SimpleNamespace(job=SimpleNamespace())
    return {
        "urlwatch, html2text": lambda html: str(urlwatch.html2text(html, "", "re", {})),
        "webchanges, html2text": lambda html: str(webchanges.Html2TextFilter.filter(bare, html, "text/html", {})[0]),
        "trafilatura and difflib": lambda html: trafilatura.extract(html) or "",
    }


def part_of(html: str, select: Sequence[str], remove: Sequence[str]) -> str:
    """What the selectors leave of a page; nothing where they match nothing."""
    lxml = importlib.import_module("lxml.html")
    tree = lxml.fromstring(html)
    for selector in remove:
        for node in tree.cssselect(selector):
            node.drop_tree()
    found = tree.cssselect(", ".join(select))
    return "\n".join(lxml.tostring(node, encoding="unicode") for node in found)


def said_by(read: Reading, pairs: Iterable[Pair], *, selected: bool) -> dict[str, bool]:
    """Whether a peer tells a change of each pair. What it fails on, it does not tell."""
    decode = importlib.import_module("trafilatura.utils").decode_file
    said = {}
    for pair in pairs:
        try:
            sides = [decode(side.read_bytes()) for side in (pair.old, pair.new)]
            if selected and pair.select:
                sides = [part_of(side, pair.select, pair.remove) for side in sides]
            old, new = (read(side).splitlines() if side.strip() else [] for side in sides)
            said[pair.name] = any(difflib.unified_diff(old, new, n=0))
        except Exception as error:  # noqa: BLE001 - whatever a peer fails on, the others are asked
            sys.stderr.write(f"{pair.name}: {type(error).__name__}: {error}\n")
            said[pair.name] = False
    return said


def said_by_us(pairs: Iterable[Pair], *, selected: bool) -> dict[str, bool]:
    """The same of `tracker diff`, or of what TRACKER names."""
    requests: list[dict[str, Any]] = [
        {
            "id": pair.name,
            "old": str(pair.old),
            "new": str(pair.new),
            "url": pair.url,
            "kind": "page",
            "select": list(pair.select) or None if selected else None,
            "remove": list(pair.remove) or None if selected else None,
        }
        for pair in pairs
    ]
    command = shlex.split(os.environ.get("TRACKER") or str(Path(__file__).parents[2] / ".venv" / "bin" / "tracker"))
    given = "\n".join(json.dumps(one) for one in requests)
    done = subprocess.run([*command, "diff", "--batch", "-"], input=given.encode(), capture_output=True, check=True)
    return {answer["id"]: bool(answer.get("changed")) for answer in map(json.loads, done.stdout.decode().splitlines())}


class Score(NamedTuple):
    """Shares of 1: of what was told what had changed, of what had changed what was told, both as one, and of what had not what was told."""

    precision: float
    recall: float
    f1: float
    false_alarms: float


def score(pairs: Iterable[Pair], said: Mapping[str, bool]) -> Score:
    """What a reader of these answers would think of them."""
    told = [(pair.changed, said[pair.name]) for pair in pairs]
    right, alarms, missed, quiet = (told.count(one) for one in ((True, True), (False, True), (True, False), (False, False)))
    precision = right / (right + alarms) if right + alarms else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, alarms / (alarms + quiet) if alarms + quiet else 0.0)


def main() -> None:
    """Print the table, as Markdown."""
    parser = argparse.ArgumentParser(description="Who says of two captures of a page that it changed.")
    parser.add_argument("--pairs", type=Path, help="a folder of labelled pairs; without it a small set of our own")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-peers-") as temporary:
        folder = Path(temporary)
        pairs = list(labelled_pairs(given.pairs, folder) if given.pairs else own_pairs(folder))
        sys.stdout.write(f"{len(pairs)} pairs, of which {sum(pair.changed for pair in pairs)} changed\n\n")
        sys.stdout.write("| | | precision | recall | F1 | false alarms | seconds |\n|---|---|---:|---:|---:|---:|---:|\n")
        for selected in (True, False):
            how = "by selector" if selected else "unaided"
            for name, ask in {"tracker": said_by_us, **{name: _asking(read) for name, read in peers().items()}}.items():
                began = time.process_time() + os.times().children_user
                figures = score(pairs, ask(pairs, selected=selected))
                took = time.process_time() + os.times().children_user - began
                cells = (*(f"{one:.3f}" for one in figures[:3]), f"{figures.false_alarms:.1%}", f"{took:.0f}")
                sys.stdout.write(f"| {name} | {how} | {' | '.join(cells)} |\n")
                sys.stdout.flush()


def _asking(read: Reading) -> Callable[..., dict[str, bool]]:
    return lambda pairs, *, selected: said_by(read, pairs, selected=selected)


if __name__ == "__main__":
    main()
