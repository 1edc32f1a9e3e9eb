"""The strategy team reads, corrects and takes away what was found."""

import csv
import html
import io

import pytest

from analysis.codebook import OTHER
from consult.jobs import finding
from consult.models.jobs import JobState
from consult.models.people import Role
from consult.models.themes import CandidateTheme
from consult.services import ledger, theme_finding, theme_reading, theme_review
from consult.store import jobs, people, runs, themes
from consult.store.transaction import transaction
from tests.consult import said
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)

PAGES = ("/staff/themes", "/staff/themes/1", "/staff/themes/no-theme", "/staff/themes/excluded",
         "/staff/themes/priority/none", "/staff/themes/finding", "/staff/themes/finding.json",
         "/staff/themes/report.html", "/staff/themes/themes.csv", "/staff/themes/tables.csv")  # fmt: skip


@pytest.fixture
def found(signed_in):
    """The page of a strategist after themes were found in comments from all three doors."""
    page = signed_in(Role.STRATEGIST)
    colleague = world.add_colleague()
    world.import_comments([text for text, _ in said.ALL[:44]] + list(said.LEFT_OUT))
    world.submit({f"Question {n}": text for n, (text, _) in enumerate(said.ALL[44:66])})
    for text, _ in said.ALL[66:]:
        world.note(text, by=colleague)
    world.find_themes()
    return page


def lines_of(page, caption):
    return {row[0]: row[1:] for row in page.rows(caption)[1:]}


def said_on(page):
    """The ledger's lines, over all doors."""
    page.visit("/staff/themes")
    return {line[0]: line[1] for line in page.rows("Comments received, and where each went")[1:]}


def notes():
    return world.db.session.query(world.Note).order_by(world.Note.id).all()


def note_taker():
    return world.db.session.query(world.User).first()


def every_page(page):
    """What stands on every page of the run that shows words."""
    lists = [f"/staff/themes/{theme.id}" for theme in theme_review.list_reviewed(1)]
    lists += [f"/staff/themes/priority/{key}" for key in theme_review.priority_names()]
    lists += ["/staff/themes/no-theme", "/staff/themes/excluded"]
    several = [f"{path}?page={number}" for path in lists for number in (1, 2, 3)]
    found = [page.client.get(path).get_data(as_text=True) for path in [*several, *PAGES]]
    return [html.unescape(body) for body in found]


def sizes(page):
    """Theme → its comments, as the report counts them."""
    reviewed = theme_review.list_reviewed(1)
    lines = page.visit("/staff/themes").rows(f"{len(reviewed)} themes in")[1:]
    shown = {line[0]: int(line[1]) for line in lines}
    return {theme.id: shown[theme.name] for theme in reviewed}


def newest_job() -> int:
    return theme_finding.find_newest_job().id


def test_without_comments_the_page_says_where_to_begin(signed_in):
    page = signed_in(Role.STRATEGIST).visit("/staff/themes")
    assert "There are no comments yet" in page.text
    assert page.visit("/staff/themes/no-theme").status == 404


def test_only_strategists_may_open_these_pages(signed_in):
    page = signed_in(Role.FACILITATOR)
    assert {page.visit(path).status for path in PAGES} == {403}


def test_the_button_starts_the_work_and_the_page_shows_how_far_it_is(signed_in):
    page = signed_in(Role.STRATEGIST)
    world.import_comments(["Buses are late", "The bus is full"])
    page.visit("/staff/themes").press("Find themes")
    assert page.heading == "Finding themes"
    assert "Waiting for its turn" in page.text
    with transaction():
        jobs.report_progress(jobs.lease_of(jobs.claim("worker")), stage="naming themes", done=0.64)
    assert "Naming themes: 60% done." in page.follow("Check again").text
    assert page.client.get("/staff/themes/finding.json").json == {
        "is_open": True,
        "percent": 64,
        "words": "Naming themes: 60% done.",
    }


def test_a_finding_can_be_cancelled_and_tried_again(signed_in):
    page = signed_in(Role.STRATEGIST)
    world.import_comments(["Buses are late"])
    page.visit("/staff/themes").press("Find themes").press("Cancel")
    assert page.heading == "Finding themes was cancelled"
    assert page.press("Try again").heading == "Finding themes"
    assert jobs.get_job(newest_job()).state == JobState.WAITING


def test_a_finding_that_failed_says_why_and_can_be_tried_again(signed_in):
    page = signed_in(Role.STRATEGIST)
    world.import_comments(["Buses are late"])
    page.visit("/staff/themes").press("Find themes")
    with transaction():
        lease = jobs.lease_of(jobs.claim("worker"))
        jobs.finish(lease, JobState.FAILED, error="The disk is full. Make room, then try again.")
    page.visit("/staff/themes/finding")
    assert "The disk is full. Make room, then try again." in page.text
    assert page.press("Try again").heading == "Finding themes"


