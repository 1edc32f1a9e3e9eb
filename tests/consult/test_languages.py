"""Respondents read the interface in their own language: nothing escapes the catalogues; none brings HTML."""

from __future__ import annotations

import csv
import functools
import io
import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from consult import languages as words_of
from consult.extensions import db
from consult.interface import collecting
from consult.languages import INTERFACE, list_shipped, read_catalogue
from consult.models.comments import Comment
from consult.models.people import Role
from consult.models.submissions import Submission, Visit
from consult.services import comments, intake, survey_languages, surveys, translation_files
from consult.store import comments as comment_rows
from consult.store import languages as store
from consult.store.errors import Conflict
from consult.web import languages
from surveys import SKIPPED, load_all
from surveys.translating import languages as languages_of
from tests.consult import asking
from tests.consult.reader import text

collected = functools.cache(collecting.collect)
PSEUDO = "eo"  # a language nobody has translated: every sentence of it is ⟦…⟧
NAMES = ("Achieving for Children", "Childline", "Kingston", "Richmond", "Windsor and Maidenhead")


@pytest.fixture
def pseudo(app, page, monkeypatch):
    """Every sentence the interface says through its catalogue stands in ⟦brackets⟧; survey texts too."""
    known = {sentence: wrapped(sentence) for sentence in collected()}
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
    said = set(collected())
    for file in (INTERFACE / "interface.pot", *(INTERFACE / f"{code}.po" for code in list_shipped())):
        kept = {str(one.id) for one in read_catalogue(file) if one.id}
        assert kept == said, f"{file.name}: run python -m consult.interface.collecting, then translate what is new"


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


# --- a survey in another language ------------------------------------------------------------------------------------

SHIPPED = ("ar", "ko", "pl", "ta")


@pytest.fixture
def parents(app):
    """The parents' survey, open, and every shipped language checked in it."""
    survey = next(one for one in asking.open_wave() if one.audience == "parents")
    for code in SHIPPED:
        survey_languages.record_check(survey.id, code, reader="A native speaker", by=None)
    return survey


def english_on(page):
    """Words in Latin letters that are no names and are not marked as English."""
    return sorted({word for word in untranslated(page) if word not in LATIN})


LATIN = {
    "Achieving",
    "for",
    "Children",
    "Childline",
    "Kingston",
    "Richmond",
    "Windsor",
    "and",
    "Maidenhead",
    "Ascot",
} | {
    *("Eton", "SEND", "Gypsy", "Traveller", "Shift", "Escape", "Polski", "English", "JavaScript"),
}


