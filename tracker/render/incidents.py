"""Incidents as a letter to who runs the tracker."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from tracker.digest.plain import one_line
from tracker.model.digest import Lang
from tracker.model.incident import Incident
from tracker.model.source import Label
from tracker.render.letter import Letter
from tracker.render.words import words_of

_BEGUN = Label("発生", "New")
_OVER = Label("解消", "Over")
_FOOT = Label("一覧は tracker deliveries と tracker sources。", "See tracker deliveries and tracker sources.")


def incident_letter(begun: Sequence[Incident], over: Sequence[Incident], lang: Lang) -> Letter:
    """One letter of all incidents that began and that are over."""
    words = words_of(lang)
    rows = [f"{words.of(lead)}: {words.of(one.trouble.what)}" for lead, found in ((_BEGUN, begun), (_OVER, over)) for one in found]
    rows = [one_line(row) for row in rows]
    head = words.of(Label(f"障害 発生{len(begun)}件・解消{len(over)}件", f"Incidents: {len(begun)} new, {len(over)} over"))
    foot = words.of(_FOOT)
    listed = Markup("").join(Markup("<li>{}</li>").format(row) for row in rows)
    tag = "ja" if lang == "ja" else "en"
    html = Markup('<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><ul>{}</ul><p>{}</p></html>\n')
    return Letter(f"[tracker] {head}", "\n".join([*rows, "", foot, ""]), str(html.format(tag, escape(head), listed, escape(foot))))
