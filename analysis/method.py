"""How a report was made, in words that an auditor can follow: the same on the page, in Word and in the workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from analysis import disclosure
from analysis.codebook import FAIR, FIRM, LOOSE
from analysis.corpus import MAX_CHARACTERS
from analysis.reported import BANDS, BANDS_NOTE, DOUBTFUL, Status, Table, ThemeReport, readable
from analysis.wordings import POOLED

FOUND_AGAIN = {FIRM: "75% or more", FAIR: "60 to 74%", LOOSE: "under 60%"}  # the bounds of analysis.firmness
IN_WHICH_WORDS = "In which words people were asked"
ALONE = (
    "No two people have coded the same comments without seeing each other's work yet, so there is no figure for how "
    "far people agree with one another or with the program. Until there is one, read the comments of a theme before "
    "you rely on it."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRecord:
    """What is stored about the run behind a report. All of it is kept: nothing is the day a file was asked for.

    number: of the run; 0 where there is no platform that numbers them. started_at, finished_at: with their zone.
    ledger: where every comment went, by the door it came in by; None for the report's own. remarks: what happened to
    comments since the run, in sentences. coded_twice: how comments came to be coded by two people, in sentences;
    agreement: how far they agree; both empty where nobody has coded twice. signed_off: by whom and on what ground, in
    sentences; amendments: what was decided since. wordings: how many people answered in which words, up to the run.
    lasting: theme id of this run → the number that the theme keeps from run to run, where it has one.
    """

    number: int = 0
    started_at: datetime | None = None
    finished_at: datetime
    organisation: str = ""
    written_by: str = ""
    ledger: Table | None = None
    remarks: tuple[str, ...] = ()
    coded_twice: tuple[str, ...] = ()
    agreement: tuple[Table, ...] = ()
    signed_off: tuple[str, ...] = ()
    amendments: Table | None = None
    wordings: tuple[Table, ...] = ()
    lasting: Mapping[str, int] = field(default_factory=dict)

    @property
    def day(self) -> str:
        return f"{self.finished_at.day} {self.finished_at:%B %Y}"

    @property
    def name(self) -> str:
        return f"Run {self.number}, {self.day}" if self.number else self.day


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodPart:
    """One part of the method page: what it is about, in sentences, with its tables."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def method_parts(report: ThemeReport, record: RunRecord) -> tuple[MethodPart, ...]:
    """The method page, part by part; every figure in it is worked out from the report and the record."""
    return (
        MethodPart(heading="The run", tables=(_run_table(report, record),)),
        MethodPart(heading="How themes were found", sentences=_steps(report)),
        MethodPart(heading="What people decided", sentences=_decided(report), tables=(_decisions_table(report),)),
        _left_out(report, record),
        *([MethodPart(heading=IN_WHICH_WORDS, sentences=(POOLED,), tables=record.wordings)] if record.wordings else ()),
        MethodPart(heading="How firm the themes are", sentences=_firm(), tables=(_firmness_table(report),)),
        _agreement(record),
        _signed_off(record),
        MethodPart(heading="How small groups are protected", sentences=(disclosure.NOTE, *_protection())),
        MethodPart(heading="Words for quantities", sentences=(BANDS_NOTE,), tables=(bands_table(),)),
        MethodPart(heading="What the limits are", sentences=(*_limits(), *_notes(report))),
        MethodPart(heading="How to check this", sentences=tuple(_checks(report))),
    )


def ledger_table(report: ThemeReport) -> Table:
    """Each comment in exactly one line below the first, so that the lines add up to it."""
    ledger = report.ledger
    lines = (
        ("In a theme", ledger.in_themes),
        ("Only in themes that people rejected", ledger.in_rejected),
        ("Not sure which theme", ledger.in_not_sure),
        ("In no theme", ledger.in_other),
        *((f"Left out: {readable(reason)}", count) for reason, count in ledger.excluded),
    )
    return Table(
        id="ledger",
        caption="Comments received, and where each went",
        columns=("Where", "Comments"),
        rows=(("Received", ledger.received), *lines),
        note=f"The lines below the first add up to it: {sum(count for _, count in lines):,}.",
    )


