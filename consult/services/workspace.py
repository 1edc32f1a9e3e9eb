"""The review workspace: themes on the left, the chosen one's comments in the middle, decisions on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.codebook import NOT_SURE, OTHER
from analysis.decisions import Conflict, DecisionKind
from analysis.marking import marked, telling_stems
from consult.models.sign_off import SignOff
from consult.models.themes import AnalysisRun, ThemeDecision
from consult.services import reading_order, sign_off, theme_reading, theme_replay, theme_set, theme_states
from consult.services.taking_back import find_undo_and_redo
from consult.services.theme_reading import PER_PAGE, ShownComment
from consult.services.theme_replay import Placed, Replayed
from consult.services.theme_set import Checked
from consult.services.theme_states import AllThemes, ReviewedTheme, Status
from consult.store import runs, themes
from consult.store.errors import NotFound

LISTED = 100  # themes on the left at a time
OFFERED = 200  # themes in a drop-down; another is chosen by its number
UNTHEMED = {"none": (OTHER, "No theme"), "not-sure": (NOT_SURE, "Not sure which theme")}
SUREST, FIRST = "surest", "first"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One place on the left: a theme, “no theme” or “not sure”. key is its place in the address."""

    key: str
    name: str
    comments: int
    status: Status | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """One comment in the middle. pieces: its words, the telling ones marked; empty where they are withheld."""

    comment: ShownComment
    pieces: tuple[tuple[str, bool], ...]
    stance: str
    elsewhere: tuple[str, ...]  # names of other themes it is in
    is_by_person: bool
    in_words: str = "Also in"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """All that the workspace shows. theme is None for “no theme” and “not sure”."""

    run: AnalysisRun
    lines: tuple[Line, ...]  # those listed now
    themes: int  # all there are
    lines_before: str  # key of the first theme of the part of the list before, if there is one
    lines_after: str
    apart: tuple[Line, ...]  # left behind and merged themes
    key: str
    theme: ReviewedTheme | None
    everything: AllThemes
    comments: tuple[Reviewed, ...]
    total: int
    number: int
    order: str
    others: tuple[ReviewedTheme, ...]  # where comments may be put, moved or merged
    has_more_others: bool
    conflicts: tuple[Conflict, ...]
    checked: Checked
    signed: SignOff | None  # in force: what is decided now is an amendment
    undo: ThemeDecision | None
    redo: ThemeDecision | None
    decided: int
    run_before: int | None

    def seen_of(self, theme_id: int) -> int:
        """The version of any theme, also of one that is not there any more."""
        theme = self.everything.themes.get(theme_id) or self.everything.absent.get(theme_id)
        return theme.seen if theme else 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def heading(self) -> str:
        return self.theme.name if self.theme else UNTHEMED[self.key][1]


def open_page(run: AnalysisRun, key: str, *, number: int, order: str, by: int) -> Page:
    """key: a theme's id, “none”, “not-sure”, or empty for the largest theme that nobody has decided about."""
    everything, replayed = theme_states.read_all(), theme_replay.replay_run(run)
    here = everything.of_run(run.id)
    key = key or _first(here)
    theme = None if key in UNTHEMED else _get(everything, key)
    placed = theme_reading.seen_only(_in_order(replayed, UNTHEMED[key][0] if theme is None else key, order))
    if number < 1 or (number > 1 and (number - 1) * PER_PAGE >= len(placed)):
        raise NotFound(f"no page {number}")
    shown = placed[(number - 1) * PER_PAGE : number * PER_PAGE]
    undo, redo = find_undo_and_redo(by)
    before = runs.find_run_before(run.id)
    start = next((place for place, each in enumerate(here) if str(each.id) == key), 0) // LISTED * LISTED
    lines = tuple(_line(each, replayed) for each in here[start : start + LISTED])
    others = [each for each in here if each.id != (theme.id if theme else 0) and _is_open(each)]
    return Page(
        run=run,
        lines=(*lines, *(_unthemed(name, replayed) for name in UNTHEMED)),
        themes=len(here),
        lines_before=str(here[start - LISTED].id) if start else "",
        lines_after=str(here[start + LISTED].id) if start + LISTED < len(here) else "",
        apart=tuple(_apart(everything, replayed, run)[:LISTED]),
        key=key,
        theme=theme,
        everything=everything,
        comments=_comments(shown, theme, everything, replayed),
        total=len(placed),
        number=number,
        order=order,
        others=tuple(others[:OFFERED]),
        has_more_others=len(others) > OFFERED,
        conflicts=replayed.standing.conflicts,
        checked=theme_set.check(here, replayed),
        signed=sign_off.find_in_force(),
        undo=undo,
        redo=redo,
        decided=sum(each.status is not Status.PROPOSED for each in here),
        run_before=before.id if before else None,
    )


