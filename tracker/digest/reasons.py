"""Why an entry is told as it is, in Japanese: composed from its rule and its values, as the English sentence was when it was judged."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from tracker.digest.dates import next_day
from tracker.digest.texts import changed_why
from tracker.digest.zone import local_day
from tracker.model.digest import Digest, Entry
from tracker.model.when import When

_CORROBORATED, _OFFICIAL = ".corroborated", ".now-official"

_BY_RULE = {
    "adds.event": "タイムラインに該当する出来事がない。",
    "adds.next-stage": "次の段階が予定された。",
    "advances.cancelled": "予定されていたものが中止された。",
    "advances.corroborated": "一つの情報源による報道を、独立した第二の情報源も伝える。",
    "advances.fixed": "見込みだったものが決まった。",
    "advances.occurred": "予定されていたものが実現した。",
    "advances.official": "報道されていたものが公式に確認された。",
    "advances.reported": "予定されていたものが、実現したと報じられた。",
    "advances.stage": "次の段階に進んだ。",
    "ambiguous.equal-candidates": "二つの出来事に等しく当てはまり、どちらとも決められない。",
    "confirms.ahead": "タイムラインにある日の予定として発表された。",
    "confirms.before-a-round": "丸められた金額は、タイムラインにある正確な額と一致する。",
    "confirms.midnight": "零時の締切は、前日または当日の日付で伝えられる。",
    "confirms.not-yet": "タイムラインのとおり、まだ実現していない。",
    "confirms.plan": "タイムラインの予定に変わりはない。",
    "confirms.same": "書かれた範囲でタイムラインと一致する。",
    "confirms.same-day-stage": "タイムラインにある同じ日の別の段階である。",
    "contradicts.amount": "同じ区分の金額として両立しない。",
    "contradicts.date": "同じ出来事の日付として両立しない。",
    "contradicts.denied": "タイムラインでは実現済みだが、実現していないとされる。",
    "contradicts.plan": "タイムラインでは別の日に実現済みだが、予定とされる。",
    "contradicts.pots": "内訳である金額が、上乗せとされている。",
    "contradicts.property": "タイムラインにある属性と異なる。",
    "contradicts.rate": "二つの通貨の金額が、知られているどの為替相場とも合わない。",
    "contradicts.units": "同じ数字に別の単位が付いている。",
    "moves.postponed": "予定が延期された。",
    "refines.amount": "同じ出来事で、金額がより詳しい。",
    "refines.case": "同じ出来事で、案件番号を伝える。",
    "refines.date": "同じ出来事で、日付がより詳しい。",
    "refines.earlier-stage": "タイムラインにある段階より前の段階である。",
    "refines.figures": "同じ出来事で、タイムラインにない金額を伝える。",
    "refines.first-date": "タイムラインでは日付のなかった出来事である。",
    "refines.one-of-several": "タイムラインでは日付のない回の一つである。",
    "refines.period": "同じ金額で、対象の年度を伝える。",
    "supersedes.instance": "既知のものより新しい版または期である。",
    "review.accepted": "人による確認で採用された。",
    "review.edited": "人による確認で訂正された。",
    "review.merged": "人による確認で既知の出来事と同じとされた。",
    "review.split": "人による確認で別の出来事とされた。",
    "seed.disputed": "timeline.yaml の編集が根拠と食い違う。人が決めるまで変更しない。",
    "absence.tripwire": "「ない」とされている事柄に触れている。",
    "text.changed": "文言が変わった。",
}
_BY_VERDICT = {
    "confirms": "タイムラインと一致する。",
    "review": "対象と動きを示す語があるが、結論を出せない。",
}


def explained(entry: Entry, today: date) -> Entry:
    """An entry with its reason in Japanese beside the English one, where it has one."""
    said = why_ja(entry, today)
    return msgspec.structs.replace(entry, why_ja=said) if said else entry


def reason_ja(entry: Entry, digest: Digest) -> str:
    """The reason of an entry in Japanese, also of a digest that was composed before it was kept."""
    return entry.why_ja or why_ja(entry, local_day(datetime.fromisoformat(digest.composed)))


def why_ja(entry: Entry, today: date) -> str:
    """One or two sentences; empty where nothing is known of the rule in Japanese. `today` is the day of the digest in Japan."""
    if entry.rule.startswith("overdue."):
        return _overdue(entry)
    if entry.rule.startswith("coming."):
        return _how_soon(entry, today)
    if entry.rule == "text.changed" and entry.passages:
        return changed_why(entry.passages).ja
    said = rule_ja(entry.rule, entry.verdict, entry.when, entry.was)
    return said + "年は書かれていないため、初めて確認した時から補った。" if entry.year_by and said else said


def rule_ja(rule: str, verdict: str, when: When, was: When | None) -> str:
    """The same of a verdict on a sentence: by its rule, and where a day has moved by how far."""
    if rule in _BY_RULE:
        return _BY_RULE[rule]
    plain = rule.removesuffix(_CORROBORATED).removesuffix(_OFFICIAL)
    said = _moved(when, was) if plain == "moves.date" else _BY_RULE.get(plain) or _BY_VERDICT.get(verdict, "")
    if rule.endswith(_OFFICIAL):
        return said + "公式に確認された。"
    return said + "独立した第二の情報源も伝える。" if rule.endswith(_CORROBORATED) and said else said


def _moved(when: When, was: When | None) -> str:
    new, old = when.earliest, was.earliest if was else None
    if new is None or old is None:
        return "予定日が変わった。"
    least = "" if was and was.exact and when.exact else "少なくとも"
    days = abs((new - old).days)
    return f"予定日が{least}{days}日{'遅れる' if new > old else '早まる'}。" if days else "予定日が変わった。"


def _overdue(entry: Entry) -> str:
    said = f"予定の日を{entry.age_days or 0}日過ぎたが、実現を伝える情報源はない。"
    if entry.looked is None:
        return said
    if not entry.looked.sources:
        return said + "この分野を監視する情報源はない。"
    return f"{said}この期間、分野の{entry.looked.sources}情報源のうち{entry.looked.reached}を閲覧（{entry.looked.looks}回確認）。"


def _how_soon(entry: Entry, today: date) -> str:
    day = next_day(entry.when, today)
    if day is None:
        return "期日を過ぎ、まだ確認されていない。"
    days = (day - today).days
    soon = "本日" if days == 0 else f"{days}日後"
    begun = entry.when.earliest is not None and entry.when.earliest < today
    return f"期間中、{soon}に終わる。" if begun else f"{soon}。"
