"""One instrument, several faces: the same questions in other words, and every answer counts in all of them."""

from __future__ import annotations

import pytest

from surveys import (
    Answers,
    BadInstrument,
    Instrument,
    Scale,
    UnknownFace,
    UnknownLanguage,
    loads,
    page_like,
    path,
    show,
)
from surveys.routing import answers_on_path
from surveys.sources import pack
from tests.surveys.factory import long_text, question, scale, source

AGES = question(
    'kind = "one-choice"\ntext = "How old are you?"\nchoices = [{ value = "4-7", text = "4 to 7" }, '
    '{ value = "8-11", text = "8 to 11" }, { value = "prefer-not-to-say", text = "No" }]',
    id="age",
    section="about",
)
PAGES = (
    AGES,
    scale("safe"),
    long_text("safer", page='shown_if = { question = "safe", is = ["1", "2"] }'),
    long_text("older", page='shown_if = { question = "age", is = "8-11" }'),
    long_text("idea"),
)
WHOLE = source(*PAGES).replace('id = "tiny"', 'id = "tiny"\nfaces = ["young", "old"]\ndefault_face = "old"', 1)
HEAD = '[face]\nname = "{}"\nhighest_grade = 4\nmost_words = 15\n'
YOUNG = (
    'title = "Tell us"\nleaves_out = ["idea"]\n'
    + HEAD.format("4 to 7")
    + 'answers = { age = "4-7" }\n[questions.safe]\ntext = "Do you feel safe?"\n'
)
OLD = HEAD.format("Older")


def folder(young: str = YOUNG, old: str = OLD, whole: str = WHOLE) -> Instrument:
    return loads(pack({"instrument.toml": whole, "young.toml": young, "old.toml": old}), "tiny")


def ids(instrument: Instrument) -> list[str]:
    return [page.id for page in instrument.pages]


def test_a_face_has_its_own_words_and_leaves_questions_out() -> None:
    whole = folder()
    young, old = show(whole, "young"), show(whole)
    assert [face.name for face in whole.faces] == ["4 to 7", "Older"]
    assert (young.title, young.question("safe").text) == ("Tell us", "Do you feel safe?")
    assert (old.title, old.question("safe").text) == ("A tiny survey", "All is well")
    assert ids(young) == ["privacy", "safe", "safer"]
    assert ids(old) == ids(whole) == ["privacy", "age", "safe", "safer", "older", "idea"]


def test_what_is_shown_is_a_plain_instrument_that_says_which_face_it_is() -> None:
    young = show(folder(), "young")
    assert (young.face_id, young.variants, young.version) == ("young", (), folder().version)


def test_a_face_may_show_fewer_choices_in_the_order_of_the_instrument() -> None:
    asked = show(
        folder(YOUNG + '[choice_lists.three]\n3 = "Yes!"\n2 = { text = "So so", hint = "A bit" }\n1 = "No"\n'), "young"
    )
    safe = asked.question("safe")
    assert isinstance(safe, Scale)
    assert [(point.value, point.text) for point in safe.points] == [("1", "No"), ("2", "So so"), ("3", "Yes!")]


def test_what_choosing_a_face_says_is_not_asked_and_is_sent() -> None:
    young = show(folder(), "young")
    said = Answers({"understood": True, "safe": "3"})
    assert answers_on_path(young, said) == said.with_answer("age", "4-7")


def test_a_page_that_depends_on_what_the_face_does_not_ask_is_settled() -> None:
    eight = YOUNG.replace('"4-7"', '"8-11"')
    assert "older" in ids(show(folder(eight), "young"))
    assert show(folder(eight), "young").page("older").shown_if is None
    without = YOUNG.replace('["idea"]', '["idea", "safe"]').replace("[questions.safe]\ntext", "[questions.safer]\ntext")
    assert ids(show(folder(without), "young")) == ["privacy"]


def test_the_same_page_is_found_again_or_the_nearest_one_after_it() -> None:
    whole, said = folder(), Answers({"understood": True, "safe": "1"})
    young = show(whole, "young")
    found = [page_like(whole, young, said, page_id) for page_id in ("safe", "age", "idea", "nothing")]
    assert [page.id if page else None for page in found] == ["safe", "safe", "safer", None]


def test_an_unknown_face_or_language_is_refused() -> None:
    with pytest.raises(UnknownFace):
        show(folder(), "old-age")
    with pytest.raises(UnknownFace):
        show(loads(source(), "tiny.toml"), "young")
    with pytest.raises(UnknownLanguage):
        show(folder(), "young", "xx")