@pytest.mark.parametrize("code", ["ar", "ko", "ta"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_parent_answers_in_another_language_and_meets_no_english(page, parents, code):
    page.visit(f"/survey/parents?language={code}")
    assert (page.tree.get("lang"), page.tree.get("dir")) == (code, "rtl" if code == "ar" else "ltr")
    assert english_on(page) == []
    start = next(button for button in page.tree.iter("button") if button.get("name") == "begin")
    page._send(page._form_of(start), start)
    for _ in range(40):
        assert english_on(page) == [], page.path
        if page.path.endswith("/check"):
            break
        answer_page(page)
    send = next(b for b in page.tree.iter("button") if text(b) == words_of.shipped_words(code)["Send my answers"])
    page._send(page._form_of(send), send)
    assert english_on(page) == []
    assert db.session.scalar(sa.select(Submission.language)) == code


def answer_page(page):
    """Tick what must be ticked, skip what can be skipped."""
    skip = next((button for button in page.tree.iter("button") if button.get("name") == "skip_page"), None)
    if skip is not None:
        return page._send(page._form_of(skip), skip)
    for box in page.tree.iter("input"):
        if box.get("type") in ("checkbox", "radio") and box.get("value") == "yes":
            box.set("checked", "")
    form = next(form for form in page.tree.iter("form") if form.get("novalidate") is not None)
    return page._send(form, next(b for b in form.iter("button") if not b.get("name")))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_changing_the_language_on_the_way_loses_no_answer(page, parents):
    page.visit("/survey/parents?language=pl").press("Zacznij teraz").choose("Tak, rozumiem").press("Dalej")
    page.choose("Richmond").press("Dalej")
    page.visit("/survey/parents/way?page=area").press("English")
    assert (page.tree.get("lang"), page.heading) == ("en", "Where does your family live?")
    page.press("Continue")
    visit = db.session.scalar(sa.select(Visit))
    assert (visit.language, visit.answers["area"]) == ("en", "richmond")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_missing_is_said_in_the_language_of_the_page(page, parents):
    page.visit("/survey/parents?language=pl").press("Zacznij teraz").press("Dalej")
    assert page.errors == ["Aby przejść dalej, zaznacz „Tak, rozumiem”"]
    assert page.title.startswith("Błąd: ")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_language_nobody_has_checked_is_not_offered(page, app):
    asking.open_wave()
    page.visit("/survey/parents?language=pl")
    assert page.tree.get("lang") == "en"
    assert "Polski" not in page.text
    forced = page.client.post("/survey/parents", data={"begin": "yes", "language": "pl", "face": "adult"})
    assert forced.status_code in (200, 404)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 0


def test_a_manager_sees_what_is_unchecked_and_records_a_check(signed_in, app):
    survey = next(one for one in asking.open_wave() if one.audience == "parents")
    page = signed_in(Role.MANAGER).visit(f"/staff/surveys/{survey.id}/languages")
    assert "Needs a native speaker’s check before it is opened." in page.text
    page.follow("Record a check of Polish").press("Record the check and offer this language")
    assert page.errors == ["Say who checked it"]
    page.fill("Who checked it?", "Ewa, family centre").press("Record the check and offer this language")
    row = next(row for row in page.rows("Languages") if row[0].startswith("Polish"))
    assert "Checked by Ewa, family centre" in row[2]
    assert row[3] == "Yes"
    assert survey_languages.offered(survey) == ["en", "pl"]


def test_words_that_change_have_to_be_checked_again(app, parents, tmp_path):
    rows = exported("pl", tmp_path)
    next(row for row in rows if row["english"] == "Continue")["translation"] = "Idź dalej"
    next(row for row in rows if row["english"] == "Where does your family live?")["translation"] = "Gdzie mieszkacie?"
    brought = translation_files.bring_back("pl", written(rows, tmp_path))
    assert (brought.outdated, brought.surveys) == ((), ("parents",))
    survey = surveys.get_survey("parents")
    state = survey_languages.get_language(survey, "pl")
    assert (state.has_changed, state.is_open) == (True, False)
    assert surveys.get_shown(survey.instrument_version_id, "adult", "pl").question("area").text == "Gdzie mieszkacie?"
    assert survey_languages.get_language(survey, "ko").is_open


# --- one file for a translator ---------------------------------------------------------------------------------------


def exported(language, folder):
    file = folder / "out.csv"
    file.write_text("".join(translation_files.take_out(language)), encoding="utf-8", newline="")
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def written(rows, folder, *, encoding="utf-8-sig"):
    file = folder / "back.csv"
    with file.open("w", encoding=encoding, newline="") as target:
        writer = csv.DictWriter(target, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_taken_out_can_be_brought_back_unchanged(app, tmp_path):
    asking.open_wave()
    rows = exported("ta", tmp_path)
    translated = [row for row in rows if row["translation"]]
    brought = translation_files.bring_back("ta", written(rows, tmp_path))
    assert brought.surveys == ()
    assert brought.outdated == ()
    assert [row for row in exported("ta", tmp_path) if row["translation"]] == translated


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_new_language_is_taken_out_empty_and_found_complete_when_it_is_brought_back(app, tmp_path):
    survey = next(one for one in asking.open_wave() if one.audience == "parents")
    rows = exported("ur", tmp_path)
    assert {row["remark"] for row in rows} == {"not translated yet"}
    kept = [row for row in rows if row["where"].startswith(("interface", "parents/adult:"))]
    for row in kept:
        row["translation"] = f"ا {row['english']}"
    translation_files.bring_back("ur", written(kept, tmp_path))
    state = survey_languages.get_language(surveys.get_survey(survey.slug), "ur")
    assert (state.name, state.is_complete, state.is_open) == ("اردو", True, False)


HOSTILE = (
    ("Question {position} of {total}", {"translation": "{position} {evil}"}, r"keep exactly .* \{position\} \{total\}"),
    ("Continue", {"translation": "x\u202ey"}, r"an invisible character \(U\+202E\)"),
    ("Continue", {"translation": "x" * 6000}, "more than 5,000 characters"),
    ("Continue", {"where": "../../etc/passwd"}, "“../../etc/passwd” is no place"),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hostile_or_damaged_line_is_named_and_nothing_is_brought(app, tmp_path):
    rows = exported("pl", tmp_path)
    rows[0]["translation"] = "**Inaczej** {day}."
    for english, change, words in HOSTILE:
        place = next(i for i, row in enumerate(rows) if row["english"] == english and row["where"] == "interface")
        changed = [*rows[:place], {**rows[place], **change}, *rows[place + 1 :]]
        with pytest.raises(Conflict, match=rf"Line {place + 2}: .*{words}"):
            translation_files.bring_back("pl", written(changed, tmp_path))
    assert store.list_translations("pl") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_files_that_are_no_translations_are_refused_in_one_sentence(app, tmp_path):
    rows = exported("pl", tmp_path)
    with pytest.raises(Conflict, match=r"Line \d+ translates what line 2 translates"):
        translation_files.bring_back("pl", written([*rows, rows[0]], tmp_path))
    (tmp_path / "odd.csv").write_bytes(b"\x00\x01\x02" * 100)
    (tmp_path / "names.csv").write_text("name,age\nA,3\n")
    for name in ("odd.csv", "names.csv"):
        with pytest.raises(Conflict, match=name):
            translation_files.bring_back("pl", tmp_path / name)
    for code in ("en", "klingon", "../x"):
        with pytest.raises(Conflict, match="is no language"):
            list(translation_files.take_out(code))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_whose_english_has_changed_since_is_passed_over(app, tmp_path):
    rows = exported("pl", tmp_path)
    rows[3]["english"] += " in older words"
    assert translation_files.bring_back("pl", written(rows, tmp_path)).outdated == (5,)


def test_every_shipped_translation_keeps_the_places_of_its_english():
    for code in list_shipped():
        for english, words in words_of.shipped_words(code).items():
            found = [sorted(translation_files.PLACES.findall(text)) for text in (english, words)]
            assert found[0] == found[1], (code, english)


def test_the_interface_and_the_parents_face_are_complete_in_four_languages():
    whole = load_all()["parents"]
    adult = next(shown for shown in whole.variants if shown.face_id == "adult")
    assert languages_of(adult) == ("en", *SHIPPED)
    for code in SHIPPED:
        lacking = [sentence for sentence in words_of.sentences() if not words_of.shipped_words(code).get(sentence)]
        assert lacking == [], f"{code}: translate these in consult/interface/{code}.po"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_comment_keeps_its_english_question_and_the_language_it_was_asked_in(app, parents):
    shown = surveys.get_shown(parents.instrument_version_id, "adult", "pl")
    token = intake.start("parents", face="adult", language="pl")
    given = {question.id: SKIPPED for question in shown.questions}
    intake.save_page(token, {**given, "understood": True, "change": "Nic"})
    intake.submit(token)
    comment = db.session.scalar(sa.select(Comment))
    assert comment.question == "What should change?"
    assert comments.to_analysis(comment, "pl").language == "pl"
    assert comment_rows.list_languages() == {comment.submission_id: "pl"}
