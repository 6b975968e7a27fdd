"""How values are shown."""

from __future__ import annotations

from indexer.understanding.marks import Mark
from kb.vocabulary import scheme
from web.display import marked
from web.markdown import render


def test_marks_are_put_round_words_and_text_is_escaped() -> None:
    assert str(marked("a <b> c", [Mark(2, 5)])) == "a <mark>&lt;b&gt;</mark> c"
    assert str(marked("abcdef", [Mark(4, 6), Mark(0, 3), Mark(2, 5)])) == "<mark>abc</mark>d<mark>ef</mark>"
    assert str(marked("", [])) == ""
    jkk = Mark(0, 3, scheme("acronym")["jkk"])
    assert str(marked("JKK", [jkk])) == '<mark class="other-name">JKK</mark>'


def test_line_breaks_within_a_paragraph_are_spaces() -> None:
    assert str(marked("one\ntwo\n\nthree\n- four\n1. five", [])) == "one two\n\nthree\n- four\n1. five"


def test_citations_become_links_to_the_sources() -> None:
    html = render("Paid.[^s1][^s2] Not.[^s9] `[^s1]`", {"s1": 1, "s2": 2})
    assert (
        '<sup class="cite"><a href="#source-s1">1</a></sup><sup class="cite"><a href="#source-s2">2</a></sup>' in html
    )
    assert "[^s9]" in html
    assert "<code>[^s1]</code>" in html


def test_citations_can_lead_to_the_page_of_their_practice() -> None:
    assert '<a href="/practices/x?a=1&amp;lang=id#source-s1">1</a>' in render(
        "Paid.[^s1]", {"s1": 1}, "/practices/x?a=1&lang=id"
    )


def test_markdown_brings_in_no_html_scripts_or_images() -> None:
    html = render("<script>x</script> [a](javascript:alert(1)) ![i](https://e.org/i.png) [b](https://e.org/)", {})
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert '<a href="https://e.org/">b</a>' in html
