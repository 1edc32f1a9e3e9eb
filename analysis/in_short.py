"""What people said, in a few sentences: every one of them is a figure of the report, none a guess."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.codebook import LOOSE, NONE
from analysis.reported import ReportedTheme, Status, ThemeReport

MOST_NAMED = 6


def in_short(report: ThemeReport) -> tuple[str, ...]:
    """Where the comments went, what fits none of the six, what is uncertain, what people decided."""
    return tuple(_sentences(report))


def largest(report: ThemeReport) -> tuple[str, ...]:
    """The largest themes, a line each."""
    return tuple(theme_line(report, theme) for theme in report.standing[:MOST_NAMED])


def theme_line(report: ThemeReport, theme: ReportedTheme) -> str:
    """“Clubs and sport: many people (120 of 310); firm; Positive futures; accepted”."""
    parts = [f"{theme.band} of the people ({theme.people:,} of {report.ledger.people:,})"]
    parts += [theme.proposed.firmness] if theme.proposed.firmness else []
    parts += [report.priority_name(theme.priority), status_words(theme)]
    return f"{theme.name}: {'; '.join(parts)}."


def status_words(theme: ReportedTheme) -> str:
    """“accepted by Sam Strategist, 3 March 2026”, or that it is a proposal of the program."""
    decision = theme.decision
    by = f" by {decision.decided_by}" if decision.decided_by else ""
    at = f", {decision.decided_at}" if decision.decided_at else ""
    if decision.status is Status.PROPOSED:
        return "proposed by the program, nobody has accepted it yet"
    return f"{decision.status.value}{by}{at}"


def _sentences(report: ThemeReport) -> Iterator[str]:
    ledger = report.ledger
    left_out = ledger.received - ledger.analysed
    yield (
        f"{_counted(ledger.received, 'comment')} received; {ledger.analysed:,} could be read, from "
        f"{_counted(ledger.people, 'person', 'people')}. {left_out:,} left out, each with its reason."
    )
    if none := next((share for share in report.priorities if share.id == NONE and share.comments), None):
        yield (
            f"None of the six priorities covers {_counted(none.comments, 'comment')} ({none.percent}%). They come "
            "first in this report: a plan that only hears what fits it is not listening."
        )
    if not report.standing:
        yield "No theme stands. Read the comments themselves."
        return
    accepted = sum(theme.decision.status is Status.ACCEPTED for theme in report.themes)
    yield (
        f"{_counted(len(report.standing), 'theme')}: {accepted:,} accepted by people, "
        f"{len(report.standing) - accepted:,} still proposals of the program; {ledger.in_other:,} comments are in no "
        f"theme, and of {ledger.in_not_sure:,} the program is not sure."
    )
    if loose := sum(theme.proposed.firmness == LOOSE for theme in report.standing):
        yield f"{_counted(loose, 'theme is', 'themes are')} loose: read their comments before you rely on them."
    yield "People chose to take part. These figures say what they said, not what everybody thinks."


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
