"""A definition is read as it was written, or the writer is told the file, the place and the remedy."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import ClassVar

import pytest

from surveys import BadInstrument, LongText, Number, OneChoice, Question, Scale, load, load_all, loads
from surveys.loading import kinds
from surveys.questionnaire import AllOf, AnyOf, IsOneOf, Not
from tests.surveys.factory import long_text, question, scale, source, tiny

WELL = source()


def test_a_definition_becomes_frozen_values() -> None:
    instrument = tiny(scale("safe"), long_text("safer", page='shown_if = { question = "safe", is = "1" }'))
    safe = instrument.question("safe")
    assert isinstance(safe, Scale)
    assert [point.text for point in safe.points] == ["No", "A bit", "Yes"]
    assert instrument.page("safer").shown_if == IsOneOf(question_id="safe", values=("1",))
    assert instrument.page_of("safer").heading == "What is good?"
    assert instrument.purpose.decision_date == datetime.date(2024, 2, 29)
    with pytest.raises(dataclasses.FrozenInstanceError):
        instrument.title = "Another"  # type: ignore[misc]


def test_the_safety_notice_is_said_once_and_stands_beside_every_free_text() -> None:
    asked = tiny(long_text("good")).question("good")
    assert isinstance(asked, LongText)
    assert asked.notice == "Nobody is reading this right now."


def test_conditions_can_be_joined() -> None:
    one, two = '{ question = "safe", is = ["1"] }', '{ question = "understood", is = [true] }'
    page = f"shown_if = {{ any = [{{ all = [{one}, {two}] }}, {{ not = {one} }}] }}"
    low, agreed = IsOneOf(question_id="safe", values=("1",)), IsOneOf(question_id="understood", values=(True,))
    condition = tiny(scale("safe"), long_text("more", page=page)).page("more").shown_if
    assert condition == AnyOf(conditions=(AllOf(conditions=(low, agreed)), Not(condition=low)))


def test_the_version_follows_every_changed_word_but_not_the_line_ends() -> None:
    first, other = loads(WELL, "tiny.toml"), loads(WELL.replace("A tiny", "A small"), "tiny.toml")
    assert loads(WELL.replace("\n", "\r\n"), "tiny.toml").version == first.version
    assert other.version != first.version
    assert other.privacy.version == first.privacy.version
    promised = loads(WELL.replace("We keep it safe", "We keep it very safe"), "tiny.toml")
    assert promised.privacy.version != first.privacy.version


def test_a_new_kind_of_question_is_a_new_class_and_nothing_else() -> None:
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class StarRating(Question):
        kind: ClassVar[str] = "star-rating"
        stars: int = 5

    assert kinds()["star-rating"] is StarRating
    assert tiny(question('kind = "star-rating"\ntext = "Stars?"\nstars = 3')).question("q") == StarRating(
        id="q", text="Stars?", stars=3
    )


def test_a_number_is_read_with_its_limits() -> None:
    asked = tiny(question('kind = "number"\ntext = "How many?"\nleast = 1\nmost = 18')).question("q")
    assert isinstance(asked, Number)
    assert (asked.least, asked.most) == (1, 18)


def test_files_are_read_one_by_one_or_a_folder_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text(WELL, encoding="utf-8-sig")
    (tmp_path / "notes.txt").write_text("not an instrument")
    assert load(tmp_path / "tiny.toml") == load_all(tmp_path)["tiny"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInstrument) as absent:
        load(tmp_path / "gone.toml")
    (tmp_path / "latin.toml").write_bytes("title = 'café'".encode("latin-1"))
    with pytest.raises(BadInstrument) as latin:
        load(tmp_path / "latin.toml")
    assert (
        str(absent.value) == "gone.toml: it cannot be read (No such file or directory). Check the name and the folder."
    )
    assert str(latin.value) == "latin.toml: it is not UTF-8 text. Save the file as UTF-8."


def ask(words: str) -> str:
    return source(question(words))


def shown(condition: str) -> str:
    return source(scale("safe"), long_text("more", page=f"shown_if = {condition}"), scale("later"))


ONE_CHOICE = 'kind = "one-choice"\ntext = "Which?"\n'


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            ask('kind = "stars"\ntext = "?"'),
            "question q: unknown kind of question 'stars'. Use one of: ",
        ),
        (ask('kind = "long-text"\ntext = 3'), "question q: text is not text. Write it in double quotes."),
        (ask('kind = "long-text"\ntext = ""'), 'question q: it has no text. Add text = "…".'),
        (ask('kind = "long-text"'), "question q: text is missing. Add text = …."),
        (
            ask('kind = "long-text"\ntext = "?"\ncolour = "red"'),
            "question q: unknown key 'colour'. Use only: id, text, hint, is_optional, missing_error, invalid_error, "
            "notice, max_characters, may_be_typed_for.",
        ),
        (
            ask('kind = "long-text"\ntext = "?"\nis_optional = "no"'),
            "question q: is_optional is neither true nor false. Write is_optional = true or is_optional = false.",
        ),
        (
            ask('kind = "long-text"\ntext = "?"\nmax_characters = "many"'),
            "question q: max_characters is not a whole number. Write max_characters = 3, without quotes.",
        ),
        (
            ask('kind = "long-text"\ntext = "?"\nmax_characters = 0'),
            "question q: max_characters is 0. Use a number well above what anybody needs.",
        ),
        (
            ask('kind = "number"\ntext = "?"\nleast = 5\nmost = 5'),
            "question q: least is 5 and most is 5. Make least smaller than most.",
        ),
        (
            ask(ONE_CHOICE + 'choices = "four"'),
            "question q: there is no list of choices called 'four'. Add it under [choice_lists] or use one of: three.",
        ),
        (ask(ONE_CHOICE + "choices = []"), "question q: it has fewer than two choices. Add choices."),
        (
            ask(ONE_CHOICE + 'choices = ["a", "b"]'),
            "question q: choices is not a list of tables. Write each as [[choices]].",
        ),
        (
            ask(ONE_CHOICE + 'choices = [{value="a", text="A"}, {value="a", text="B"}]'),
            "question q: the value 'a' is used twice. Give each choice its own value.",
        ),
        (
            ask(ONE_CHOICE + 'choices = [{value="A b", text="A"}, {value="b", text="B"}]'),
            "question q: 'A b' is not a value. Use small letters, digits and hyphens, like prefer-not-to-say.",
        ),
        (
            ask('kind = "scale"\ntext = "?"\nchoices = [{value="1", text="A"}, {value="2", text="B"}]'),
            "question q: its scale has only 2 points. Give it at least three, or use one-choice.",
        ),
        (
            ask('kind = "many-choices"\ntext = "?"\nmost = 4\nchoices = "three"'),
            "question q: most is 4. Use a number from 1 to 3, or leave it out.",
        ),
        (source(scale("safe"), scale("safe")), "page safe: the id is used twice. Give one of them another id."),
        (
            source(scale("Feel safe")),
            "page Feel safe: 'Feel safe' is not an id. Use small letters, digits and hyphens, like feel-safe.",
        ),
        (
            source('[[pages]]\nid = "empty"\nsection = "views"\n'),
            "page empty: it has no title. Add a title; only a page with exactly one question can do without.",
        ),
        (
            source('[[pages]]\nid = "p"\nsection = "nowhere"\n'),
            "page p: unknown section 'nowhere'. Use one of: start, about, views.",
        ),
        (
            shown('{ question = "later", is = ["1"] }'),
            "page more, shown_if: question later is not asked before this page. Move one of the two.",
        ),
        (
            shown('{ question = "none", is = ["1"] }'),
            "page more, shown_if: there is no question none. Use one of: understood, safe.",
        ),
        (
            shown('{ not = { question = "safe", is = ["9"] } }'),
            "page more, shown_if: '9' is never an answer to safe. Use one of: 1, 2, 3.",
        ),
        (
            shown('{ question = "understood", is = ["yes"] }'),
            "page more, shown_if: 'yes' is never an answer to understood. Use true or false, without quotes.",
        ),
        (
            source(long_text("good"), long_text("more", page='shown_if = { question = "good", is = ["x"] }')),
            "page more, shown_if: 'x' is never an answer to good. Use a question with choices: free text cannot "
            "decide what is asked next.",
        ),
        (
            shown('{ question = "safe" }'),
            'page more, shown_if: it is not a condition. Write {question = "…", is = ["…"]}, or use all, any or not.',
        ),
        (
            shown('{ question = "safe", is = [] }'),
            'page more, shown_if: it names no answers. Write is = ["…"] with at least one answer.',
        ),
        (
            shown("{ all = [] }"),
            "page more, shown_if: all and any need a list of conditions. "
            'Write all = [{question = "…", is = ["…"]}, …].',
        ),
    ],
)
def test_a_broken_page_is_named_with_the_remedy(broken: str, message: str) -> None:
    with pytest.raises(BadInstrument) as caught:
        loads(broken, "tiny.toml")
    assert str(caught.value).startswith(f"tiny.toml, {message}")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'audience = "children"',
            'audience = "cats"',
            "tiny.toml: unknown audience 'cats'. Use one of: children, parents, partners, staff.",
        ),
        ('language = "en"', "", "tiny.toml: language is missing. Add language = …."),
        ('language = "en"', 'language = "en"\ncolour = "red"', "tiny.toml: unknown key 'colour'. Use only: "),
        ('id = "tiny"', 'id = "huge"', "tiny.toml: its id is 'huge'. Name the file huge.toml or change the id."),
        ("[purpose]", "[porpoise]", "tiny.toml, purpose: what is missing. Add what = …."),
        (
            "2024-02-29",
            '"soon"',
            "tiny.toml, purpose: decision_date is not a date. Write decision_date = 2024-02-29, without quotes.",
        ),
        (
            'what = ["We make a plan."]',
            'what = "We make a plan."',
            'tiny.toml, purpose: what is not a list of texts. Write what = ["…", "…"].',
        ),
        (
            'id = "tiny"',
            'id = "tiny"\nversion = "2"',
            "tiny.toml: the version cannot be chosen. Take it out: it is worked out from the words.",
        ),
        ("[privacy]", "[[privacy]]", "tiny.toml: privacy is not a table. Write it as [privacy]."),
        ('id = "tiny"', "id = tiny", "tiny.toml: it is not valid TOML: "),
        ("[choice_lists]\nthree", "choice_lists", "tiny.toml, privacy: unknown key 'choice_lists'. Use only: "),
    ],
)
def test_a_broken_head_is_named_with_the_remedy(old: str, new: str, message: str) -> None:
    with pytest.raises(BadInstrument) as caught:
        loads(WELL.replace(old, new, 1), "tiny.toml")
    assert str(caught.value).startswith(message)


def test_an_instrument_without_pages_is_refused() -> None:
    with pytest.raises(BadInstrument) as caught:
        loads(source(privacy=""), "tiny.toml")
    assert str(caught.value) == "tiny.toml: it has no pages. Add at least one [[pages]]."


def test_a_choice_question_knows_whether_one_may_decline() -> None:
    asked = tiny(question(ONE_CHOICE + 'choices = "three"')).question("q")
    assert isinstance(asked, OneChoice)
    assert not asked.has_prefer_not_to_say
