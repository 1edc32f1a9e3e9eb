"""A frozen version as a Word file: the plan with its sources, what became of the themes, and the figures behind it.

Nothing is worked out anew: only who has read it since, and whether its excerpts may still be shown, are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import current_app

from analysis.document.paper import Paper
from analysis.report import Table
from consult.plan.sentences import Block
from consult.services import freezing, frozen_reading
from consult.services.cited_groups import Group, groups
from consult.services.citing import CitedSentence, CitedText, Reference
from consult.services.frozen_reading import FrozenReport, FrozenSection
from consult.settings import LONDON, Settings
from consult.store import people
from consult.store.transaction import transaction

NOT_SHOWN = "(words not shown)"
CHOSE_THEMSELVES = (
    "People chose themselves whether to answer, so the answers stand for those who gave them, and for nobody else."
)


def take_away(number: int, *, by: int) -> bytes:
    """Raises Conflict where the version was changed by hand. Who took it is recorded."""
    content = word_file(frozen_reading.open_report(number))
    with transaction():
        people.record(user_id=by, action="report version exported", subject=freezing.subject_of(number), detail="docx")
    return content


def word_file(report: FrozenReport) -> bytes:
    version, settings = report.read.report, _settings()
    title, at = f"Report version {version.number}", version.at.astimezone(LONDON)
    paper = Paper(title, subject=version.why, author=settings.organisation, made_at=at)
    paper.front(title, (version.why, f"{settings.organisation} · frozen on {_day(at)}"))
    paper.foot(f"{title} · SHA-256 {version.sha256[:12]}…")
    _plan(paper, report)
    _outcomes(paper, report)
    _reach(paper, report)
    _figures(paper, report)
    _seal(paper, report)
    return paper.finished()


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


# --- the plan --------------------------------------------------------------------------------------------------------


def _plan(paper: Paper, report: FrozenReport) -> None:
    paper.chapter("The plan")
    if not report.sections:
        paper.say("No section was approved when this version was frozen.")
    for section in report.sections:
        paper.heading(section.title)
        _text(paper, section.text)
        paper.note(f"Version {section.number}, written by {section.written_by}, approved by {section.approved_by}.")
        if section.text.references:
            paper.table(_sources(section))


def _text(paper: Paper, text: CitedText) -> None:
    for group in groups(text):
        for paragraph in group.paragraphs:
            _paragraph(paper, group, paragraph)


def _paragraph(paper: Paper, group: Group, sentences: tuple[CitedSentence, ...]) -> None:
    if group.block is Block.HEADING:
        paper.heading(" ".join(sentence.words for sentence in sentences), 3)
    else:
        style = "List Bullet" if group.block is Block.ITEM else ""
        paper.noted(_pieces(sentences), style)


def _pieces(sentences: tuple[CitedSentence, ...]) -> Iterator[str | int]:
    for place, sentence in enumerate(sentences):
        if place:
            yield " "
        for piece in sentence.pieces:
            if isinstance(piece, str):
                yield piece
            else:
                yield from _cited(piece)


def _cited(reference: Reference) -> Iterator[str | int]:
    """The figure or the words that are cited, if any, and the number of the note."""
    if words := _words_of(reference):
        yield words
    yield reference.number


def _words_of(reference: Reference) -> str:
    return "" if reference.is_note else reference.words or NOT_SHOWN


def _sources(section: FrozenSection) -> Table:
    rows = [
        (str(reference.number), sentence.words, _leads_to(reference))
        for sentence in section.text.sentences
        for reference in sentence.references
    ]
    caption = f"Where each sentence comes from: {section.title}"
    return Table(id="sources", caption=caption, columns=("Note", "Sentence", "Leads to"), rows=tuple(rows))


def _leads_to(reference: Reference) -> str:
    said_by = reference.excerpt.said_by if reference.excerpt else ""
    return " · ".join(filter(None, (reference.label, "" if reference.excerpt else reference.value, said_by)))


# --- what became of it, who was heard, and the figures ---------------------------------------------------------------


def _outcomes(paper: Paper, report: FrozenReport) -> None:
    paper.chapter("What became of the themes")
    if report.outcomes:
        paper.table(_outcomes_table(report))
    if report.without_outcome:
        paper.say(f"Without an outcome when this version was frozen: {'; '.join(report.without_outcome)}.")
    else:
        paper.say("Every theme has an outcome.")


def _outcomes_table(report: FrozenReport) -> Table:
    rows = [
        (
            each.theme,
            each.taken.capitalize(),
            each.why,
            f"{each.considered_by}, {_day(each.considered_on)}",
            each.owner,
            f"told on {_day(each.told_on)}" if each.told_on else f"by {_day(each.tell_on)}",
        )
        for each in report.outcomes
    ]
    columns = ("Theme", "Outcome", "Why", "Considered by", "Owner", "People told")
    return Table(id="outcomes", caption="Outcomes of themes", columns=columns, rows=tuple(rows))


def _reach(paper: Paper, report: FrozenReport) -> None:
    if report.reach:
        paper.chapter("Who was heard, and who was not")
        paper.say(CHOSE_THEMSELVES)
        for table in report.reach:
            paper.table(table)


def _figures(paper: Paper, report: FrozenReport) -> None:
    paper.chapter("The figures")
    paper.say(f"From run {report.run['id']}. Method: {report.run['method']}.")
    paper.points(report.notes)
    for table in report.tables:
        paper.table(table)
    paper.heading("The ledger")
    paper.say("Every comment is in exactly one line of the table, so the lines add up to what was received.")
    paper.table(report.ledger)


def _seal(paper: Paper, report: FrozenReport) -> None:
    version = report.read.report
    paper.chapter("How to check that nobody changed it")
    paper.say(
        f"Version {version.number} is kept as a file whose SHA-256 is {version.sha256}. Take that file (JSON) from the "
        "platform and compare; the page “Check that nobody changed it” also compares the kept rows."
    )
    for reading in report.read.readings:
        stand = f"read it on {_day(reading.read_at.astimezone(LONDON))}" if reading.read_at else "not read yet"
        paper.fact(reading.user.name, stand)
