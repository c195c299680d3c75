from __future__ import annotations

import gzip

import pytest

from tests.kinds.pages import extract, page

CHROME = "<header><nav><ul>" + "".join(f"<li><a href=/{n}>第{n}部の案内</a></li>" for n in range(12)) + "</ul></nav></header>"
FOOT = "<footer><p>架空省 千代田区架空一丁目</p></footer>"

WALLS = {
    "cloudflare": "<title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue</noscript><script src='/cdn-cgi/challenge-platform/x.js'></script>",
    "aws": "<script>window.gokuProps = {};</script><script src='https://x.token.awswaf.com/challenge.js'></script></head><body><div id=c></div>",
    "akamai": "<title>Access Denied</title></head><body><h1>Access Denied</h1>You don't have permission to access this server.<p>Reference #18.2d351ab8.1557333295.a4e16ab",
    "f5": "<title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.",
    "robot": "<title>確認</title></head><body><p>ロボットではありませんか。人間であることを確認してください。</p>",
    "japanese": "<title>架空省</title></head><body><p>お客様のアクセスは制限されています。アクセスが拒否されました。</p>",
    "busy": "<title>429 Too Many Requests</title></head><body><h1>Too Many Requests</h1>",
}
ERRORS = {
    "english": "<h1>404 Not Found</h1><p>The requested URL /x was not found on this server.</p>",
    "english page": "<h1>Page not found</h1><p>We couldn't find the page you were looking for.</p>",
    "curly": "<h1>This page isn\u2019t available</h1><p>Try again later.</p>",
    "japanese": "<h2>お探しのページは見つかりませんでした</h2><p>削除されたか、移動した可能性があります。</p>",
    "japanese file": "<p>指定されたファイルは存在しません。</p>",
    "server": "<h1>503 Service Unavailable</h1>",
    "number": "<h1>404</h1><p>申し訳ございません。このアドレスには何もありません。</p>",
    "number english": "<h1>404</h1><p>We lost that one. Sorry!</p>",
    "number and page": "<h1>404 - ページがありません</h1>",
    "system": "<h1>システムエラー</h1><p>しばらく時間をおいて再度お試しください。</p>",
    "maintenance": "<h1>ただいまメンテナンス中です</h1><p>ご迷惑をおかけしております。</p>",
    "maintenance english": "<h1>We'll be back soon</h1><p>The site is down for scheduled maintenance.</p>",
}


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_is_blocked(wall: str) -> None:
    document = extract(f"<!DOCTYPE html><html><head>{WALLS[wall]}</body></html>")
    assert (document.problem, document.blocks) == ("blocked", ())
    assert "does not let the tracker look" in (document.problem_detail or "")


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_told_within_the_frame_of_the_site_is_an_error_page(error: str) -> None:
    document = extract(page(f"<main>{ERRORS[error]}</main>", before=CHROME, after=FOOT))
    assert (document.problem, document.blocks) == ("error-page", ())


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_in_the_selected_part_is_an_error_page(error: str) -> None:
    assert extract(page(f"<div id=c>{ERRORS[error]}</div>", before=CHROME * 20), select="#c").problem == "error-page"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>ログイン</h1><form><input name=u><input type=password name=p></form>",
        "<p>この資料を見るにはログインが必要です。</p>",
        "<h1>Sign in</h1><form><input type=password></form>",
    ],
)
def test_a_login_is_a_wall(body: str) -> None:
    document = extract(page(body))
    assert document.problem == "blocked"
    assert "log in" in (document.problem_detail or "")


@pytest.mark.parametrize(
    "body", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\x00\x00", b"<html></html>", b"<html><body><script>a()</script></body></html>"]
)
def test_no_words_are_empty(body: bytes) -> None:
    assert extract(body).problem == "empty"


def test_a_page_that_needs_its_scripts_or_sends_on_is_empty_and_says_so() -> None:
    shell = extract(page("<div id=app></div><noscript>Please enable JavaScript to use this app.</noscript>"))
    assert shell.problem == "empty"
    assert "has no words without its scripts [rule shell.script: 'enable JavaScript']" in (shell.problem_detail or "")
    onward = extract(page("<p>移転しました</p>", head="<meta http-equiv=Refresh content='0; url=/new/'>"))
    assert onward.problem == "empty"
    assert "url=/new/" in (onward.problem_detail or "")


def test_a_set_of_frames_that_shows_nothing_says_so() -> None:
    document = extract("<html><frameset cols='20%,80%'><frame src=about:blank><frame></frameset></html>")
    assert (document.problem, document.blocks) == ("empty", ())
    assert "set of frames" in (document.problem_detail or "")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (gzip.compress(b"<html>", mtime=0), "gzip data"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "kind: feed"),
    ],
)
def test_what_is_no_page_says_what_it_is(body: bytes, said: str) -> None:
    document = extract(body)
    assert (document.problem, document.blocks) == ("error-page", ())
    assert said in (document.problem_detail or "")


LONG = "<p>" + "火星探査の指針を次のとおり改定し、関係機関に通知した。なお、旧指針に基づく届出は引き続き有効である。" * 40 + "</p>"


def test_a_number_alone_is_a_status_where_it_is_all_that_the_page_says() -> None:
    assert extract(page("<h1>404</h1>")).problem == "error-page"
    document = extract(page("<h1>植えた苗木</h1><div id=count>404</div>"), select="#count")
    assert [block.text for block in document.blocks] == ["404"]


@pytest.mark.parametrize(
    "words", [*ERRORS.values(), "<p>アクセスが拒否されました</p>", "<p>ログインが必要です</p>", "<input type=password>"]
)
def test_a_page_that_says_much_is_never_an_error(words: str) -> None:
    document = extract(page(f"<main>{words}{LONG}</main>"))
    assert document.problem is None
    assert len(document.blocks) >= 1


@pytest.mark.parametrize(
    "body",
    [
        "<h1>エラー対応の手引き</h1><p>事業者が誤りを見つけたときに行うことを定めます。</p>",
        "<h1>定期保守のお知らせ</h1><p>9月1日に申請システムのメンテナンスを行います。</p>",
        "<h1>第404回架空審議会</h1><p>議事次第</p>",
        "<h1>アクセス</h1><p>地下鉄架空駅から徒歩5分です。</p>",
        "<h1>Guidelines on error reporting</h1><p>Operators report errors within 30 days.</p>",
        "<p>本件は継続審議とされた。</p>",
        "<h1>植樹の数</h1><dl><dt>北区</dt><dd>421</dd><dt>南区</dt><dd>404</dd></dl>",
        "<h1>421</h1><p>今年度に植えた苗木の数です。</p>",
        "<h1>目録</h1><p>503</p><p>樫の苗木</p>",
        "<h1>報告書</h1><dl><dt>分量</dt><dd>421 ページ</dd></dl>",
        "<h1>500 service stations</h1><p>The register grew by a third.</p>",
    ],
)
def test_a_short_page_about_errors_or_maintenance_is_a_page(body: str) -> None:
    assert extract(page(body)).problem is None