def _run_table(report: ThemeReport, record: RunRecord) -> Table:
    def moment(at: datetime | None) -> str:
        return f"{at.day} {at:%B %Y, %H:%M %Z}".rstrip() if at else "not recorded"

    rows = [
        ("Run", str(record.number) if record.number else "not numbered"),
        ("Started", moment(record.started_at)),
        ("Finished", moment(record.finished_at)),
        ("Comments received", f"{report.ledger.received:,}"),
        ("Comments read", f"{report.ledger.analysed:,}"),
        ("Seed of everything drawn by chance", str(report.seed)),
        ("Models, settings and versions", readable(report.method)),
    ]
    if record.written_by:
        rows.append(("This account was written by", readable(record.written_by)))
    return Table(id="method-run", caption="What was run", columns=("What", "Value"), rows=tuple(rows))


def _steps(report: ThemeReport) -> tuple[str, ...]:
    ledger = report.ledger
    return (
        f"1. Comments that cannot be analysed were set aside, each with its reason: {ledger.received:,} received, "
        f"{ledger.received - ledger.analysed:,} set aside, {ledger.analysed:,} read. What a comment is about is never "
        "a reason. Words that safeguarding withholds are read by no program here.",
        "2. Names, addresses, telephone numbers, schools and other personal data were masked before anything else "
        f"read the words. Of each comment the first {MAX_CHARACTERS:,} characters are read.",
        f"3. Copies were looked for, exact and near: {ledger.distinct_texts:,} different texts and {ledger.copies:,} "
        "copies of them. Copies are counted and never dropped; themes give both figures.",
        "4. Comments were parted into the points they make, and points into numbers that stand for their meaning. "
        "The model for that is named in the table above; it came with the program, and nothing was sent anywhere.",
        "5. Points that are near one another were joined into a net, the net was parted many times while a fifth of "
        "the points was left out each time, and a topic is what those partings agree on.",
        "6. Each topic was named by words of its own comments that tell it apart from the others. A comment has one to "
        "three themes, or it is counted as “not sure which theme” or as “in no theme”; none is dropped.",
        "7. Each comment was mapped by itself to one of the strategic priorities, to none of them, or to “not sure”, "
        "by a model learned from the written definitions of the priorities and from what people decided.",
        "8. Whether a comment speaks for or against, and its tone, are weak signals from words and questions. They "
        "order what to read and decide nothing.",
        "9. People accept, reject, rename and place themes. Their decisions lie over the program's proposals and never "
        "replace them; both are in the files.",
    )


def _decided(report: ThemeReport) -> tuple[str, ...]:
    open_ones = sum(theme.decision.status is Status.PROPOSED for theme in report.themes)
    if not report.themes:
        return ("No theme was found, so there was none to decide about.",)
    if open_ones:
        return (
            f"{open_ones:,} of {len(report.themes):,} themes still are proposals that nobody accepted or rejected.",
        )
    return ("People decided about every theme.",)


def _decisions_table(report: ThemeReport) -> Table:
    themes = report.themes
    rows = (
        ("Proposed by the program", len(themes)),
        ("Accepted by a person", sum(theme.decision.status is Status.ACCEPTED for theme in themes)),
        ("Rejected by a person", sum(theme.is_rejected for theme in themes)),
        ("Not decided yet", sum(theme.decision.status is Status.PROPOSED for theme in themes)),
        ("Renamed by a person", sum(theme.decision.name is not None for theme in themes)),
        ("Priority chosen by a person", sum(theme.decision.priority is not None for theme in themes)),
    )
    return Table(id="method-decisions", caption="Decisions about themes", columns=("Themes", "Number"), rows=rows)


def _left_out(report: ThemeReport, record: RunRecord) -> MethodPart:
    return MethodPart(
        heading="What was left out, and why",
        sentences=("Every comment is in exactly one line of the table, so that nothing can be lost.", *record.remarks),
        tables=(record.ledger or ledger_table(report),),
    )


