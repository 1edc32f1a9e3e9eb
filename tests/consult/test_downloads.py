"""What the strategy team takes away: whole, masked, only what may leave, and written down who took it."""

import io
import json
import zipfile
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
import sqlalchemy as sa
from jsonschema import Draft202012Validator

from analysis.refi.project import PROJECT
from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.models.excerpts import Attribute
from consult.models.people import Role
from consult.services import excerpt_masking as masking
from consult.services import theme_review
from consult.store import people, runs
from consult.store.transaction import transaction
from tests.consult import said
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)
from tests.consult.unpacked import words_of

FILES = ("report.docx", "report.html", "report.xlsx", "report.json", "themes.csv", "tables.csv", "codebook.qdc",
         "project.qdpx")  # fmt: skip
CANARY = "Quixotic-canary"


@pytest.fixture
def found(signed_in):
    """The page of a strategist after themes were found in comments of two doors."""
    page = signed_in(Role.STRATEGIST)
    world.import_comments([text for text, _ in said.ALL[:40]] + list(said.LEFT_OUT))
    world.submit({"What should change?": "Write to me at somebody@example.org about the buses"})
    world.find_themes()
    return page


def take(page, file):
    answer = page.client.get(f"/staff/themes/{file}")
    assert answer.status_code == 200
    return answer


def paragraphs(answer):
    return [each.text for each in docx.Document(io.BytesIO(answer.data)).paragraphs]


def quoted(answer):
    return [each.text for each in docx.Document(io.BytesIO(answer.data)).paragraphs if each.style.name == "Quote"]


def project(answer):
    """project.qde, and file → text."""
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist() if name != "project.qde"}
        return ElementTree.fromstring(packed.read("project.qde")), texts


def allow(comment_ids):
    with transaction():
        db.session.execute(sa.update(Comment).where(Comment.id.in_(comment_ids)).values(may_quote=True))


def publish(comment_id):
    """As two people do."""
    allow([comment_id])
    one, other = world.add_colleague("Ana One").id, world.add_colleague("Bea Other").id
    excerpt = masking.propose(comment_id, first=1, last=1, by=one).id
    masking.confirm(excerpt, Attribute.NONE, seen=1, by=one)
    masking.approve(excerpt, seen=2, by=other)


def excerpts_of_the_run():
    themes = theme_review.list_reviewed(runs.find_newest_run().id)
    return [int(key) for theme in themes for key in theme.proposal.excerpts]


def test_every_file_is_in_the_list_of_the_report(found):
    found.visit("/staff/themes")
    links = {link.get("href") for link in found.tree.iter("a")}
    assert links >= {f"/staff/themes/{file}" for file in (*FILES, "report.schema.json", "method")}


def test_every_download_says_what_it_is_and_is_written_down(found):
    for file in FILES:
        answer = take(found, file)
        kind = file.rpartition(".")[2]
        assert answer.headers["Content-Disposition"].endswith(f".{kind}")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    taken = [entry.subject for entry in people.list_audit() if entry.action == "report exported"]
    assert {subject.rpartition(".")[2] for subject in taken} == {file.rpartition(".")[2] for file in FILES}


def test_no_excerpt_leaves_that_two_people_did_not_agree_on(found):
    allow(excerpts_of_the_run())
    assert quoted(take(found, "report.docx")) == []
    assert "<blockquote>" not in take(found, "report.html").get_data(as_text=True)
    report = json.loads(take(found, "report.json").data)
    assert not [theme for theme in report["themes"] if theme["excerpts"] or theme["dissenting"]]
    assert "agreed to publish: 0" in found.visit("/staff/themes/method").text


def test_an_excerpt_that_two_people_agreed_on_leaves_until_its_words_are_withheld(found):
    comment_id = excerpts_of_the_run()[0]
    publish(comment_id)
    [words] = quoted(take(found, "report.docx"))
    assert words.startswith("“")
    assert "<blockquote>" in take(found, "report.html").get_data(as_text=True)
    world.withhold(comment_id)
    assert quoted(take(found, "report.docx")) == []


