"""Which tables may be released at all, and when: a fixed list, and snapshots that no single person moves."""

from __future__ import annotations

from collections.abc import Collection

MOST_DIMENSIONS = 2
FEWEST_NEW = 10  # people between two snapshots
CONTENT = ("theme", "priority")  # what was said: a person can be in several rows
GROUPS = ("audience", "area", "age band", "face")  # who said it: a person is in one of each
CUBES = (  # every table that may be asked for
    ("theme",),
    ("priority",),
    ("audience",),
    ("area",),
    ("age band",),
    ("face",),
    ("theme", "audience"),
    ("theme", "area"),
    ("theme", "age band"),
    ("theme", "face"),
    ("theme", "priority"),
    ("priority", "audience"),
    ("priority", "area"),
    ("priority", "age band"),
    ("priority", "face"),
    ("audience", "area"),
    ("area", "age band"),
)


class NotReleasable(ValueError):
    """The table asked for is not on the list; the message says which are."""


def cube(*dimensions: str) -> tuple[str, ...]:
    """The table of these dimensions, in any order, as the list names it. Raises NotReleasable for any other.

    One more filter on a table is one more dimension: theme by audience in one area is refused, because what a filter
    leaves out can be found by taking one table from another.
    """
    asked = ", ".join(f"“{each}”" for each in dimensions) or "nothing"
    if len(dimensions) > MOST_DIMENSIONS:
        raise NotReleasable(f"{asked}: a table for everyone has at most two dimensions; leave one out.")
    for each in CUBES:
        if sorted(each) == sorted(dimensions):
            return each
    listed = "; ".join(" by ".join(each) for each in CUBES)
    raise NotReleasable(f"{asked}: there is no such table for everyone; there are {listed}.")


def next_snapshot(published: Collection[str], now: Collection[str]) -> frozenset[str]:
    """The people whom public figures count: as published until ten or more are new, so that no one moves a figure.

    published, now: keys of the people counted so far and of all there are. Figures once published stand until the next
    snapshot, withdrawals included; the next one leaves withdrawn people out.
    """
    return frozenset(now if len(set(now) - set(published)) >= FEWEST_NEW else published)
