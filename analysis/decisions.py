"""What people decide about themes and the comments in them: frozen values, no behaviour."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class DecisionKind(enum.StrEnum):
    RENAME = "rename"
    DESCRIBE = "describe"
    PRIORITY = "priority"
    ACCEPT = "accept"
    REJECT = "reject"
    REOPEN = "reopen"
    MERGE = "merge"  # into the other theme
    PART = "part"  # no longer merged
    MAKE = "make"  # by hand
    SPLIT = "split"  # the other theme is made of the comments like the seeds
    PUT = "put"
    TAKE = "take"
    MOVE = "move"  # to the other theme
    STANCE = "stance"
    UNDO = "undo"
    REDO = "redo"
    SETTLE = "settle"  # what could not be done of a decision is let go; the rest of it stands


ABOUT_DECISIONS = frozenset({DecisionKind.UNDO, DecisionKind.REDO, DecisionKind.SETTLE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One decision of one person, as far as it changes what stands.

    id: its place in the order of all decisions, over 0. theme: the theme's own id, the same in every run. after: the
    name, description, priority, status or stance it gives. other: the theme merged into, split off or moved to.
    about: the decision that is undone, redone or settled. comments: ids it is about; of a split, those that went.
    stayed: of a split, those that were looked at and stayed; seeds: those a person chose.
    """

    id: int
    theme: str
    kind: DecisionKind
    after: str = ""
    other: str = ""
    about: int = 0
    comments: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    stayed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """A decision, or what it says of some comments, that could not be done in this run. It waits to be settled."""

    decision: Decision
    reason: str
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeState:
    """What people decided about one theme, all decisions read in order; None where they decided nothing.

    merged_into: the theme that has its comments now, "" where it stands alone. is_made: by hand or by a split.
    is_found: the run proposed it. comments: ids, its own and those of themes merged into it.
    """

    id: str
    name: str | None = None
    description: str | None = None
    priority: str | None = None
    status: str | None = None
    merged_into: str = ""
    is_made: bool = False
    is_found: bool = True
    comments: frozenset[str] = frozenset()