def test_when_the_work_is_done_the_report_is_one_link_away(signed_in):
    page = signed_in(Role.STRATEGIST)
    world.import_comments(["Buses are late", "The bus is full"])
    page.visit("/staff/themes").press("Find themes")
    finding.run_find_themes({"seed": 0, "job_id": newest_job()}, world.tell_nobody)
    with transaction():
        jobs.finish(jobs.lease_of(jobs.claim("worker")), JobState.DONE)
    assert page.visit("/staff/themes/finding").follow("Read the themes").heading == "Themes and priorities"
    assert "2 comments received" in page.text


def test_the_lines_of_the_ledger_add_up_to_what_was_received_for_every_door(found):
    found.visit("/staff/themes")
    _head, received, *lines = found.rows("Comments received, and where each went")
    assert received == ["Received", "93", "22", "22", "49"]
    for column in range(1, 5):
        assert sum(int(line[column]) for line in lines) == int(received[column])


def test_comments_withheld_after_the_run_still_count_but_their_words_are_nowhere(found):
    theme = theme_review.list_reviewed(1)[0]
    quoted = int(theme.proposal.excerpts[0])
    words = themes.db.session.get(world.Comment, quoted).text
    assert words in found.visit(f"/staff/themes/{theme.id}").body
    world.withhold(quoted)
    found.visit(f"/staff/themes/{theme.id}")
    assert "1 comment is withheld by safeguarding" in found.text
    everything = [found.visit(f"/staff/themes/{theme.id}?page={number}").body for number in (1, 2)]
    everything += [found.client.get(path).get_data(as_text=True) for path in PAGES]
    assert not any(words in body for body in everything)
    found.visit("/staff/themes")
    assert found.rows("Comments received, and where each went")[1][1] == "93"
    assert "The words of 1 comment are withheld" in found.text


def test_a_concern_about_what_a_note_said_before_hides_its_correction_and_counts_it_as_withheld(signed_in):
    page, colleague = signed_in(Role.STRATEGIST), world.add_colleague()
    wrong = world.note("Buses never come on time to school", by=colleague)
    right = world.note("Buses rarely come on time to school", by=colleague, replaces=wrong.id)
    world.import_comments([text for text, _ in said.ALL])
    run = world.find_themes()
    placed = {coding.comment_id: coding.theme_id for coding in runs.read_codings(run.id)}
    theme_id = placed[world.comment_of(right)]
    before = theme_reading.count_withheld(theme_id or OTHER, run)
    world.withhold(world.comment_of(wrong))
    assert (before, theme_reading.count_withheld(theme_id or OTHER, run)) == (0, 1)
    address = f"/staff/themes/{theme_id}" if theme_id else "/staff/themes/no-theme"
    pages = [page.visit(f"{address}?page={number}").body for number in range(1, 6)]
    pages += [page.client.get(path).get_data(as_text=True) for path in PAGES]
    assert not any("rarely come on time" in body or "never come on time" in body for body in pages)


def test_a_note_corrected_after_the_run_is_neither_shown_nor_counted_and_the_ledger_says_so(found):
    before = every_page(found)
    gone = [note for note in notes() if any(note.text in body for body in before)][:2]
    assert len(gone) == 2
    for note in gone:
        world.note("hm", by=note_taker(), replaces=note.id)
    world.mark_as_test(world.db.session.query(world.Submission).one())
    assert not any(note.text in body for note in gone for body in every_page(found))
    found.visit("/staff/themes")
    assert "24 comments were read in this run and corrected or marked as a test since" in found.text
    assert "deleted since" not in found.text
    assert "2 comments have arrived since" in found.text
    _head, received, *lines = found.rows("Comments received, and where each went")
    assert received == ["Received", "69", "0", "20", "49"]
    for column in range(1, 5):
        assert sum(int(line[column]) for line in lines) == int(received[column])
    shown = sizes(found)
    for key, size in shown.items():
        assert f"{size} comment" in found.visit(f"/staff/themes/{key}").text
    assert sum(int(row[1]) for row in found.visit("/staff/themes").rows("Comments and themes by priority")[1:]) == (
        len(said.ALL) - 24
    )


def test_the_strategy_page_and_the_managers_ledger_agree_after_corrections(found):
    for note in notes()[:5]:
        world.note("hm", by=note_taker(), replaces=note.id)
    world.mark_as_test(world.db.session.query(world.Submission).one())
    lines = said_on(found)
    book = ledger.read()
    assert book.adds_up
    assert book.total.comments == int(lines["Received"]) + book.total.not_yet
    assert book.total.to_theme == int(lines["In a theme"])
    assert book.total.to_no_theme == int(lines["In no theme"]) + int(lines["Not sure which theme"])
    assert {f"Left out: {reason}": str(count) for reason, count in book.total.excluded.items()} == {
        label: count for label, count in lines.items() if label.startswith("Left out")
    }
    assert book.total.not_yet == runs.count_new_comments(1) == 5


