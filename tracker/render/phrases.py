"""The fixed words of a digest in Japanese and English. `{name}` stands for a value that is filled in."""

from __future__ import annotations

from tracker.model.source import Label

HEADINGS = {
    "corrections": Label("既報の訂正", "Corrections to earlier digests"),
    "brief": Label("要点", "In brief"),
    "decided": Label("決定・施行", "Decided or in force"),
    "new": Label("新着", "New"),
    "moved": Label("日程の変更", "Moved"),
    "overdue": Label("期日超過", "Overdue"),
    "contradicts": Label("既知の内容と矛盾", "Contradicts the timeline"),
    "confirmed": Label("確認済み", "Confirmed"),
    "open": Label("未解決", "Still open"),
    "coming": Label("今後の予定", "Coming up"),
    "changed": Label("本文の変更", "Texts that changed"),
    "review": Label("要確認", "For review"),
    "background": Label("背景", "Background"),
    "coverage": Label("確認状況", "Coverage"),
}
"""The heading of each section."""

COUNTED = {
    "corrections": ("correction", "corrections"),
    "decided": ("decided", "decided"),
    "new": ("new", "new"),
    "moved": ("moved", "moved"),
    "overdue": ("overdue", "overdue"),
    "contradicts": ("contradiction", "contradictions"),
    "confirmed": ("confirmed", "confirmed"),
    "changed": ("text changed", "texts changed"),
    "open": ("still open", "still open"),
    "review": ("for review", "for review"),
}
"""How a section is counted in one line of English, for one and for more; in Japanese its heading is."""

NOUNS = {
    "source": ("source", "sources", "情報源"),
    "look": ("look", "looks", "回確認"),
    "time": ("time", "times", "回"),
    "day": ("day", "days", "日"),
    "return": ("return", "returns", "回"),
    "finding": ("finding", "findings", "件"),
    "indicator": ("indicator", "indicators", "指標"),
    "more source": ("more source", "more sources", "情報源"),
}
"""What is counted: one and more in English, and the counter that follows the number in Japanese."""

SURE = {
    "occurred": Label("実施済み", "happened"),
    "scheduled": Label("予定（当局が決定）", "scheduled (fixed by an authority)"),
    "expected": Label("見込み（目標・予測）", "expected (aimed at or forecast)"),
    "reported": Label("報道（未確認）", "reported (not confirmed)"),
    "conditional": Label("条件付き（段階は変わらない）", "conditional (changes no status)"),
    "denied": Label("否定", "denied"),
    "postponed": Label("延期", "postponed"),
    "cancelled": Label("中止", "cancelled"),
}
"""How sure, by modality."""

REASONS = {
    "names-no-subject": Label("追跡対象の名称なし", "names nothing that is followed"),
    "provision": Label("法令の条文：定めであって出来事ではない", "provisions of law, which say what is to hold"),
    "states-nothing": Label("対象の名称はあるが動きの記述なし", "names what is followed, states no event"),
    "brought-in": Label("過去分として後から取り込み（タイムラインに反映）", "brought in from the past, see the timeline"),
    "not-read": Label("削除または移動のみ", "removed or moved, says nothing new"),
}
"""Why items that were read are not told."""

PRECISE = {
    "day": Label("日単位", "to the day"),
    "third": Label("旬単位", "to third of a month"),
    "month": Label("月単位", "to the month"),
    "quarter": Label("四半期単位", "to the quarter"),
    "season": Label("季節単位", "to the season"),
    "half": Label("半年単位", "to the half"),
    "year": Label("年単位", "to the year"),
    "fiscal-quarter": Label("年度の四半期単位", "to the fiscal quarter"),
    "fiscal-half": Label("年度の半期単位", "to the fiscal half"),
    "fiscal-year": Label("年度単位", "to the fiscal year"),
    "range": Label("期間", "to a range of days"),
}
"""How exact a date is."""

AUTHORITIES = {
    "gazette": Label("官報", "gazette"),
    "official": Label("公式", "official"),
    "organisation": Label("団体・企業", "organisation"),
    "press": Label("報道", "press"),
    "aggregator": Label("集約サイト", "aggregator"),
}
"""Whose word it is."""