def list_first(run: AnalysisRun, most: int) -> list[tuple[Reviewed, tuple[tuple[int, str], ...]]]:
    """Comments of the whole run to be read first, each with the themes it is in."""
    everything, replayed = theme_states.read_all(), theme_replay.replay_run(run)
    placed = reading_order.list_first(run, most)
    wanted = {one.comment_id for one in placed}
    themes_of: dict[int, list[int]] = {}
    for coding in replayed.standing.findings.codings:
        if int(coding.comment_id) in wanted and coding.theme_id.isdecimal():
            themes_of.setdefault(int(coding.comment_id), []).append(int(coding.theme_id))
    listed = _comments(placed, None, everything, replayed)
    return [
        (each, tuple((key, everything.themes[key].name) for key in themes_of.get(each.comment.id, ())))
        for each in listed
    ]


def _first(here: Sequence[ReviewedTheme]) -> str:
    undecided = next((each for each in here if each.status is Status.PROPOSED), None)
    chosen = undecided or next(iter(here), None)
    return str(chosen.id) if chosen else "none"


def _get(everything: AllThemes, key: str) -> ReviewedTheme:
    theme = everything.themes.get(int(key)) if key.isascii() and key.isdecimal() and len(key) < 10 else None
    if theme is None:
        raise NotFound(f"no theme {key}")
    return theme


def _is_open(theme: ReviewedTheme) -> bool:
    return theme.status is not Status.REJECTED


def _in_order(replayed: Replayed, place: str, order: str) -> Sequence[Placed]:
    placed = replayed.of(place)
    return reading_order.read_first(placed, replayed) if order == FIRST else placed


def _line(theme: ReviewedTheme, replayed: Replayed) -> Line:
    return Line(key=str(theme.id), name=theme.name, comments=len(replayed.of(theme.id)), status=theme.status)


def _unthemed(key: str, replayed: Replayed) -> Line:
    place, name = UNTHEMED[key]
    return Line(key=key, name=name, comments=len(replayed.of(place)))


def _apart(everything: AllThemes, replayed: Replayed, run: AnalysisRun) -> list[Line]:
    behind = [(theme, f"not found since run {theme.run_id}") for theme in everything.left_behind(run.id)]
    merged = [(theme, f"merged into {_name(everything, theme.merged_into)}") for theme in everything.merged()]
    return [
        Line(key=str(each.id), name=each.name, comments=len(replayed.of(each.id)), status=each.status, note=note)
        for each, note in (*behind, *merged)
    ]


def _name(everything: AllThemes, theme_id: int | None) -> str:
    theme = everything.themes.get(theme_id or 0)
    return f"“{theme.name}”" if theme else "another theme"


def _comments(
    placed: Sequence[Placed], theme: ReviewedTheme | None, everything: AllThemes, replayed: Replayed
) -> tuple[Reviewed, ...]:
    stems = telling_stems(_telling(theme))
    stances = {one.comment_id: one.stance for one in placed}
    elsewhere = _elsewhere(stances, theme, everything, replayed)
    put = _decided_by_people(theme, replayed)
    shown = theme_reading.show(theme_reading.coded_comments(placed))
    return tuple(
        Reviewed(
            comment=comment,
            pieces=marked(comment.words, stems) if comment.words is not None else (),
            stance=stances[comment.id],
            elsewhere=elsewhere.get(comment.id, ()),
            is_by_person=comment.id in put,
            in_words="Also in" if theme else "In",
        )
        for comment in shown
    )


def _telling(theme: ReviewedTheme | None) -> tuple[str, ...]:
    if theme is None:
        return ()
    said = (*theme.proposal.phrases, *theme.proposal.keywords) if theme.proposal else ()
    return (theme.name, *said)


def _elsewhere(
    shown: Mapping[int, str], theme: ReviewedTheme | None, everything: AllThemes, replayed: Replayed
) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for coding in replayed.standing.findings.codings:
        comment = int(coding.comment_id)
        if comment in shown and coding.theme_id.isdecimal() and int(coding.theme_id) != (theme.id if theme else 0):
            found[comment] = (*found.get(comment, ()), everything.themes[int(coding.theme_id)].name)
    return found


def _decided_by_people(theme: ReviewedTheme | None, replayed: Replayed) -> frozenset[int]:
    """Comments of the theme that a person put there."""
    if theme is None:
        return frozenset()
    kinds = (DecisionKind.PUT, DecisionKind.MOVE, DecisionKind.SPLIT, DecisionKind.STANCE)
    mine = {each.id for each in theme.in_force if each.kind in kinds}
    held = {one.comment_id for one in replayed.of(theme.id)} if mine else set()
    return frozenset(key for decision, key, _ in themes.list_decided_comments() if decision in mine and key in held)
