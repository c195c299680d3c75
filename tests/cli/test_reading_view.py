"""`tracker read` for a person: coloured on a terminal, plain elsewhere, and nothing in a text steers the terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import uncounted
from tests.stories.field import PROGRAM, Folder

TEXT = "どんぐり法は2026年6月1日に施行されました。予算は約1兆2390億円、34.6%。"
HOSTILE = "\x1b[2J\x1b]0;own\x07どんぐり法\u202eは\r2026年\x9b31m6月1日に\u2066施行されました。\x00\u200f"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "hostile.txt").write_bytes(HOSTILE.encode())
    return found


def on_a_terminal(folder: Folder, *arguments: str, **more: str) -> str:
    """What a real (pseudo) terminal is sent."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in uncounted().items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    environment |= {"TERM": "xterm-256color", **more}
    command = [PROGRAM] if PROGRAM else [sys.executable, "-m", "tracker"]
    process = subprocess.Popen([*command, *arguments], cwd=folder.path, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    sent = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # Linux says so where the other side has ended
            break
        if not piece:
            break
        sent += piece
    os.close(ours)
    assert process.wait() == 0
    return sent.decode().replace("\r\n", "\n")


def test_a_person_reads_what_was_understood(folder: Folder) -> None:
    ran = folder.run("read", "text.txt")
    assert (ran.code, ran.err) == (0, "")
    head, mentions, claims = ran.out.split("\n\n")
    assert head == TEXT
    assert "date     2026年6月1日 = 2026-06-01 (day)" in mentions
    assert "1兆2390億円 = JPY about 1,239,000,000,000 (1,238,950,000,000 to 1,239,050,000,000)" in mentions
    assert "percent  34.6% = 34.6%" in mentions
    assert "occurred, 2026-06-01 (day)" in claims
    assert "“どんぐり法は2026年6月1日に施行されました。”" in claims


def test_a_terminal_shows_each_kind_in_its_colour_and_underlines_what_is_claimed(folder: Folder) -> None:
    sent = on_a_terminal(folder, "read", "text.txt")
    assert "\x1b[1;4;31mどんぐり法\x1b[0m" in sent
    assert "\x1b[4;36m2026年6月1日\x1b[0m" in sent
    assert "\x1b[32m1兆2390億円\x1b[0m" in sent


def test_no_color_is_plain_text_on_a_terminal_too(folder: Folder) -> None:
    sent = on_a_terminal(folder, "read", "text.txt", NO_COLOR="1")
    assert "\x1b" not in sent
    assert sent == folder.run("read", "text.txt").out


def test_a_pipe_gets_plain_text(folder: Folder) -> None:
    assert "\x1b" not in folder.run("read", "text.txt").out


def test_nothing_in_a_text_steers_the_terminal(folder: Folder) -> None:
    sent = on_a_terminal(folder, "read", "hostile.txt", NO_COLOR="1")
    assert {char for char in sent if char != "\n" and not char.isprintable()} <= {"\u3000"}
    assert "どんぐり法" in sent
    coloured = on_a_terminal(folder, "read", "hostile.txt")
    assert "\x1b[2J" not in coloured
    assert not {"\x07", "\x9b", "\x00", "\u202e", "\u2066", "\u200f", "\r"} & set(coloured)


def test_a_text_without_anything_says_so(folder: Folder) -> None:
    ran = folder.run("read", "-", stdin="空は青い。".encode())
    assert ran.out == "空は青い。\n\nMentions: 0\n\nClaims: 0\n"
