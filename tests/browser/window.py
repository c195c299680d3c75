"""Debian's Chromium, headless, and what it makes of a page: what was asked for, said, run, drawn, and with which fonts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

HEIGHT = 800
_TEXT = 3
"""The number that documents give a node that is text."""

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_WIDEST = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
_SMALLEST = "Math.min(...[...document.querySelectorAll('body *')].map(node => parseFloat(getComputedStyle(node).fontSize)))"


def _absent(what: str) -> NoReturn:
    pytest.skip(f"{what}; on Debian: apt-get install chromium fonts-noto-cjk")


def program() -> str:
    """Where the browser is; skips the test where there is none."""
    return shutil.which("chromium") or _absent("there is no Chromium here")


def japanese_fonts() -> set[str]:
    """The families that can show Japanese; skips the test where there are none."""
    lister = shutil.which("fc-list") or _absent("fc-list is not here, so nobody knows which fonts are")
    ran = subprocess.run([lister, ":lang=ja", "family"], capture_output=True, text=True, check=True)
    found = {name.strip() for line in ran.stdout.splitlines() for name in line.split(",")}
    return found or _absent("there is no font for Japanese here")


@dataclass
class Seen:
    """What a browser made of one page. Widths and sizes are CSS pixels."""

    requests: set[str] = field(default_factory=set)
    """Addresses that were asked for, the file itself among them."""
    dialogs: list[str] = field(default_factory=list)
    ran: object = None
    """What a script of the page left in `window.owned`."""
    widest: dict[int, int] = field(default_factory=dict)
    """Width of the window → width of the page: where that is more, it scrolls sideways."""
    least: float = 0.0
    """The size of the smallest letters."""
    text: str = ""
    drawn: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    """Each run of text, and the font families that it was drawn with: how many glyphs of each."""


@contextmanager
def window(proxy: str) -> Iterator[Browser]:
    """A browser with a profile of its own that reaches the network, loopback included, through a proxy alone.

    Everything it does ends with it: while it is open, this thread cannot run an event loop of its own.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(),
            args=list(_QUIET),
            proxy={"server": proxy, "bypass": "<-loopback>"},
            env={name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")},
        )
        try:
            yield browser
        finally:
            browser.close()


def look(browser: Browser, file: Path, *widths: int) -> Seen:
    """Open a file as a double click does, wait until all is quiet, and tell what there is to see. Pictures are laid beside the file."""
    seen = Seen()

    def heard(dialog: Dialog) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page = browser.new_page()
    page.on("request", lambda request: seen.requests.add(request.url))
    page.on("dialog", heard)
    page.goto(file.as_uri(), wait_until="networkidle")
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        seen.widest[width] = page.evaluate(_WIDEST)
        page.screenshot(path=file.with_name(f"{file.stem}-{width}.png"), full_page=True)
    seen.ran = page.evaluate("window.owned ?? null")
    seen.least = page.evaluate(_SMALLEST)
    seen.text = page.inner_text("body")
    seen.drawn = _fonts(page)
    page.close()
    return seen


def _fonts(page: Page) -> list[tuple[str, dict[str, int]]]:
    """Asked of the drawing engine itself: what a style sheet names is not what was found to draw with."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    left = [session.send("DOM.getDocument", {"depth": -1})["root"]]
    found = []
    while left:
        node = left.pop()
        left += [child for child in node.get("children", ()) if child["nodeName"] not in ("HEAD", "SCRIPT", "STYLE")]
        if node["nodeType"] == _TEXT:
            used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
            found.append((str(node["nodeValue"]), {str(font["familyName"]): int(font["glyphCount"]) for font in used}))
    return found