def _firm() -> tuple[str, ...]:
    return (
        "A theme is firm when it is found again although a fifth of the points is left out. How much of it comes back "
        "is measured over many such drawings (Jaccard index; Hennig 2007). A loose theme may be chance: read it first.",
    )


def _firmness_table(report: ThemeReport) -> Table:
    counted = Counter(theme.proposed.firmness for theme in report.standing)
    rows = [(word, FOUND_AGAIN[word], counted[word]) for word in (FIRM, FAIR, LOOSE)]
    if counted[""]:
        rows.append(("not measured", "", counted[""]))
    return Table(
        id="method-firmness",
        caption="How firm the themes are",
        columns=("Firmness", "Comes back", "Themes"),
        rows=tuple(rows),
        note=f"Inside a theme, a coding with a probability under {DOUBTFUL} counts as one that rather does not belong.",
    )


def _agreement(record: RunRecord) -> MethodPart:
    heading = "How far coders agree"
    if not record.agreement:
        return MethodPart(heading=heading, sentences=(*record.coded_twice, ALONE))
    said = "From codes that were given blind: nobody saw another person's coding or the program's before."
    return MethodPart(heading=heading, sentences=(*record.coded_twice, said), tables=record.agreement)


def _signed_off(record: RunRecord) -> MethodPart:
    said = record.signed_off or ("Nobody has signed off these themes. Until somebody does, they are a draft.",)
    return MethodPart(heading="Sign-off", sentences=said, tables=(record.amendments,) if record.amendments else ())


def _protection() -> tuple[str, ...]:
    return (
        "The same protected figures are used in every table by group, in every picture and in every file, so that "
        "one cannot be worked out from another. Totals of themes and of the ledger are exact and for the team.",
        "Excerpts are masked and name at most one group, of ten people or more. In files that leave the platform are "
        "only those that two people agreed to publish, of people who allowed it.",
    )


def bands_table() -> Table:
    """The words for shares, as every report uses them."""
    lower = [100, *(least for least, _ in BANDS)]
    rows = [
        (word, f"{least}% or more" if above == 100 else f"{least} to {above - 1}%" if least else f"under {above}%")
        for (least, word), above in zip(BANDS, lower, strict=False)
    ]
    return Table(
        id="method-bands",
        caption="What “a few”, “some”, “many” and “most” mean",
        columns=("Word", "Share of those who were heard in the same way"),
        rows=(*rows, ("none", "nobody")),
        note="Each word stands beside its figures: people of surveys, points of events and rows of files are never "
        "added together.",
    )


def _limits() -> tuple[str, ...]:
    return (
        "The program proposes and can be wrong: a theme can mix two things, a name can miss the point, a comment can "
        "be coded wrongly. Of comments whose likeliest theme has a probability of .3 to .4, about four in ten are what "
        "people would have coded; from .7, about eight in ten (measured on other consultations, not on this one).",
        "It reads English. Comments in other languages are left out and counted until they are translated.",
        "It reads no irony and no picture. What is said once is seldom a theme: read the comments in no theme.",
    )


def _notes(report: ThemeReport) -> Iterator[str]:
    """The report's own notes; two of them stand in parts of their own."""
    yield from (readable(note) for note in report.notes if note not in (BANDS_NOTE, disclosure.NOTE))


def _checks(report: ThemeReport) -> Iterator[str]:
    yield (
        "The same comments, program and seed give the same themes, in whatever order the comments come. To repeat the "
        "run, install the versions named above and find themes again."
    )
    yield f"The words for shares are fixed. {BANDS_NOTE}"
    yield (
        "The workbook has every figure of this report with a codebook of its columns; the JSON file has the whole "
        "report with a published schema; the REFI-QDA project has the masked comments with their codings, for reading "
        "in other programs for qualitative analysis."
    )
    if any(theme.decision.decided_by for theme in report.themes):
        yield "Who decided about a theme, and when, stands beside the theme; the platform keeps every decision."