FORCES = {
    "statute": Label("法律", "statute"),
    "order": Label("政省令", "order"),
    "cabinet-decision": Label("閣議決定", "cabinet-decision"),
    "guideline": Label("指針", "guideline"),
    "voluntary-code": Label("自主的な規範", "voluntary-code"),
    "programme": Label("事業", "programme"),
    "product": Label("製品", "product"),
    "statement": Label("声明", "statement"),
}
"""How binding a matter is."""

FACTS = {
    "date": Label("日付", "date"),
    "name": Label("名称", "name"),
    "text": Label("内容", "text"),
    "flag": Label("該当", "flag"),
    "case": Label("案件番号", "case no."),
    "submit": Label("提出先", "submit to"),
}
"""What a fact is of, where the value alone does not say it."""

FATES = {
    "kept": Label("維持", "kept"),
    "moved": Label("移動", "moved"),
    "reworded": Label("書き換え", "reworded"),
    "new": Label("新設", "new"),
    "dropped": Label("削除", "dropped"),
}
"""What became of the passages of a document in its next edition."""

PHRASES = {
    "title": Label("政策ダイジェスト {id}", "Policy digest {id}"),
    "period": Label("{since}〜{until}。作成：{composed}。", "{since} – {until}. Composed {composed}."),
    "reconstructed": Label("保存資料（{archives}）からの再構成。", "Reconstructed from archives ({archives})."),
    "quiet": Label("動きなし。", "Quiet."),
    "quiet.told": Label(
        "{looks}確認し、{sources}のうち{seen}を閲覧：変更なし。", "Looked {looks}, saw {seen} of {sources}: nothing changed."
    ),
    "blind": Label("閲覧できず。", "Nothing seen."),
    "blind.told": Label(
        "この期間はどの情報源も閲覧できなかったため、動きの有無は判断できない。",
        "No source could be seen in this period, so its silence says nothing about the world.",
    ),
    "unlooked": Label("確認なし。", "Not looked."),
    "unlooked.told": Label(
        "この期間はどの情報源も確認していない（予定がなかったか、トラッカーが動いていなかった）ため、動きの有無は判断できない。",
        "No source was looked at in this period (none was due, or the tracker did not run), so its silence says nothing about the world.",
    ),
    "unseen.known": Label("以下は既知の内容に基づく。", "What stands here rests on what was known before."),
    "unseen.brought-in": Label(
        "保存資料から取り込んだ{findings}を含み、ほかは既知の内容に基づく。",
        "{findings} told here came from archives; all else rests on what was known before.",
    ),
    "silence.quiet": Label("動きなし（確認済み）", "Quiet (looked, nothing changed)"),
    "silence.unproven": Label("動きなしとは言えない", "Not proven quiet"),
    "silence.unwatched": Label("監視対象外", "Not watched"),
    "silence.blind": Label("閲覧不能", "Blind now"),
    "uncorrected": Label("既報の訂正はない。", "No correction to earlier digests."),
    "since-seed": Label("基準資料以降{known}", "Since the briefing{known}"),
    "track": Label("分野", "Track"),
    "when": Label("日付", "When"),
    "overdue": Label("超過", "Overdue"),
    "open": Label("未解決", "Open"),
    "open.days": Label("未解決{days}", "open {days}"),
    "rungs": Label("{rungs}のうち{seen}を確認", "{seen} of {rungs} seen"),
    "bears-on": Label("関連する見立て", "Bears on"),
    "estimate": Label("推定", "Estimate"),
    "window": Label("受付", "Window"),
    "window.closes": Label("{when}締切、残り{days}", "closes {when}, {days} left"),
    "window.today": Label("本日締切（{when}）", "closes today, {when}"),
    "window.submit": Label("提出先：{address}", "submit to {address}"),
    "window.case": Label("案件番号：{number}", "case no. {number}"),
    "compared": Label("前の版との比較", "Compared"),
    "before": Label("以前", "Before"),
    "now": Label("現在", "Now"),
    "put-in": Label("追加", "New"),
    "taken-out": Label("削除", "Taken out"),
    "facts": Label("内容", "Facts"),
    "words": Label("語句", "Words"),
    "says": Label("原文", "Says"),
    "restated": Label("要旨（自動構成）", "Restated"),
    "source": Label("出典", "Source"),
    "seen": Label("閲覧", "seen"),
    "saved": Label("手動保存", "saved by hand"),
    "evidence": Label("証拠", "evidence"),
    "archived": Label("保存記録", "archived copy"),
    "also": Label("併せて", "Also"),
    "why": Label("判断", "Why"),
    "rule": Label("規則", "Rule"),
    "known.recent": Label("直近の出来事", "The last that was known to have happened"),
    "not-seen": Label("未確認", "Not seen yet"),
    "not-seen.lead": Label("既知の内容、分野別", "what was known, by track"),
    "not-judged": Label("一文では判定しないもの", "Not judged by one sentence"),
    "next30": Label("今後30日", "Next 30 days"),
    "next90": Label("今後90日", "Next 90 days"),
    "undated": Label("日付なし", "undated"),
    "overdue.days": Label("{days}超過", "{days} overdue"),
    "reached": Label("{sources}のうち{reached}を閲覧", "{reached} of {sources} reached"),
    "unwatched": Label("監視する情報源なし", "no source watches it"),
    "and-more": Label("ほか{more}", "and {more}"),
    "covered": Label("{sources}、{looks}、失敗{failed}。", "{sources}, {looks}, {failed} failed."),
    "track.none": Label("監視対象外", "not watched"),
    "track.told": Label("{told}件、{reached}", "{told} told, {reached}"),
    "track.more": Label("ほかにないとは言えない", "that there is no more is not proven"),
    "track.quiet": Label("動きなしを確認、{reached}", "proven quiet, {reached}"),
    "track.unproven": Label("動きなしとは言えない、{reached}", "not proven quiet, {reached}"),
    "missing": Label("閲覧できず：{names}", "not seen: {names}"),
    "none": Label("0", "none"),
    "table.source": Label("情報源", "Source"),
    "table.looks": Label("確認", "Looks"),
    "table.failed": Label("失敗", "Failed"),
    "table.state": Label("状態", "State"),
    "state.blind": Label("{since}から閲覧不能", "blind since {since}"),
    "state.unlooked": Label("未確認", "not looked at"),
    "state.instead": Label("代わりに{name}を閲覧済み", "{name} was seen instead"),
    "state.gap": Label("欠落の可能性：項目を見落とした恐れ", "possible gap: items may have passed unseen"),
    "state.unstable": Label("不安定：「{old}」⇄「{new}」、{since}から{times}", "unstable: “{old}” ⇄ “{new}”, {times} since {since}"),
    "state.seen": Label("閲覧済み", "seen"),
    "ignored": Label("報告しなかった差分", "Ignored"),
    "ignored.none": Label("報告しなかった差分はない。", "Nothing differed that was not told."),
    "untold": Label("閲覧したが掲載しない項目：{counts}。", "Read and not told: {counts}."),
    "reproduce": Label("再現", "Reproduce"),
    "made": Label("tracker {version}で作成。", "Made by tracker {version}."),
    "sources": Label("情報源ごとの確認状況", "Every source that was looked at"),
    "now-official": Label("公式に確認", "Now official"),
    "alert.news": Label("次回のダイジェストにも掲載する。", "The next digest tells it in its place."),
    "alert.more": Label(
        "全件は次回のダイジェストに掲載する。tracker digest で今すぐ作成できる。",
        "The next digest tells each of them; tracker digest writes one at once.",
    ),
    "alert.reported": Label(
        "現時点では報道のみ。公式に確認され次第、または72時間後に、このスレッドで一度だけ続報を送る。",
        "Only the press tells it so far. One more message follows in this thread: when it is confirmed, or after 72 hours.",
    ),
    "alert.deadline": Label(
        "日付は情報源の記載による。変更があれば改めて知らせる。", "The day is as its source gives it. A change of it is told anew."
    ),
    "alert.confirmed": Label(
        "先に報道として知らせた内容が、公式または独立した二つの情報源により確認された。",
        "What was told as reported is now told by an official source, or by two that are independent.",
    ),
    "alert.unconfirmed": Label(
        "先に報道として知らせた内容は、72時間を過ぎても公式には確認されていない。",
        "What was told as reported has not been confirmed within 72 hours, neither by an official source nor by a second, independent one.",
    ),
    "alert.foot": Label("{id}、{at}。", "{id}, {at}."),
    "attribution": Label("出典の表示", "Attribution"),
}
"""Everything else that a digest says of itself."""
