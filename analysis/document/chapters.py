"""What the Word file says, chapter by chapter: the same figures, rules and order as the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.charts import charts
from analysis.codebook import LOOSE
from analysis.document.paper import Paper
from analysis.drawing import Chart
from analysis.group_tables import breakdown_table, differences_table, voices_table
from analysis.in_short import in_short, largest, status_words
from analysis.method import MethodPart, RunRecord, ledger_table, method_parts
from analysis.pictures import png
from analysis.reported import STANCES, Excerpt, ReportedTheme, Table, ThemeReport
from analysis.tables import doubts_table, matrix_table, percent_text, priorities_table

MOST_IN_FULL = 60  # themes with a part of their own; all are in the table
FOR_WHOM = (
    "For the strategy team: totals are exact, and the name of a theme can tell of somebody. Do not publish it as it is."
)
FEW_EXCERPTS = "No excerpt of this theme may be shown: none was allowed to be quoted and agreed on by two people."

Charts = Mapping[str, Chart]


def word_file(report: ThemeReport, record: RunRecord) -> bytes:
    """The report as a Word file; the same report and record give the same bytes, whenever and wherever.

    Excerpts are shown as the report has them: hand in one whose excerpts may leave the team (`quotable`).
    Themes beyond the sixty largest have their line in the table and no part of their own, which the file says.
    """
    paper = Paper(report.title, subject=record.name, author=record.organisation, made_at=record.finished_at)
    drawn = {chart.id: chart for chart in charts(report)}
    paper.front(report.title, (f"{record.name} · {record.organisation}".strip(" ·"), FOR_WHOM))
    paper.foot(f"{report.title} · {record.name}")
    _short(paper, report)
    _priorities(paper, report, drawn)
    _themes(paper, report, drawn)
    _groups(paper, report, drawn)
    _disagreement(paper, report)
    _doubts(paper, report, drawn)
    _left_out(paper, report, record)
    _method(paper, method_parts(report, record))
    return paper.finished()


def _short(paper: Paper, report: ThemeReport) -> None:
    paper.chapter("What people said, in short")
    paper.points(in_short(report))
    if report.standing:
        paper.heading("The largest themes")
        paper.points(largest(report))


def _priorities(paper: Paper, report: ThemeReport, drawn: Charts) -> None:
    paper.chapter("The strategic priorities, what fits none of them first")
    table = priorities_table(report)
    _picture(paper, drawn.get("chart-priorities"))
    paper.table(table)
    for share in report.priorities:
        if not share.comments and not share.themes:
            continue
        paper.heading(share.name)
        paper.say(
            f"{share.comments:,} comments ({percent_text(share)}) speak to it, each read by itself. "
            f"{share.comments_in_themes:,} comments are in its themes: {report.themes_of(share)}."
        )
    if "chart-matrix" in drawn:
        paper.heading("Which priorities the comments of each theme speak to")
        _picture(paper, drawn["chart-matrix"])
        paper.table(matrix_table(report))


def _themes(paper: Paper, report: ThemeReport, drawn: Charts) -> None:
    paper.chapter("The themes")
    if not report.themes:
        paper.say("No theme was found.")
        return
    _picture(paper, drawn.get("chart-themes"))
    paper.table(_themes_table(report))
    standing = report.standing[:MOST_IN_FULL]
    for theme in standing:
        _theme(paper, report, theme)
    if more := len(report.standing) - len(standing):
        paper.note(f"{more:,} smaller themes are in the table above and in the workbook only.")


def _themes_table(report: ThemeReport) -> Table:
    return Table(
        id="themes",
        caption="Themes, largest first",
        columns=("Theme", "People", "In words", "Comments", "Different texts", "Priority", "Status"),
        rows=tuple(
            (
                theme.name,
                theme.people,
                theme.band,
                theme.comments,
                theme.distinct_texts,
                report.priority_name(theme.priority),
                theme.decision.status.value,
            )
            for theme in report.themes
        ),
        note="People are counted once, however often they wrote; a person can be in several themes. “Different texts” "
        "counts copies of a letter once. " + next((note for note in report.notes if note.startswith("In words")), ""),
    )


def _theme(paper: Paper, report: ThemeReport, theme: ReportedTheme) -> None:
    paper.heading(theme.name)
    if theme.proposed.description:
        paper.say(theme.proposed.description)
    paper.fact("People", f"{theme.people:,} of {report.ledger.people:,} ({theme.band})")
    paper.fact("Comments", f"{theme.comments:,}, of which {theme.distinct_texts:,} different texts")
    chosen = "chosen by a person" if theme.decision.priority else "proposed by the program"
    paper.fact("Priority", f"{report.priority_name(theme.priority)}, {chosen}")
    paper.fact("Status", status_words(theme))
    if theme.decision.name:
        paper.fact("Proposed by the program as", theme.proposed.name)
    if theme.group not in ("", theme.name):
        paper.fact("Part of", theme.group)
    if theme.proposed.firmness:
        back = f"{theme.proposed.firmness}: {round(100 * theme.proposed.stability)}% of it comes back when comments"
        paper.fact("Firmness", f"{back} are drawn again")
    paper.fact("Words", ", ".join(theme.proposed.phrases or theme.proposed.keywords))
    paper.heading("In people’s words", 3)
    _excerpts(paper, theme.excerpts)


def _excerpts(paper: Paper, excerpts: Iterable[Excerpt]) -> None:
    shown = list(excerpts)
    for excerpt in shown:
        paper.excerpt(excerpt.text, excerpt.said_by)
    if not shown:
        paper.note(FEW_EXCERPTS)


def _groups(paper: Paper, report: ThemeReport, drawn: Charts) -> None:
    paper.chapter("Who said what")
    if not report.breakdowns:
        paper.say("There are no groups to compare.")
        return
    paper.say("Figures by group are rounded, and the smallest are not shown, so that nobody can be picked out.")
    for breakdown in report.breakdowns:
        paper.heading(f"By {breakdown.by.lower()}")
        for table in (breakdown_table(report, breakdown), differences_table(report, breakdown)):
            _picture(paper, drawn.get(f"chart-{table.id}"))
            if table.rows:
                paper.table(table)
    for voices in report.voices:
        paper.heading(f"Who speaks about which priority, by {voices.by.lower()}")
        paper.table(voices_table(report, voices))


def _disagreement(paper: Paper, report: ThemeReport) -> None:
    paper.chapter("Who disagrees")
    if not report.standing:
        paper.say("There is no theme that people could disagree about.")
        return
    paper.say("For and against are weak signals of the program: they say what to read, not what is so.")
    paper.table(_stances_table(report))
    split = [theme for theme in report.standing[:MOST_IN_FULL] if theme.dissenting]
    if not split:
        paper.say("No comment that speaks against what most in its theme say may be shown.")
    for theme in split:
        paper.heading(f"Not everybody says so: {theme.name}", 3)
        _excerpts(paper, theme.dissenting)


def _stances_table(report: ThemeReport) -> Table:
    return Table(
        id="stances",
        caption="For and against, in comments of each theme",
        columns=("Theme", *(stance.capitalize() for stance in STANCES), "Tone"),
        rows=tuple(
            (
                theme.name,
                *(dict(theme.evidence.stances).get(stance, 0) for stance in STANCES),
                f"{round(theme.evidence.tone, 1) + 0.0:+.1f}",
            )
            for theme in report.standing
        ),
        note="Tone is from -1 (negative) to +1 (positive).",
    )


def _doubts(paper: Paper, report: ThemeReport, drawn: Charts) -> None:
    paper.chapter("What is uncertain")
    loose = [theme.name for theme in report.standing if theme.proposed.firmness == LOOSE]
    ledger = report.ledger
    paper.say(
        f"The program is not sure which theme {ledger.in_not_sure:,} comments belong to, and {ledger.in_other:,} are "
        "in no theme. They count in all totals; read them, for a new idea is often said by one person first."
    )
    if loose:
        paper.say(f"Loose themes, which may be chance: {'; '.join(loose)}.")
    _picture(paper, drawn.get("chart-doubts"))
    if report.standing:
        paper.table(_firmness_only(doubts_table(report)))


def _firmness_only(table: Table) -> Table:
    """Without for and against, which stand in a chapter of their own."""
    kept = [place for place, column in enumerate(table.columns) if place < 5 and column]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    note = table.note.partition(" For and against")[0]
    columns = tuple(table.columns[place] for place in kept)
    return Table(id=table.id, caption=table.caption, columns=columns, rows=rows, note=note)


def _left_out(paper: Paper, report: ThemeReport, record: RunRecord) -> None:
    paper.chapter("What was left out, and why")
    paper.say("Every comment is in exactly one line of the table, so the lines add up to what was received.")
    paper.table(record.ledger or ledger_table(report))
    paper.say(*record.remarks)


def _method(paper: Paper, parts: Iterable[MethodPart]) -> None:
    paper.chapter("How this was made, and how to check it")
    for part in parts:
        paper.heading(part.heading)
        paper.say(*part.sentences)
        for table in part.tables:
            if table.id == "ledger":
                paper.say(f"See the table “{table.caption}” in the chapter before.")
            else:
                paper.table(table)


def _picture(paper: Paper, chart: Chart | None) -> None:
    """What it shows in a sentence, then the picture; its table follows."""
    if chart is not None:
        paper.picture(png(chart.figure), says=chart.says, title=chart.title, alt=chart.alt)
