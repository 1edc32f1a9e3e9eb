"""Findings (the machine's) + decisions (people's), read in order → what stands. A pure fold: the same in every run.

A new run is the same fold over other findings: names, priorities and verdicts hang on the theme, comments that people
put in or took out stay so, merged themes flow together. What cannot be done in a run is a Conflict, never dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.codebook import Findings
from analysis.decisions import ABOUT_DECISIONS, Conflict, Decision, DecisionKind, ThemeState
from analysis.standing import Members, standing_findings

Divide = Callable[[Decision, Sequence[str]], Collection[str]]
NOT_THERE = "The theme is not there any more: its making was undone."
OTHER_NOT_THERE = "The other theme is not there any more: its making was undone."
IN_A_CIRCLE = "The two are merged the other way round already."
GONE = "The comment is not in this run: it was corrected, marked as a test or taken back, or it came later."
NOT_IN_THEME = "The comment is not in the theme now."
NOTHING_TO_UNDO = "What it takes back is not there."


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What stands. findings: what a report counts; its themes are those with comments that are not merged away.

    themes: every theme there is, by id. conflicts: what could not be done and is not settled, in order. undone: ids
    of decisions that are taken back.
    """

    findings: Findings
    themes: Mapping[str, ThemeState]
    conflicts: tuple[Conflict, ...]
    undone: frozenset[int]


def nobody_else(_split: Decision, _comments: Sequence[str]) -> Collection[str]:
    """Of comments that a split has not seen, none goes: where nothing can read them."""
    return ()


def replay(
    findings: Findings, decisions: Iterable[Decision], *, known: Collection[str] = (), divide: Divide = nobody_else
) -> Standing:
    """Read all decisions in the order of their ids over the findings of any run.

    findings: theme ids are the themes' own. known: ids of themes that other runs proposed. divide: which of the
    comments that a split has not seen go with its seeds; it must be a pure function. Raises ValueError where two
    decisions have one id.
    """
    ordered = sorted(decisions, key=lambda decision: decision.id)
    if len({decision.id for decision in ordered}) != len(ordered):
        raise ValueError("two decisions have the same id; each needs its own")
    undone = taken_back(ordered)
    fold = _Fold(findings, {theme.id for theme in findings.themes} | set(known), divide)
    ids = {decision.id for decision in ordered}
    for decision in ordered:
        if decision.kind in ABOUT_DECISIONS:
            if decision.about not in ids:
                fold.conflicts.append(Conflict(decision=decision, reason=NOTHING_TO_UNDO))
        elif decision.id not in undone:
            fold.apply(decision)
    settling = (each for each in ordered if each.kind is DecisionKind.SETTLE and each.id not in undone)
    return fold.end(undone, {each.about: frozenset(each.comments) for each in settling})


def taken_back(ordered: Iterable[Decision]) -> frozenset[int]:
    """Ids of the decisions that are undone, and not redone since. Expects the order of ids."""
    undone: set[int] = set()
    for decision in ordered:
        if decision.kind is DecisionKind.UNDO:
            undone.add(decision.about)
        elif decision.kind is DecisionKind.REDO:
            undone.discard(decision.about)
    return frozenset(undone)