def test_withheld_words_are_in_no_file(found):
    [submission] = db.session.scalars(sa.select(Comment).where(Comment.submission_id.is_not(None)))
    with transaction():
        db.session.get_one(Comment, submission.id).text = f"{CANARY} about the buses"
    allow([submission.id])
    _, texts = project(take(found, "project.qdpx"))
    assert any(CANARY in text for text in texts.values()), "it would be there"
    world.withhold(submission.id)
    assert [file for file in FILES if CANARY in words_of(take(found, file))] == []


@pytest.mark.parametrize("screening", [Screened.FLAGGED, Screened.UNSCREENED])
def test_only_words_that_the_screening_found_clear_are_in_a_project(found, screening):
    [submission] = db.session.scalars(sa.select(Comment).where(Comment.submission_id.is_not(None)))
    before = len(project(take(found, "project.qdpx"))[1])
    with transaction():
        db.session.get_one(Comment, submission.id).screening = screening
    assert len(project(take(found, "project.qdpx"))[1]) == before - 1


def test_a_project_has_masked_texts_and_every_coding_of_the_run(found):
    root, texts = project(take(found, "project.qdpx"))
    assert any("[e-mail]" in text for text in texts.values())
    assert not any("somebody@example.org" in text for text in texts.values())
    assert "Children and young people" in {each.text for each in root.iter(f"{{{PROJECT}}}TextValue")}
    codings = list(root.iter(f"{{{PROJECT}}}Coding"))
    assert len(codings) == sum(coding.theme_id is not None for coding in runs.read_codings(1))


def test_a_group_of_fewer_than_ten_people_is_named_beside_nobodys_words(found):
    with transaction():
        one = db.session.scalars(sa.select(Comment).where(Comment.submission_id.is_not(None))).one()
        one.audience = "staff"
    root, _ = project(take(found, "project.qdpx"))
    assert "Staff" not in {each.text for each in root.iter(f"{{{PROJECT}}}TextValue")}


def test_the_json_follows_the_schema_beside_it(found):
    schema = json.loads(take(found, "report.schema.json").data)
    Draft202012Validator(schema).validate(json.loads(take(found, "report.json").data))


def test_word_workbook_and_page_tell_the_same_ledger(found):
    ledger = found.visit("/staff/themes").rows("Comments received, and where each went")[1:]
    book = openpyxl.load_workbook(io.BytesIO(take(found, "report.xlsx").data))
    lines = [[str(cell) for cell in row] for row in book["Ledger"].iter_rows(min_row=2, values_only=True)]
    assert lines[: len(ledger)] == [list(line) for line in ledger]
    [table] = [
        each
        for each in docx.Document(io.BytesIO(take(found, "report.docx").data)).tables
        if each.rows[1].cells[0].text == "Received"
    ]
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [list(line) for line in ledger]


def test_what_people_decided_stands_in_the_files(found):
    theme = theme_review.list_reviewed(1)[0]
    theme_review.rename(theme.id, "=HYPERLINK(1)", seen=0, by=world.add_colleague().id)
    assert "=HYPERLINK(1)" in paragraphs(take(found, "report.docx"))
    book = openpyxl.load_workbook(io.BytesIO(take(found, "report.xlsx").data))
    [cell] = [row[0] for row in book["Themes"].iter_rows(min_row=2) if row[0].value == "=HYPERLINK(1)"]
    assert cell.data_type == "s"
    assert "=HYPERLINK(1)" in take(found, "codebook.qdc").get_data(as_text=True)


def test_the_same_run_gives_the_same_files(found):
    for file in ("report.docx", "report.xlsx", "report.json", "codebook.qdc", "project.qdpx"):
        assert take(found, file).data == take(found, file).data


def test_the_method_page_says_how_it_was_done_and_adds_up(found):
    page = found.visit("/staff/themes/method")
    assert page.heading == "How the themes were found"
    run = runs.find_newest_run()
    assert ["Models, settings and versions", run.method] in page.rows("What was run")
    received, *lines = [int(line[1]) for line in page.rows("Comments received, and where each went")[1:]]
    assert received == sum(lines)
    assert "No two people have coded the same comments" in page.text


def test_without_a_run_there_is_nothing_to_take_away(signed_in):
    page = signed_in(Role.STRATEGIST)
    assert {page.client.get(f"/staff/themes/{file}").status_code for file in (*FILES, "method")} == {404}
