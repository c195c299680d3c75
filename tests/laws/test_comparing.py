"""Two versions of a statute: what came, went, changed its words, or only its number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.texts import ACORN, OWN, Article, markdown, read, xml
from tracker.diff.blocks import compare
from tracker.model.document import Comparison
from tracker.text.canonical import canonical_words

LATER = "この法律は、公布の日から施行する。ただし、第二条の改正規定は、令和九年四月一日から施行する。"


def diff(old: str | bytes, new: str | bytes) -> Comparison:
    return compare(read(old), read(new))


def rows(old: str | bytes, new: str | bytes) -> list[tuple[str, str, str | None]]:
    return [(change.change.value, change.key, change.old_key) for change in diff(old, new).changes]


def replaced(number: str, *paragraphs: str, caption: str | None = None) -> list[Article]:
    """The act with other words in one article."""
    return [(key, said if caption is None or key != number else caption, paragraphs if key == number else own) for key, said, own in ACORN]


def test_an_article_that_changes_is_told_by_its_paragraph_and_one_with_a_single_paragraph_as_a_whole() -> None:
    third = replaced("第三条", ACORN[2][2][0], "国は、前項の施策を実施するため、必要な財政上及び税制上の措置を講ずる。")
    (change,) = diff(markdown(), markdown(third)).changes
    assert (change.change, change.key) == ("revised", "本則/第三条/第二項")
    assert (change.old or "").endswith("必要な財政上の措置を講ずる。")
    assert (change.new or "").endswith("必要な財政上及び税制上の措置を講ずる。")
    assert rows(markdown(), markdown(replaced("第四条", "国は、種子基金を置く。"))) == [("revised", "本則/第四条", None)]


def test_items_are_told_apart() -> None:
    more = replaced("第二条", f"{ACORN[1][2][0]}\n三　栗の実")
    assert rows(markdown(), markdown(more)) == [("added", "本則/第二条/第一項/第三号", None)]
    assert rows(markdown(more), markdown()) == [("removed", "本則/第二条/第一項/第三号", None)]
    between = ACORN[1][2][0].replace("二　楢", "二　栗の実のうち政令で定めるもの\n三　楢")
    assert (
        rows(markdown(), markdown(replaced("第二条", between)))
        == [
            ("moved", "本則/第二条/第一項/第三号", "本則/第二条/第一項/第二号"),
            ("added", "本則/第二条/第一項/第二号", None),
        ]
        or rows(markdown(), markdown(replaced("第二条", between)))[0][0] == "revised"
    )


def test_an_article_that_gets_another_number_is_moved_and_revised_where_its_words_changed() -> None:
    inserted: list[Article] = [*ACORN[:2], ("第三条", "地方公共団体の責務", ["地方公共団体は、国に準じて、その区域の樹木を守る。"])]
    old_third, old_fourth = ACORN[2], ACORN[3]
    words = "国は、種子基金を置き、苗木の育成及び植樹に要する費用に充てることができる。"
    new: list[Article] = [*inserted, ("第四条", old_third[1], old_third[2]), ("第五条", old_fourth[1], [words])]
    assert sorted(rows(markdown(), markdown(new))) == [
        ("added", "本則/第三条", None),
        ("moved", "本則/第五条", "本則/第四条"),
        ("moved", "本則/第四条", "本則/第三条"),
        ("revised", "本則/第五条", None),
    ]


def test_articles_come_and_go() -> None:
    fifth: Article = ("第四条の二", "報告", ["森林局長は、毎年、種子基金の使途を国会に報告しなければならない。"])
    assert rows(markdown(), markdown([*ACORN, fifth])) == [("added", "本則/第四条の二", None)]
    assert rows(markdown([*ACORN, fifth]), markdown()) == [("removed", "本則/第四条の二", None)]


def test_a_caption_counts_and_layout_does_not() -> None:
    assert rows(markdown(), markdown(replaced("第一条", *ACORN[0][2], caption="趣旨"))) == [("revised", "本則/第一条", None)]
    spaced = markdown().replace("国は、種子基金", "国は、 種子基金")
    comparison = diff(markdown(), spaced)
    assert (comparison.changed, [one.why for one in comparison.ignored]) == (False, ["markup"])


def test_repealed_articles_under_one_number_are_moved_and_not_gone() -> None:
    alone: list[Article] = [*ACORN, ("第五条", "", ["削除"]), ("第六条", "", ["削除"])]
    together: list[Article] = [*ACORN, ("第五条及び第六条", "", ["削除"])]
    assert rows(markdown(alone), markdown(together)) == [
        ("moved", "本則/第五条及び第六条", "本則/第五条"),
        ("moved", "本則/第五条及び第六条", "本則/第六条"),
    ]


def test_supplements_are_known_by_what_they_say_and_by_the_law_that_brought_them() -> None:
    assert rows(markdown(supplements=(OWN, LATER)), markdown(supplements=(LATER,))) == [("removed", "附則/柱書", None)]
    assert rows(markdown(), markdown(supplements=(OWN, LATER))) == [("added", "附則#2/柱書", None)]
    old = xml(supplements=(("", OWN), ("令和九年法律第三号", LATER)))
    new = xml(
        supplements=(
            ("", OWN),
            ("令和十年法律第八号", OWN.replace("六月", "一年")),
            ("令和九年法律第三号", "この法律は、別に定める日から施行する。"),
        )
    )
    assert rows(old, new) == [("added", "附則#2/柱書", None), ("revised", "附則#3/柱書", None)]


def test_at_first_sight_every_article_is_added() -> None:
    assert {change.change.value for change in compare(None, read(markdown())).changes} == {"added"}


ARTICLES = st.lists(
    st.tuples(
        st.integers(1, 12).map(lambda number: f"第{'一二三四五六七八九十百千'[number - 1]}条"),
        st.sampled_from(["目的", "定義", "責務", ""]),
        st.lists(st.text(alphabet="国は樹木の実を守るものとする、。", min_size=1, max_size=60), min_size=1, max_size=3),
    ),
    max_size=8,
    unique_by=lambda article: article[0],
)


@given(ARTICLES)
def test_nothing_differs_from_itself(articles: list[Article]) -> None:
    assert diff(markdown([*ACORN[:1], *articles]), markdown([*ACORN[:1], *articles])).changes == ()


@given(ARTICLES, ARTICLES)
def test_every_article_that_differs_is_told_and_no_other(old: list[Article], new: list[Article]) -> None:
    one, other = (read(markdown([ACORN[0], *some])) for some in (old, new))
    before, after = ({block.key: canonical_words(block) for block in document.blocks} for document in (one, other))
    told = {_article(key) for change in compare(one, other).changes for key in (change.key, change.old_key or change.key)}
    same = {key for key in before.keys() & after.keys() if before[key] == after[key]}
    assert told == (before.keys() | after.keys()) - same


def _article(key: str) -> str:
    return "/".join(key.split("/")[:2])


def test_a_range_of_repealed_articles_that_is_written_out_again_is_moved_too() -> None:
    together: list[Article] = [*ACORN, ("第五条から第七条まで", "", ["削除"])]
    alone: list[Article] = [
        *ACORN,
        ("第五条", "", ["削除"]),
        ("第六条", "報告", ["森林局長は、毎年、国会に報告する。"]),
        ("第七条", "", ["削除"]),
    ]
    assert rows(markdown(together), markdown(alone)) == [
        ("moved", "本則/第五条", "本則/第五条から第七条まで"),
        ("added", "本則/第六条", None),
        ("moved", "本則/第七条", "本則/第五条から第七条まで"),
    ]