class _Fold:
    """What has been decided so far. Each kind of decision has its own function; it may return why it cannot be."""

    def __init__(self, findings: Findings, proposed: set[str], divide: Divide) -> None:
        self.findings = findings
        self.proposed = proposed
        self.divide = divide
        self.said: dict[str, dict[str, str]] = defaultdict(dict)  # theme → aspect → value
        self.made: dict[str, str] = {}  # theme → its first name
        self.stances: dict[tuple[str, str], Decision] = {}
        self.conflicts: list[Conflict] = []
        self.members = Members(findings)
        self.left_out = {exclusion.comment_id: exclusion.reason for exclusion in findings.excluded}

    def apply(self, decision: Decision) -> None:
        if decision.kind not in MAKING and not self.is_there(decision.theme):
            self.clash(decision, NOT_THERE)
        elif (reason := HANDLERS[decision.kind](self, decision)) is not None:
            self.clash(decision, reason)

    def clash(self, decision: Decision, reason: str, comments: tuple[str, ...] = ()) -> None:
        self.conflicts.append(Conflict(decision=decision, reason=reason, comments=comments))

    def is_there(self, theme: str) -> bool:
        return theme in self.proposed or theme in self.made

    def say(self, decision: Decision) -> str | None:
        self.said[decision.theme][ASPECTS[decision.kind]] = decision.after
        return None

    def make(self, decision: Decision) -> str | None:
        self.made[decision.theme] = decision.after
        return None

    def merge(self, decision: Decision) -> str | None:
        if not self.is_there(decision.other):
            return OTHER_NOT_THERE
        if self.members.root(decision.other) == decision.theme:
            return IN_A_CIRCLE
        self.members.merge(decision.theme, decision.other)
        return None

    def part(self, decision: Decision) -> str | None:
        self.members.part(decision.theme)
        return None

    def put(self, decision: Decision) -> str | None:
        for comment in self.reachable(decision):
            self.members.put(decision.theme, comment)
        return None

    def take(self, decision: Decision) -> str | None:
        for comment in decision.comments:
            self.members.take(decision.theme, comment)
        return None

    def move(self, decision: Decision) -> str | None:
        if not self.is_there(decision.other):
            return OTHER_NOT_THERE
        for comment in self.reachable(decision):
            self.members.take(decision.theme, comment)
            self.members.put(decision.other, comment)
        return None

    def split(self, decision: Decision) -> str | None:
        """Those that went, go; of comments that came since, those more like the ones that went than those that stayed.

        The new theme is there from here on, even where a run has none of its comments.
        """
        self.made[decision.other] = decision.after
        looked_at = {*decision.comments, *decision.stayed}
        new = sorted(self.members.of(decision.theme) - looked_at)
        gone = {*self.reachable(decision), *(self.divide(decision, new) if new else ())}
        for comment in sorted(gone):
            self.members.take(decision.theme, comment)
            self.members.put(decision.other, comment)
        return None

    def stance(self, decision: Decision) -> str | None:
        for comment in decision.comments:
            self.stances[decision.theme, comment] = decision
        return None

    def reachable(self, decision: Decision) -> Iterator[str]:
        """The decision's comments that this run has read; the others are a conflict, by reason."""
        missing: dict[str, list[str]] = defaultdict(list)
        for comment in decision.comments:
            if comment in self.members.read:
                yield comment
            else:
                reason = self.left_out.get(comment)
                missing[f"The comment is left out of this run: {reason}." if reason else GONE].append(comment)
        for reason, comments in missing.items():
            self.clash(decision, reason, tuple(comments))

    def end(self, undone: frozenset[int], settled: Mapping[int, frozenset[str]]) -> Standing:
        stances = self._stances_that_hold()
        themes = {theme: self._state(theme) for theme in sorted(self.proposed | self.made.keys())}
        findings = standing_findings(self.findings, self.members, themes, self.made, stances)
        open_still = filter(None, (_unsettled(conflict, settled) for conflict in self.conflicts))
        in_order = sorted(open_still, key=lambda conflict: (conflict.decision.id, conflict.reason))
        return Standing(findings=findings, themes=themes, conflicts=tuple(in_order), undone=undone)

    def _stances_that_hold(self) -> dict[tuple[str, str], str]:
        """By the theme that has the comments now. What a person said last of a comment there counts."""
        hold: dict[tuple[str, str], str] = {}
        for (theme, comment), decision in sorted(self.stances.items(), key=lambda item: item[1].id):
            root = self.members.root(theme)
            if comment in self.members.of(root):
                hold[root, comment] = decision.after
            else:
                self.clash(decision, NOT_IN_THEME, (comment,))
        return hold

    def _state(self, theme: str) -> ThemeState:
        said, merged = self.said[theme], self.members.merged.get(theme, "")
        return ThemeState(
            id=theme,
            name=said.get("name", self.made.get(theme)),
            description=said.get("description"),
            priority=said.get("priority"),
            status=said.get("status"),
            merged_into=self.members.root(theme) if merged else "",
            is_made=theme not in self.proposed,
            is_found=theme in self.members.found,
            comments=self.members.of(theme),
        )


def _unsettled(conflict: Conflict, settled: Mapping[int, frozenset[str]]) -> Conflict | None:
    """What of the conflict nobody has settled: settled is settled for the comments that were named."""
    if conflict.decision.id not in settled:
        return conflict
    left = tuple(comment for comment in conflict.comments if comment not in settled[conflict.decision.id])
    return replace(conflict, comments=left) if left else None


ASPECTS = {
    DecisionKind.RENAME: "name",
    DecisionKind.DESCRIBE: "description",
    DecisionKind.PRIORITY: "priority",
    DecisionKind.ACCEPT: "status",
    DecisionKind.REJECT: "status",
    DecisionKind.REOPEN: "status",
}
MAKING = frozenset({DecisionKind.MAKE})
HANDLERS: Mapping[DecisionKind, Callable[[_Fold, Decision], str | None]] = {
    **dict.fromkeys(ASPECTS, _Fold.say),
    DecisionKind.MAKE: _Fold.make,
    DecisionKind.MERGE: _Fold.merge,
    DecisionKind.PART: _Fold.part,
    DecisionKind.PUT: _Fold.put,
    DecisionKind.TAKE: _Fold.take,
    DecisionKind.MOVE: _Fold.move,
    DecisionKind.SPLIT: _Fold.split,
    DecisionKind.STANCE: _Fold.stance,
}
