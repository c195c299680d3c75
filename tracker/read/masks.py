"""What is not language: addresses, paths and file names. Nothing inside them is read."""

from __future__ import annotations

from tracker.read.starting import Starting

_URL = Starting("hfw", r"(?:https?|ftp)://[!-'*-;=?-~]+|(?<![a-z0-9@./-])www\.[!-'*-;=?-~]+")
_MAIL = Starting("a-z0-9._+-", r"[a-z0-9._+-]{1,60}@[a-z0-9.-]{1,60}")
_PATH = Starting("/", r"(?<![a-z0-9年月日/)%])/[a-z0-9_~%.-]+(?:/[a-z0-9_~%.-]*)*")
_FILE = Starting(
    "a-z0-9_.-",
    r"(?<![a-z0-9_/.-])[a-z0-9_.-]{1,80}\.(?:html?|pdf|csv|xlsx?|docx?|pptx?|zip|xml|rdf|rss|json|txt|jpe?g|png)(?![a-z0-9])",
)
_TELEPHONE = Starting("0〒(", r"(?<![0-9-])0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}(?![0-9-])|〒[0-9]{3}-[0-9]{4}|\((?:内線|ext\.?)[0-9]{1,6}\)")
_BLANK = "\x00"


def mask(text: str) -> str:
    """The normalised text with addresses, paths, file and telephone numbers blanked out by a sign that no pattern knows."""
    if "@" in text:
        text = _MAIL.sub(_BLANK, _URL.sub(_BLANK, text))
    if "/" in text or "." in text:
        for pattern in (_URL, _PATH, _FILE):
            text = pattern.sub(_BLANK, text)
    if "-" in text or "(" in text:
        text = _TELEPHONE.sub(_BLANK, text)
    return text
