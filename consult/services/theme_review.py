"""People decide about whole themes: name, description, priority, verdict; themes merged, parted, made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from analysis.decisions import DecisionKind
from consult.models.themes import Theme
from consult.services import theme_states
from consult.services.deciding import DecidedMeanwhile, How, Wanted, changed, decide, store, tidy
from consult.services.theme_states import (
    ReviewedTheme,
    Status,
    count_statuses,
    get_reviewed,
    list_left_behind,
    list_reviewed,
    priority_names,
)
from consult.store import themes
from consult.store.errors import Conflict
from consult.store.transaction import transaction

__all__ = ["DecidedMeanwhile", "ReviewedTheme", "Status", "count_statuses", "get_reviewed", "list_left_behind"]
__all__ += ["list_reviewed", "priority_names"]

LONGEST_NAME = 120
LONGEST_DESCRIPTION = 600
STATUS_AFTER = {
    DecisionKind.ACCEPT: Status.ACCEPTED,
    DecisionKind.REJECT: Status.REJECTED,
    DecisionKind.REOPEN: Status.PROPOSED,
}


def rename(theme_id: int, name: str, **how: Unpack[How]) -> None:
    wanted = Wanted(theme_id=theme_id, kind=DecisionKind.RENAME, after=_name(name), **how)
    decide(wanted, lambda it, theme: changed(it, theme.name, is_said=theme.state.name is not None))


def describe(theme_id: int, description: str, **how: Unpack[How]) -> None:
    after = tidy(description, LONGEST_DESCRIPTION)
    wanted = Wanted(theme_id=theme_id, kind=DecisionKind.DESCRIBE, after=after, **how)
    decide(wanted, lambda it, theme: changed(it, theme.description, is_said=theme.state.description is not None))


def set_priority(theme_id: int, priority: str, **how: Unpack[How]) -> None:
    if priority not in priority_names():
        raise Conflict("Choose one of the six priorities, “None of the six” or “Unsure”.")
    wanted = Wanted(theme_id=theme_id, kind=DecisionKind.PRIORITY, after=priority, **how)
    decide(wanted, lambda it, theme: changed(it, theme.priority, is_said=theme.is_priority_decided))


def accept(theme_id: int, **how: Unpack[How]) -> None:
    _set_status(theme_id, DecisionKind.ACCEPT, how)


def reject(theme_id: int, **how: Unpack[How]) -> None:
    _set_status(theme_id, DecisionKind.REJECT, how)


def reopen(theme_id: int, **how: Unpack[How]) -> None:
    _set_status(theme_id, DecisionKind.REOPEN, how)


def merge(theme_id: int, into_id: int, **how: Unpack[How]) -> None:
    """The other theme has the comments of both; this one is named there, and can be parted again."""
    decide(Wanted(theme_id=theme_id, kind=DecisionKind.MERGE, other_id=into_id, **how), _can_be_merged)


def part(theme_id: int, **how: Unpack[How]) -> None:
    wanted = Wanted(theme_id=theme_id, kind=DecisionKind.PART, **how)
    decide(wanted, lambda it, theme: replace(it, other_id=theme.merged_into) if theme.merged_into else None)


def make(name: str, *, by: int, why: str = "") -> Theme:
    """A theme by hand, without comments yet."""
    plain = _name(name)
    with transaction():
        themes.one_at_a_time()
        made = themes.add_theme(made_by=by)
        store(Wanted(theme_id=made.id, kind=DecisionKind.MAKE, after=plain, seen=0, by=by, why=why))
    return made


def _set_status(theme_id: int, kind: DecisionKind, how: How) -> None:
    wanted = Wanted(theme_id=theme_id, kind=kind, after=STATUS_AFTER[kind], **how)
    decide(wanted, lambda it, theme: changed(it, theme.status, is_said=True))


def _name(text: str) -> str:
    plain = tidy(text, LONGEST_NAME)
    if not plain:
        raise Conflict("Enter a name for the theme.")
    return plain


def _can_be_merged(wanted: Wanted, theme: ReviewedTheme) -> Wanted:
    other = theme_states.read_all().themes.get(wanted.other_id or 0)
    if other is None or other.id == theme.id:
        raise Conflict("Choose another theme to merge this one into.")
    if other.merged_into:
        raise Conflict("That theme is itself merged into another. Choose the one it is merged into.")
    if other.status is Status.REJECTED:
        raise Conflict("That theme is rejected. Reopen it first, or choose another.")
    return wanted
