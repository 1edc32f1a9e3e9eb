"""A face in another language: same ids and paths in other words; what is missing or stale is found."""

from __future__ import annotations

import pytest

from surveys import BadInstrument, Instrument, UnknownLanguage, check, loads, show
from surveys.catalogues import HEAD, Catalogue, Entry, read_catalogue, write_catalogue
from surveys.sources import pack
from surveys.tables import Place
from surveys.translating import find_gaps, languages, reworded, texts
from tests.surveys.factory import long_text, scale, source

TINY = source(scale("safe"), long_text("idea"))


def catalogue(instrument: Instrument, **changed: str) -> Catalogue:
    """Every text backwards; `changed` by the end of an address."""
    said = {address: Entry(text, text[::-1]) for address, text in texts(instrument).items()}
    return Catalogue("pl", {key: Entry(changed.get(key, entry.english), entry.words) for key, entry in said.items()})


def folder(*lines: str, whole: str = TINY) -> Instrument:
    return loads(pack({"instrument.toml": whole, "pl.csv": "\n".join((",".join(HEAD), *lines)) + "\n"}))


def complete(whole: str = TINY) -> Instrument:
    return loads(pack({"instrument.toml": whole, "pl.csv": write_catalogue(catalogue(loads(TINY)))}))


def test_a_translation_has_other_words_and_the_same_ids() -> None:
    plain, said = loads(TINY), show(complete(), language="pl")
    assert said.language == "pl"
    assert said.title == "yevrus ynit A"
    assert [choice.text for choice in said.question("safe").choices] == ["oN", "tib A", "seY"]  # type: ignore[attr-defined]
    assert [page.id for page in said.pages] == [page.id for page in plain.pages]
    assert [c.value for c in said.question("safe").choices] == ["1", "2", "3"]  # type: ignore[attr-defined]
    assert said.pages[1].section.title == "sweiv ruoY"


def test_every_word_is_said_in_the_other_language() -> None:
    said = show(complete(), language="pl")
    assert set(texts(said).values()) == {text[::-1] for text in texts(loads(TINY)).values()}


def test_the_promise_in_another_language_has_a_version_of_its_own() -> None:
    whole = complete()
    assert show(whole, language="pl").privacy.version != show(whole).privacy.version


def test_what_is_not_translated_is_missing_and_that_language_is_not_shown() -> None:
    whole = folder("title,A tiny survey,Mała ankieta")
    gaps = find_gaps(whole, whole.catalogues[0])
    assert "questions.safe.choices.1.text" in gaps.missing
    assert "title" not in gaps.missing
    assert languages(whole) == ("en",)
    with pytest.raises(UnknownLanguage):
        show(whole, language="pl")
    assert any("not translated yet" in str(problem) for problem in check(whole))


def test_a_translation_whose_english_has_changed_is_stale() -> None:
    whole = complete(TINY.replace("All is well", "All is very well"))
    assert find_gaps(whole, whole.catalogues[0]).stale == ("questions.safe.text",)
    assert languages(whole) == ("en",)
    found = [str(problem) for problem in check(whole) if "has changed since" in problem.message]
    assert found == [
        "tiny, language pl: the English has changed since it was translated: questions.safe.text. Take it out with "
        "consult translations export, and bring it back translated. (warning)"
    ]


def test_a_text_that_only_moved_keeps_its_translation() -> None:
    moved = TINY.replace('what = ["We make a plan."]', 'what = ["Hello.", "We make a plan."]')
    whole = complete(moved)
    assert find_gaps(whole, whole.catalogues[0]).stale == ("purpose.what.1",)
    assert find_gaps(whole, whole.catalogues[0]).missing == ()


def test_a_catalogue_is_written_as_it_is_read() -> None:
    odd = Catalogue("pl", {"a": Entry('He said “x”, "y"\nand z', "ł,ó"), "b": Entry("", "")})
    assert read_catalogue(write_catalogue(odd), "pl.csv", Place("pl.csv")).entries == odd.entries


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("title,only two",), "line 2: it has 2 columns. Write three"),
        (("title,A,B", "title,A,C"), "line 3: title is translated twice"),
        (('title,"A,B',), "Mend that line"),
    ],
)
def test_a_damaged_catalogue_is_named_with_its_line(lines: tuple[str, ...], words: str) -> None:
    with pytest.raises(BadInstrument, match=r"pl\.csv, line") as caught:
        folder(*lines)
    assert words in str(caught.value)


def test_a_catalogue_belongs_to_a_face_and_another_language() -> None:
    with pytest.raises(BadInstrument, match="its name is no face and language"):
        loads(pack({"instrument.toml": TINY, "grown-up.pl.csv": ",".join(HEAD) + "\n"}))


def test_saying_everything_as_it_is_changes_nothing() -> None:
    plain = loads(TINY)
    assert reworded(plain, lambda address, text: text) == plain
