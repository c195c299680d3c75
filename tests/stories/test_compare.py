"""The alerts of another service beside ours, in every form in which services hand them out: who told what, and who was first."""

from __future__ import annotations

import base64
import csv
import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.stories.field import NOW, STORY, Folder, Item, Ran, after, office, serve
from tracker.digest.zone import JST
from tracker.text.alert_links import target
from tracker.text.alert_mail import mail_alerts


@dataclass(frozen=True)
class Theirs:
    """One alert of the other service: hours after we looked for the first time."""

    title: str
    url: str
    hours: float
    text: str = ""

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(after(NOW, hours=self.hours))


LINK = Theirs("Oak office: the Act is here", "https://127.0.0.1/in-force?utm_source=alert", 5)
EVENT = Theirs("Acorn Act was promulgated on February 20, 2026", "https://news.example/act?id=7&lang=en", -3, "It was long awaited.")
KNOWN = Theirs("樫指針（第1.1版）を2025年3月28日に公表", "https://news.example/guide", 1)
NOTHING = Theirs("Ten restaurants that you should not miss", "https://food.example/ten", 2)
MISSED = Theirs("種子基金、第9回公募で4件を採択", "https://news.example/fund", 3)
UNCLEAR = Theirs("窓口のご案内を申し上げます", "https://news.example/desk", 4, "どんぐり法が施行されるなら、窓口を開きます。")
ALL = (LINK, EVENT, KNOWN, NOTHING, MISSED, UNCLEAR)
STANDINGS = {LINK: "both", EVENT: "both", KNOWN: "known", NOTHING: "irrelevant", MISSED: "missed", UNCLEAR: "missed"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that has looked once, at NOW."""
    with office(tmp_path_factory.mktemp("told"), *STORY) as (_, folder):
        folder.poll()
    return folder


def compare(folder: Folder, body: bytes, name: str, *options: str, code: int = 0) -> Ran:
    (folder.path / name).write_bytes(body)
    ran = folder.run("compare", name, *options)
    assert ran.code == code, ran.err
    return ran


def over_google(url: str) -> str:
    return f"https://www.google.com/url?rct=j&sa=t&url={quote(url, safe='')}&ct=ga&cd=CAEYACoT&usg=AOvVaw0"


def as_csv(*alerts: Theirs) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(
        [("Date", "Title", "URL", "Snippet"), *((one.at.isoformat(), one.title, one.url, one.text) for one in alerts)]
    )
    return out.getvalue().encode("utf-8-sig")


def as_json(*alerts: Theirs) -> bytes:
    rows = [{"date": one.at.isoformat(), "title": one.title, "url": one.url, "text": one.text, "rank": 1} for one in alerts]
    return json.dumps(rows, ensure_ascii=False).encode()


def as_json_feed(*alerts: Theirs) -> bytes:
    rows = [
        {"id": one.url, "date_published": one.at.isoformat(), "title": one.title, "url": one.url, "content_text": one.text}
        for one in alerts
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Alerts", "items": rows}).encode()


def as_atom(*alerts: Theirs) -> bytes:
    entries = "".join(
        f'<entry><id>tag:google.com,2013:googlealerts/feed:{place}</id><title type="html">{escape(f"<b>{one.title}</b>")}</title>'
        f'<link href="{escape(over_google(one.url))}"/><published>{one.at.isoformat()}</published><updated>{one.at.isoformat()}</updated>'
        f'<content type="html">{escape(one.text)}</content></entry>'
        for place, one in enumerate(alerts)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Google Alert</title>{entries}</feed>'.encode()


def as_rss(*alerts: Theirs) -> bytes:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}</link><pubDate>{format_datetime(one.at)}</pubDate>"
        f"<description>{escape(one.text)}</description></item>"
        for one in alerts
    )
    return f'<rss version="2.0"><channel><title>Alerts</title>{items}</channel></rss>'.encode()


def _message(one: Theirs, *, html: bool) -> bytes:
    message = EmailMessage()
    message["From"] = "Google Alerts <googlealerts-noreply@google.com>"
    message["Subject"] = "Google Alert - 樫"
    message["Date"] = format_datetime(one.at)
    link = over_google(one.url)
    plain = f"=== News - 1 new result for [樫] ===\n\n{one.title}\nThe Wood Times\n{one.text}\n<{link}>\n\n- - - - - - -\n"
    plain += "Unsubscribe from this Google Alert:\n<https://www.google.com/alerts/remove?source=alertsmail>\n"
    message.set_content(plain, cte="base64")
    if html:
        share = f"https://www.google.com/alerts/share?ru={quote(one.url, safe='')}"
        message.add_alternative(
            f'<html><body><table><tr><td><a href="{escape(link)}"><span>{escape(one.title)}</span></a><div>{escape(one.text)}</div>'
            f'<a href="{escape(share)}">Share this result with others</a><a href="https://www.google.com/alerts/feedback">Flag as irrelevant</a>'
            "</td></tr></table></body></html>",
            subtype="html",
        )
    return message.as_bytes()


def as_mbox(*alerts: Theirs, html: bool = True) -> bytes:
    return b"".join(b"From alerts Wed Jun 10 09:00:00 2026\n" + _message(one, html=html) + b"\n\n" for one in alerts)


def as_plain_mbox(*alerts: Theirs) -> bytes:
    return as_mbox(*alerts, html=False)


FORMS: dict[str, Callable[..., bytes]] = {
    "alerts.csv": as_csv,
    "alerts.json": as_json,
    "feed.json": as_json_feed,
    "alerts.atom": as_atom,
    "alerts.rss": as_rss,
    "alerts.mbox": as_mbox,
    "plain.mbox": as_plain_mbox,
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_says_who_told_what_and_who_was_first(told: Folder, name: str) -> None:
    found = compare(told, FORMS[name](*ALL), name, "--json").json
    rows = {row["title"]: row for row in found["alerts"]}
    assert {title: row["standing"] for title, row in rows.items()} == {one.title: standing for one, standing in STANDINGS.items()}
    link, event = rows[LINK.title], rows[EVENT.title]
    assert (link["by"], link["event"], link["first"], link["lead_hours"]) == ("link", "act.in-force", "ours", 5.0)
    assert (event["by"], event["event"], event["first"], event["lead_hours"]) == ("event", "act.promulgated", "theirs", -3.0)
    assert event["url"] == EVENT.url
    assert event["ours"]["url"].endswith("/promulgated")
    assert rows[KNOWN.title]["event"] == "guide.v1-1"
    assert rows[MISSED.title]["rule"].startswith("adds")
    assert "no statement could be read" in rows[UNCLEAR.title]["why"]
    assert found["counts"] == {"both": 2, "known": 1, "irrelevant": 1, "missed": 2, "only_ours": 4}
    assert found["first"] == {"ours": 1, "theirs": 1, "same": 0, "median_lead_hours": 1.0}
    assert [one["event"] for one in found["only_ours"]].count("fund.established") == 1
    assert {"act.in-force", "act.promulgated"}.isdisjoint(one["event"] for one in found["only_ours"])


def test_the_table_says_the_same_in_words(told: Folder) -> None:
    ran = compare(told, as_csv(*ALL), "alerts.csv")
    assert "6 alerts, 2026-06-10 to 2026-06-10, held against what the tracker told" in ran.out
    assert "both 2, only they 4, only we 4" in ran.out
    assert "first: we 1, they 1, together 0" in ran.out
    assert "we were first by 5 h, same link: act.in-force, office 2026-06-10T09:00" in ran.out
    assert "they were first by 3 h, same event: act.promulgated" in ran.out
    for head in ("Told by both (2)", "Only they, and we missed it (2)", "Only they: known already (1)", "Only we (4)"):
        assert head in ran.out


def test_a_day_is_compared_as_a_day(told: Folder) -> None:
    rows = [("date", "title", "url"), ("2026-06-12", LINK.title, LINK.url), ("2026/06/10", EVENT.title, EVENT.url), ("", MISSED.title, "")]
    body = "\n".join(";".join(row) for row in rows).encode("cp932")
    found = compare(told, body, "days.csv", "--json").json
    leads = {row["title"]: (row["date"], row["first"], row["lead_hours"], row["lead_days"]) for row in found["alerts"]}
    assert leads[LINK.title] == ("2026-06-12", "ours", None, 2)
    assert leads[EVENT.title] == ("2026-06-10", "same", None, 0)
    assert leads[MISSED.title] == (None, None, None, None)
    assert "we were first by 2 days" in compare(told, body, "days.csv").out


def test_only_the_days_that_are_asked_for_count(told: Folder) -> None:
    early = Theirs(LINK.title, LINK.url, -24 * 5)
    body = as_csv(early, EVENT, MISSED)
    found = compare(told, body, "alerts.csv", "--json", "--since", "2026-06-08", "--until", "2026-06-09").json
    assert (found["alerts"], found["only_ours"]) == ([], [])
    found = compare(told, body, "alerts.csv", "--json", "--until", "2026-06-09").json
    assert ([row["title"] for row in found["alerts"]], found["since"]) == ([LINK.title], "2026-06-05")
    assert "lies after" in compare(told, body, "alerts.csv", "--since", "2026-06-09", "--until", "2026-06-08", code=2).err


@pytest.mark.parametrize(("given", "end"), [("--since", "last is of"), ("--until", "first is of")])
def test_days_beyond_all_alerts_are_told(told: Folder, given: str, end: str) -> None:
    body = b"date,title,url\n2026-06-10,x,http://a.example/\n"
    (told.path / "days.csv").write_bytes(body)
    ran = told.run("compare", "days.csv", given, "2030-01-01" if given == "--since" else "2020-01-01")
    assert (ran.code, ran.out, ran.err) == (2, "", f"tracker: days.csv: no alert is of these days: their {end} 2026-06-10\n")


def test_a_repeated_alert_counts_once_as_it_came_first(told: Folder) -> None:
    again = Theirs(LINK.title, LINK.url.replace("utm_source=alert", "utm_medium=mail"), 30)
    found = compare(told, as_atom(again, LINK, EVENT), "alerts.atom", "--json").json
    assert (len(found["alerts"]), found["repeated"]) == (2, 1)
    assert [row["lead_hours"] for row in found["alerts"] if row["by"] == "link"] == [5.0]


def test_what_waits_for_a_person_was_not_missed(told: Folder) -> None:
    """What we saw at the same address and asked a person about is known."""
    with office(told.path.parent / "asked", *STORY) as (origin, folder):
        origin.route("/feed", serve([*STORY, Item(UNCLEAR.title, UNCLEAR.text, link=UNCLEAR.url)]))
        folder.poll()
    (row,) = compare(folder, as_csv(UNCLEAR), "alerts.csv", "--json").json["alerts"]
    assert (row["standing"], row["by"]) == ("known", "link")
    assert row["why"].startswith("waits for a person")
    assert row["seen"] == NOW


def test_nothing_is_changed(told: Folder) -> None:
    before = told.run("export", "--json", "-", "--internal").out
    compare(told, as_csv(*ALL), "alerts.csv")
    assert told.run("export", "--json", "-", "--internal").out == before


def test_alerts_come_from_standard_input_too(told: Folder) -> None:
    for form in (as_csv, as_json, as_atom, as_mbox):
        ran = told.run("compare", "-", "--json", stdin=form(LINK))
        assert [row["standing"] for row in ran.json["alerts"]] == ["both"], ran.err


HOSTILE: dict[str, tuple[str, bytes]] = {
    "nothing": ("a.csv", b""),
    "no titles": ("a.csv", b"when,what\n1,2\n"),
    "head alone": ("a.csv", b"date,title,url\n"),
    "no JSON": ("a.json", b"{"),
    "deep JSON": ("a.json", b"[" * 100_000),
    "another JSON": ("a.json", b'{"items": [1, 2]}'),
    "no feed": ("a.rss", b"<html><body>hello</body></html>"),
    "no mail": ("a.mbox", b"From x Wed Jun 10 09:00:00 2026\n\n"),
    "blanks": ("a.csv", b" \n"),
    "letters": ("a.json", b"[letters]"),
    "picture": ("a.csv", b"\x89PNG\r\n" + bytes(range(256))),
    "NUL": ("a.csv", b"title\0,url\n\0\0,\0\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_holds_no_alert_is_told_in_a_line(told: Folder, name: str) -> None:
    file, body = HOSTILE[name]
    ran = compare(told, body, file, code=2)
    assert ran.err.startswith(f"tracker: {file}: ")
    assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert "defect" not in ran.err


def test_a_message_that_is_made_to_break_its_reader_is_left_out(told: Folder) -> None:
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth) for depth in range(3_000))
    mbox = b"From x Wed Jun 10 09:00:00 2026\nSubject: a\n" + nested + b"\n\n" + as_mbox(LINK)
    ran = compare(told, mbox, "nested.mbox", "--json")
    assert [row["standing"] for row in ran.json["alerts"]] == ["both"]


HTML, PLAIN = (f"From: a@x.example\nSubject: x\nContent-Type: text/{kind}\n\n".encode() for kind in ("html", "plain"))
SLOW: dict[str, bytes] = {
    "tags that never end": HTML + b"<a " * 300_000,
    "addresses that never end": HTML + b'<a href="' * 100_000,
    "quotes of two kinds": HTML + b"<a href='x\"" * 80_000,
    "one end for all": HTML + b'<a href="http://x.example/a">' * 40_000 + b"</a>",
    "brackets": HTML + b"<" * 900_000,
    "a ruler that is none": PLAIN + b"a" + b"-" * 900_000 + b"b",
    "lines of blanks": PLAIN + b"\n " * 400_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_message_keeps_its_reader_busy(name: str) -> None:
    before = time.process_time()
    mail_alerts(SLOW[name], JST)
    assert time.process_time() - before < 5


def test_a_publisher_beside_a_headline_and_a_ruler_are_no_alert() -> None:
    link = over_google("https://news.example/a")
    html = f'<a href="{escape(link)}"><img src="x"></a><a href=\'{escape(link)}\'>The Acorn Act takes effect</a> Words below. <a href="{escape(link)}">Paper</a>'
    (found,), unread = mail_alerts(HTML + html.encode(), JST)
    assert (found.title, found.url, unread) == ("The Acorn Act takes effect", "https://news.example/a", 0)
    text = "=== News - 2 new results ===\r\n\r\nThe Acorn Act takes effect\r\nPaper\r\n\r\n<https://news.example/a>\r\n- - - -\r\n"
    (found,), unread = mail_alerts(PLAIN + text.encode(), JST)
    assert (found.title, found.text, found.url) == ("The Acorn Act takes effect", "Paper", "https://news.example/a")


def test_entities_of_a_feed_fetch_nothing(told: Folder) -> None:
    (told.path / "secret.txt").write_text("the secret of the oak", encoding="utf-8")
    declared = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{told.path}/secret.txt">]>'
    feed = f"{declared}<feed><entry><title>&b; and more words</title></entry></feed>".encode()
    assert "secret of the oak" not in compare(told, feed, "a.atom", "--json").out


def test_what_an_alert_says_reaches_no_terminal_as_it_is(told: Folder) -> None:
    bad = Theirs("\x1b[31mred\x1b[0m \u202etxt evil news of the day", "https://news.example/\x1b[2J", 1)
    ran = compare(told, as_csv(bad), "alerts.csv")
    assert not {"\x1b", "\u202e"} & set(ran.out)


def test_links_of_services_lead_to_what_they_mean() -> None:
    meant = "https://www.example.go.jp/a?b=1&c=樫"
    assert target(over_google(meant)) == meant
    assert target(over_google(over_google(meant))) == meant
    assert target(f"https://www.bing.com/news/apiclick.aspx?ref=x&url={quote(meant, safe='')}") == meant
    for other in (
        meant,
        "https://www.google.com/alerts/remove?url=https://x.example",
        "https://google.com/url?q=javascript:x",
        "https://[",
        "",
    ):
        assert target(other) == other


def test_base64_and_quoted_printable_are_read_in_japanese_charsets(told: Folder) -> None:
    head = f"From: a@x.example\nDate: {format_datetime(LINK.at)}\nContent-Type: text/plain; charset=iso-2022-jp\n"
    words = "どんぐり法は2026年6月1日に施行されました\nhttps://news.example/ja\n".encode("iso-2022-jp")
    message = head.encode() + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(words)
    row: dict[str, Any] = compare(told, message, "one.eml", "--json").json["alerts"][0]
    assert (row["title"], row["standing"], row["event"]) == ("どんぐり法は2026年6月1日に施行されました", "both", "act.in-force")


def test_without_a_database_all_is_theirs(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    found = compare(folder, as_csv(*ALL), "alerts.csv", "--json").json
    assert (found["counts"]["both"], found["only_ours"]) == (0, [])
    assert (found["counts"]["known"], found["counts"]["irrelevant"]) == (1, 2)
