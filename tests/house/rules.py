"""The rules of the house that no linter knows, each as a function from source text to its faults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

MOST_LINES = 400
MOST_BODY_LINES = 50

CLOCK = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
}
STOPWATCH = {"time": {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"}}
CLOCK_ROOM = PurePosixPath("tracker/app.py")
STOPWATCH_ROOM = PurePosixPath("tracker/fetch")
STOPWATCH_MODULES = {PurePosixPath("tracker/daemon.py")}
PRINTING_ROOM = PurePosixPath("tracker/cli")
KINDS_ROOM = PurePosixPath("tracker/kinds")
MIGRATIONS = PurePosixPath("tracker/store/migrations/versions")
"""Tables as they once were, listed from top to bottom and never edited: their length is the schema's."""

FOREIGN = [
    "/wo" + "rk/",
    r"\bsha" + "red/",
    r"\bhel" + r"pers?\b",
    r"\bsub-?" + r"agents?\b",
    r"(?<!user )(?<!user-)\b(?:an?|the|our|other|coding|ai) a" + r"gents?\b",
    r"\b(?:this|our|my|last|next|previous|other|another) ses" + r"sion\b",
    r"\bis" + r"sues? #?\d+",
    r"(?-i:\b(?:TO" + r"DO|FIX" + r"ME|HA" + r"CK|X" + r"XX)\b)",
    r"\bco-auth" + "ored-by",
    r"\bgenerated " + r"(?:by|with) (?:an? )?(?:ai|llm|model)\b",
    r"\b(?:jg|nd)\d{3,5}\b",
]
"""What speaks of how or where the project is made instead of the project. In pieces, so that the list does not name itself."""


def modules(folder: str = "tracker") -> Iterator[tuple[PurePosixPath, str]]:
    """Every Python file of a folder of the project: its path from the top and its text."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8")


def texts() -> Iterator[tuple[PurePosixPath, str]]:
    """Every text that the project consists of."""
    suffixes = {".py", ".md", ".yaml", ".yml", ".toml", ".j2", ".mako", ".json", ""}
    top = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]  # a file where the tree is a second one
    deep = [path for folder in ("tracker", "tests", "db", "digests", ".ci") for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(top + deep):
        where = PurePosixPath(path.relative_to(ROOT).as_posix())
        if path.suffix in suffixes and "__pycache__" not in where.parts and not path.name.startswith(".coverage"):
            yield where, path.read_text(encoding="utf-8")


def too_long(path: PurePosixPath, text: str) -> list[str]:
    """Modules of more than 400 lines, functions of more than 50 without their docstring."""
    faults = []
    lines = text.count("\n") + 1
    if lines > MOST_LINES + 1:
        faults.append(f"{path}: {lines - 1} lines; {MOST_LINES} are enough for one module")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not path.is_relative_to(MIGRATIONS):
            size = _body_lines(node)
            if size > MOST_BODY_LINES:
                faults.append(f"{path}:{node.lineno}: {node.name} has {size} lines; {MOST_BODY_LINES} are enough for one function")
    return faults


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def clocks(path: PurePosixPath, text: str) -> list[str]:
    """Where the time is asked for: the clock only in app, a stopwatch only in fetch and in the daemon. Everybody else is handed it."""
    banned: dict[str, set[str]] = {} if path == CLOCK_ROOM else dict(CLOCK)
    if not path.is_relative_to(STOPWATCH_ROOM) and path not in STOPWATCH_MODULES:
        banned["time"] = banned.get("time", set()) | STOPWATCH["time"]
    faults = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in banned.get(_last_name(node.value), set()):
            faults.append(f"{path}:{node.lineno}: {_last_name(node.value)}.{node.attr}; the time is an argument")
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            faults += [
                f"{path}:{node.lineno}: time.{one.name}; the time is an argument"
                for one in node.names
                if one.name in banned.get("time", set())
            ]
    return faults


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def prints(path: PurePosixPath, text: str) -> list[str]:
    """Where something is printed outside the command line."""
    if path.is_relative_to(PRINTING_ROOM):
        return []
    called = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [
        f"{path}:{node.lineno}: print; only the command line prints"
        for node in called
        if isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def undocumented(path: PurePosixPath, text: str) -> list[str]:
    """Packages, public classes and public functions that do not say what they are."""
    tree = ast.parse(text)
    faults = []
    if path.name == "__init__.py" and len(ast.get_docstring(tree) or "") < 20:
        faults.append(f"{path}: the package does not say what it is")
    owners: list[tuple[str, ast.AST]] = [("", tree)]
    while owners:
        prefix, owner = owners.pop()
        for node in ast.iter_child_nodes(owner):
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                faults.append(f"{path}:{node.lineno}: {prefix}{node.name} does not say what it does")
            if isinstance(node, ast.ClassDef):
                owners.append((f"{prefix}{node.name}.", node))
    return sorted(faults)


def foreign_kinds(path: PurePosixPath, text: str) -> list[str]:
    """Where a kind reaches into another: `feed.py` and `feed_json.py` are of one kind, `law.py` is of another."""
    if path.parent != KINDS_ROOM or path.name == "__init__.py":
        return []
    own = path.stem.split("_")[0]
    faults = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        named = [one.name for one in node.names]
        if isinstance(node, ast.ImportFrom):
            module = f"{'tracker.kinds.' if node.level else ''}{node.module or ''}"
            named = [f"{module.rstrip('.')}.{one.name}" for one in node.names]
        others = {name.split(".")[2].split("_")[0] for name in named if name.startswith("tracker.kinds.")} - {own}
        faults += [f"{path}:{node.lineno}: imports kind {other}; kinds do not know each other" for other in sorted(others)]
    return faults


def foreign_words(path: PurePosixPath, text: str) -> list[str]:
    """Words that have no business in the project."""
    return [
        f"{path}:{number}: {found[0]!r} does not belong in the project"
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern in FOREIGN
        for found in re.finditer(pattern, line, re.IGNORECASE)
    ]