def test_one_file_without_faces_is_its_own_only_face() -> None:
    alone = loads(source(*PAGES), "tiny.toml")
    assert show(alone) == alone
    assert (alone.faces, alone.face_id) == ((), "")


def test_the_version_follows_every_word_of_every_face() -> None:
    assert folder(YOUNG.replace("feel safe", "feel good")).version != folder().version
    assert folder(YOUNG.replace("\n", "\r\n")).version == folder().version


def test_what_is_stored_reads_back_as_it_was() -> None:
    stored = pack({"old.toml": OLD, "instrument.toml": WHOLE, "young.toml": YOUNG})
    assert loads(stored) == folder()
    assert loads(stored).version == folder().version


PLACE = "tiny/young.toml, "


@pytest.mark.parametrize(
    ("young", "message"),
    [
        (YOUNG.replace("[questions.safe]", "[questions.save]"), "there is no question 'save'. Use one of: understood"),
        (YOUNG.replace('["idea"]', '["ideas"]'), "leaves_out: there is no question 'ideas'. Use one of: understood"),
        (
            YOUNG.replace('["idea"]', '["safe"]'),
            "leaves_out: question safe has words as well. Take one of the two out.",
        ),
        (YOUNG + "is_optional = false\n", "question safe: a face cannot change is_optional. Take it out here"),
        (YOUNG + 'colour = "red"\n', "question safe: unknown key 'colour'. Use only: id, text"),
        (YOUNG + 'choices = { 7 = "Yes" }\n', "question safe: there is no choice '7'. Use one of: 1, 2, 3."),
        (YOUNG + 'choices = { 1 = "Yes" }\n', "question safe: it has fewer than two choices. Add choices."),
        (YOUNG + "choices = { 1 = { exclusive = true } }\n", "question safe: a choice has more than words."),
        (YOUNG.replace('age = "4-7"', 'age = "99"'), "face: '99' is never an answer to age. Use one of its values."),
        (YOUNG.replace("highest_grade = 4\n", ""), "face: highest_grade is missing. Add highest_grade = …."),
        (
            YOUNG + "[questions.safer]\nmax_characters = 20000\n",
            "question safer: max_characters is 20000. Use 10000 or",
        ),
        ("colour = 3\n" + YOUNG, "unknown key 'colour'. Use only: title"),
        (YOUNG + '[pages.safe]\nshown_if = "x"\n', "page safe: unknown key 'shown_if'. Use only: title, intro."),
    ],
)
def test_a_broken_face_is_named_with_the_place_and_the_remedy(young: str, message: str) -> None:
    with pytest.raises(BadInstrument) as told:
        folder(young)
    place = PLACE if not message.startswith(("unknown", "there is no question 'save'")) else "tiny/young.toml"
    assert str(told.value).startswith(place)
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        (WHOLE.replace('"young", "old"', '"old"'), "young.toml is not among the faces. Add 'young' to faces"),
        (WHOLE.replace('"old"]', '"old", "gone"]'), "there is no file gone.toml for the face 'gone'. Add it, or"),
        (WHOLE.replace('default_face = "old"', ""), "default_face is ''. Use one of: young, old."),
        (WHOLE.replace('["young", "old"]', "3"), 'faces is not a list of ids. Write faces = ["8-11", "easy-read"].'),
        (WHOLE.replace('id = "tiny"', 'id = "other"', 1), "its id is 'other'. Name the folder other or change the id."),
    ],
)
def test_faces_that_are_missing_or_forgotten_are_named(whole: str, message: str) -> None:
    with pytest.raises(BadInstrument) as told:
        folder(whole=whole)
    assert str(told.value).startswith(f"tiny/instrument.toml: {message}")


@pytest.mark.parametrize("stored", ['{"young.toml": ""}', "{", "[" * 100_000, '{"instrument.toml": 3}'])
def test_a_stored_text_that_is_no_survey_is_refused(stored: str) -> None:
    with pytest.raises(BadInstrument):
        loads(stored)


def test_answers_kept_from_another_face_do_not_change_the_path_unless_they_are_asked() -> None:
    whole, said = folder(), Answers({"understood": True, "age": "8-11", "safe": "2"})
    assert [page.id for page in path(show(whole, "young"), said)] == ["privacy", "safe", "safer"]
    assert [page.id for page in path(show(whole, "old"), said)] == ["privacy", "age", "safe", "safer", "older", "idea"]
