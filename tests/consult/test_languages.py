"""Respondents read the interface in their own language: nothing escapes the catalogues; none brings HTML."""

from __future__ import annotations

import re

import pytest

from consult import languages as words_of
from consult.interface import collecting
from consult.languages import INTERFACE, list_shipped, read_catalogue
from consult.web import languages

PSEUDO = "eo"  # a language nobody has translated: every sentence of it is ⟦…⟧
NAMES = ("Achieving for Children", "Childline", "Kingston", "Richmond", "Windsor and Maidenhead")


@pytest.fixture
def pseudo(app, page, monkeypatch):
    """Every sentence the interface says through its catalogue stands in ⟦brackets⟧; survey texts too."""
    known = {sentence: wrapped(sentence) for sentence in collecting.collect()}
    monkeypatch.setattr(languages, "words_of", lambda code: known if code == PSEUDO else {})
    with page.client.session_transaction() as session:
        session[languages.KEPT] = PSEUDO
    return page


def wrapped(sentence):
    """⟦We [ask] **you**⟧: so that links and strong words are still found."""
    return f"⟦{sentence}⟧"


def untranslated(page):
    """What is on the page, in its title or in an attribute that is read out, and is in no brackets."""
    page_text = re.sub(r"\s+", " ", " ".join(flat(page.tree)))
    rest = re.sub(r"⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", " ", page_text)
    for name in NAMES:
        rest = rest.replace(name, " ")
    return [word for word in re.findall(r"[A-Za-z]{2,}", rest) if not word.isupper()]


def flat(element, inside=False):
    inside = inside or element.get("lang") == "en" or element.tag in ("script", "style")
    if not inside:
        yield from (f" {element.get(name)} " for name in ("aria-label", "placeholder", "alt") if element.get(name))
        yield element.text or ""
    for child in element:
        yield from flat(child, inside)
        yield "" if inside else child.tail or ""


# Pages without words of a survey: every word on them comes from a catalogue.
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/privacy",
        "/accessibility",
        "/data-protection-complaint",
        "/your-answers",
        "/what-happened",
        "/survey/no-such",
        "/nowhere",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_english_is_left_on_a_page(pseudo, address):
    pseudo.visit(address)
    assert untranslated(pseudo) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_english_is_left_in_what_a_form_asks_for(pseudo):
    pseudo.visit("/your-answers").press("⟦Find my answers⟧")
    assert untranslated(pseudo) == []
    pseudo.visit("/accessibility").press("⟦Send⟧")
    assert untranslated(pseudo) == []
    assert pseudo.title.startswith("⟦Error⟧: ")


def test_every_catalogue_holds_exactly_what_the_interface_says():
    said = set(collecting.collect())
    for code in list_shipped():
        kept = {str(one.id) for one in read_catalogue(INTERFACE / f"{code}.po") if one.id}
        assert kept == said, f"{code}.po: run python -m consult.interface.collecting"


def test_a_translation_brings_no_html_and_no_place_of_its_own(app, monkeypatch):
    sentence = "You can [take your answers back] with the words we show you at the end."
    hostile = {sentence: "<script>x</script> [ja **wohl**] {secret} {link.__class__}"}
    monkeypatch.setattr(languages, "words_of", lambda code: hostile)
    with app.test_request_context("/"):
        languages.use(PSEUDO)
        said = languages.shown(sentence, link="/your-answers?a=1&b=2")
    assert "<script>" not in said
    assert '<a class="govuk-link" href="/your-answers?a=1&amp;b=2">ja <strong>wohl</strong></a>' in said
    assert "{secret} {link.__class__}" in said


def test_staff_pages_stay_in_english(app, monkeypatch):
    monkeypatch.setattr(languages, "words_of", lambda code: {"Back": "⟦Back⟧"})
    with app.test_request_context("/staff/overview"):
        languages.use(PSEUDO)
        assert languages.say("Back") == "Back"


def test_days_and_numbers_are_written_as_the_language_writes_them(app):
    from datetime import UTC, datetime

    at = datetime(2024, 2, 29, 13, 5, tzinfo=UTC)
    filters = app.jinja_env.filters
    with app.test_request_context("/"):
        assert (filters["day"](at), filters["moment"](at)) == ("29 February 2024", "29 February 2024, 1:05pm")
        languages.use("pl")
        assert filters["moment"](at) == "29 lutego 2024, 13:05"
        assert filters["number"](12345) == "12\u00a0345"
        languages.use("ko")
        assert filters["day"](at) == "2024년 2월 29일"
        languages.use("ar")
        assert "فبراير" in filters["day"](at)


def test_each_language_is_named_in_itself():
    assert [words_of.own_name(code) for code in ("en", "pl", "ar", "ko", "ta")] == [
        "English", "Polski", "العربية", "한국어", "தமிழ்",
    ]  # fmt: skip
    assert words_of.direction("ar") == "rtl"
    assert not words_of.is_language("../etc")