def test_a_run_whose_every_comment_was_corrected_still_has_its_pages(signed_in):
    page, colleague = signed_in(Role.STRATEGIST), world.add_colleague()
    first = [world.note(text, by=colleague) for text, _ in said.ALL]
    world.find_themes()
    for note in first:
        world.note("hm", by=colleague, replaces=note.id)
    assert said_on(page)["Received"] == "0"
    for theme in theme_review.list_reviewed(1):
        assert page.visit(f"/staff/themes/{theme.id}").status == 200
    assert {page.client.get(path).status_code for path in PAGES} == {200}


def test_none_of_the_six_comes_first_then_unsure_then_the_six(found):
    found.visit("/staff/themes")
    names = [row[0] for row in found.rows("Comments and themes by priority")[1:]]
    assert names[:2] == ["None of the six", "Unsure"]
    assert len(names) == 8
    counts = [int(row[1]) for row in found.rows("Comments and themes by priority")[1:]]
    assert sum(counts) == len(said.ALL)


def test_groups_below_ten_people_are_never_counted_out(found):
    """22 answers of one person, 22 notes: the one respondent must not be seen as one."""
    found.visit("/staff/themes")
    for caption in ("People in each theme, by audience", "People in each theme, by area"):
        for row in found.rows(caption)[1:]:
            for cell in row[1:-1]:
                figure = cell.split(" ")[0]
                assert not figure.isdecimal() or int(figure) == 0 or (int(figure) >= 10 and int(figure) % 5 == 0), cell


def test_every_picture_has_its_table_beside_it(found):
    found.visit("/staff/themes")
    pictures = [e for e in found.tree.iter("div") if e.get("data-figure")]
    figures = {e.get("id") for e in found.tree.iter("script") if e.get("type") == "application/json"}
    assert {"chart-priorities-figure", "chart-themes-figure", "chart-matrix-figure"} < figures
    assert {picture.get("data-figure") for picture in pictures} == figures
    assert all(picture.get("aria-label") for picture in pictures)


def test_long_tables_of_groups_are_folded_and_open_without_javascript(found):
    found.visit("/staff/themes")
    folds = [e for e in found.tree.iter("details") if e.find(".//table") is not None]
    folded = {"".join(e.find(".//caption").itertext()) for e in folds}
    assert {"People in each theme, by audience", "People in each theme, by area"} < folded
    assert not any(caption.startswith(("Comments received", "Comments and themes by priority")) for caption in folded)
    assert not any("hidden" in e.attrib for e in folds)
    summaries = ["".join(e.find("summary").itertext()).strip() for e in folds]
    assert len(set(summaries)) == len(folds)
    assert all(summary.endswith("as a table") for summary in summaries)


def test_a_theme_is_renamed_mapped_and_accepted_and_the_report_says_by_whom(found):
    theme = theme_review.list_reviewed(1)[0]
    found.visit("/staff/themes").follow(theme.name)
    found.fill("Name of the theme", "Buses that come on time").press("Save name")
    assert found.heading == "Buses that come on time"
    found.choose("Successful organisation").press("Save priority")
    found.press("Accept theme")
    assert "The theme is accepted." in found.text
    history = next(" ".join("".join(e.itertext()).split()) for e in found.tree.iter("ol") if e.get("id") == "history")
    assert history.startswith(f"The machine proposed the name “{theme.proposal.name}”")
    found.visit("/staff/themes")
    rows = found.rows(f"{len(theme_review.list_reviewed(1))} theme")[1:]
    assert rows[0][0] == f"Buses that come on timeMachine: {theme.proposal.name}"
    assert rows[0][3] == "Successful organisationdecided by a person"
    assert rows[0][4].startswith("accepted")
    assert "Test strategist" in rows[0][4]
    assert "1 accepted" in found.text


def test_an_empty_name_is_told_beside_the_field(found):
    found.visit("/staff/themes/1").fill("Name of the theme", "  ").press("Save name")
    assert found.errors == ["Enter a name for the theme"]
    assert theme_review.get_reviewed(1).seen == 0


def test_two_at_once_are_shown_both_versions_and_choose(found):
    colleague = people.find_user("ana@example.org")
    found.visit("/staff/themes/1").fill("Name of the theme", "Mine")
    theme_review.rename(1, "Theirs", seen=0, by=colleague.id)
    found.press("Save name")
    assert found.status == 409
    assert found.rows("Both versions")[1] == ["Name", "Theirs", "Mine"]
    assert "Ana Colleague changed the name" in found.text
    assert theme_review.get_reviewed(1).name == "Theirs"
    found.press("Save what I asked for")
    assert found.heading == "Mine"


