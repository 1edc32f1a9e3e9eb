"""How concerns look on pages: time in words, and what the screening saw in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from consult.models.concerns import ConcernState, Severity

STATE_COLOURS = {ConcernState.NEW: "govuk-tag--red", ConcernState.ACKNOWLEDGED: "govuk-tag--yellow"}
STATE_COLOURS |= {ConcernState.IN_PROGRESS: "govuk-tag--blue"}
SEVERITY_COLOURS = {Severity.HIGH: "govuk-tag--red", Severity.MEDIUM: "govuk-tag--orange"}


def in_words(waited: timedelta) -> str:
    """3 days, 2 hours 5 minutes, less than a minute"""
    minutes = int(waited.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((days, "day"), (hours, "hour"), (0 if days else minutes, "minute"))
        if count
    ]
    return " ".join(parts) or "less than a minute"


def marked(text: str, spans: Sequence[Sequence[int]]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether the screening saw it; overlapping spans are one."""
    done = 0
    for start, end in sorted((start, end) for start, end in spans):
        if end <= done:
            continue
        if start > done:
            yield text[done:start], False
        yield text[max(start, done) : end], True
        done = end
    if done < len(text):
        yield text[done:], False


def state_colour(state: ConcernState) -> str:
    return STATE_COLOURS.get(state, "govuk-tag--grey")


def severity_colour(severity: Severity) -> str:
    return SEVERITY_COLOURS[severity]


FILTERS = (in_words, marked, state_colour, severity_colour)
