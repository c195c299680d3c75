"""Templates are compiled once in a process, by their text and by how their values are shown."""

from __future__ import annotations

from tracker.render.templating import environment, written


def shouted(value: object) -> object:
    return str(value).upper()


def whispered(value: object) -> object:
    return str(value).lower()


def test_a_template_that_was_edited_is_written_as_it_is_now() -> None:
    for text in ("oak {{ n }}", "elm {{ n }}", "oak {{ n }}"):
        templates = environment({"digest.md.j2": ("own/digest.md.j2", text)}, shouted)
        assert written(templates, "digest.md.j2", "it", n="seven") == text.replace("{{ n }}", "SEVEN")


def test_what_is_constant_in_a_template_is_shown_in_each_way() -> None:
    own = {"digest.md.j2": ("own/digest.md.j2", "{{ 'Oak' }} {{ n }}")}
    for way, said in ((shouted, "OAK SEVEN"), (whispered, "oak seven"), (shouted, "OAK SEVEN")):
        assert written(environment(own, way), "digest.md.j2", "it", n="Seven") == said