def test_a_rejected_theme_leaves_the_groups_and_pictures_but_its_comments_still_count(found):
    theme = theme_review.list_reviewed(1)[0]
    found.visit(f"/staff/themes/{theme.id}").press("Reject theme")
    found.visit("/staff/themes")
    ledger = lines_of(found, "Comments received, and where each went")
    assert int(ledger["Only in themes that people rejected"][0]) > 0
    assert theme.name not in [row[0] for row in found.rows("People in each theme, by area")]
    assert "1 rejected" in found.text
    found.visit(f"/staff/themes/{theme.id}").press("Reopen theme")
    assert "The theme is proposed." in found.text


def test_excluded_comments_are_listed_with_their_reasons(found):
    found.visit("/staff/themes/excluded")
    reasons = found.rows("Why comments were left out")[1:]
    assert sum(int(count) for _, count in reasons) == len(said.LEFT_OUT)


def test_a_priority_page_lists_themes_and_comments_with_the_machines_reason(found):
    found.visit("/staff/themes/priority/none")
    assert found.heading == "None of the six"
    assert "Why:" in found.text
    assert found.visit("/staff/themes/priority/seventh").status == 404


def test_comments_come_a_page_at_a_time_and_no_page_is_made_up(found):
    largest = theme_review.list_reviewed(1)[0]
    path = f"/staff/themes/{largest.id}"
    assert {found.visit(f"{path}?page={wrong}").status for wrong in ("0", "-1", "99", "x", "9" * 30)} == {404}


def test_personal_details_are_hidden_wherever_words_are_shown(signed_in):
    page = signed_in(Role.STRATEGIST)
    world.import_comments(["Please ring me on 07700 900123 about the late bus", "The bus is late and full", "n/a 1"])
    world.find_themes()
    bodies = [page.client.get(path).get_data(as_text=True) for path in PAGES]
    assert any("[phone]" in body for body in bodies)
    assert not any("900123" in body for body in bodies)


def test_a_concern_can_be_raised_beside_every_comment(found):
    found.visit("/staff/themes/1")
    shown = [e for e in found.tree.iter("li") if "app-comment" in (e.get("class") or "")]
    buttons = [e for e in found.tree.iter("button") if "".join(e.itertext()).startswith("Raise a concern")]
    assert len(buttons) >= len(shown) > 0


def test_a_new_run_keeps_the_decisions_and_lists_those_without_a_counterpart(found):
    colleague = people.find_user("ana@example.org")
    with transaction():
        lost = themes.add_theme().id
        theme = {"run_id": 1, "theme_id": lost, "key": "t99", "name": "Lost", "keywords": [], "comments": 0}
        runs.add_all(CandidateTheme, [theme | {"excerpts": [], "priority": "none", "priority_probability": 0.5}])
    theme_review.rename(lost, "Ours, lost", seen=0, by=colleague.id)
    theme_review.rename(1, "Ours, kept", seen=0, by=colleague.id)
    world.import_comments(said.MORE)
    assert "30 comments have arrived since" in found.visit("/staff/themes").text
    world.find_themes()
    found.visit("/staff/themes")
    assert "1 decided theme of an earlier run has no counterpart now" in found.text
    assert "Ours, kept" in found.text
    assert "(run 1, proposed)" in found.text
    assert found.follow("Ours, lost").heading == "Ours, lost"
    assert "belongs to an earlier finding of themes" in found.text
    assert "Save name" not in found.text


def test_downloads_hold_what_stands_and_are_recorded(found):
    colleague = people.find_user("ana@example.org")
    theme = theme_review.list_reviewed(1)[0]
    theme_review.rename(theme.id, "=HYPERLINK(1)", seen=0, by=colleague.id)
    answer = found.client.get("/staff/themes/themes.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0]["name"] == "'=HYPERLINK(1)"
    assert rows[0]["proposed_name"] == theme.proposal.name
    assert rows[0]["decided_by"] == "Ana Colleague"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=themes-20")
    page = found.client.get("/staff/themes/report.html").get_data(as_text=True)
    assert "=HYPERLINK(1)" in page
    tables = found.client.get("/staff/themes/tables.csv").get_data(as_text=True)
    assert "Comments received, and where each went" in tables
    recorded = [entry.subject for entry in people.list_audit() if entry.action == "report exported"]
    assert recorded == ["run 1 theme-tables.csv", "run 1 theme-report.html", "run 1 themes.csv"]


def test_an_installation_where_everything_was_left_out_still_has_its_report(signed_in):
    page = signed_in(Role.STRATEGIST)
    world.import_comments(["n/a", "", "-"])
    world.find_themes()
    assert "3 comments received, 0 read" in page.visit("/staff/themes").text
    assert page.client.get("/staff/themes/report.html").status_code == 200
    assert page.client.get("/staff/themes/tables.csv").status_code == 200
