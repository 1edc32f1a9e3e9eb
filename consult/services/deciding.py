"""One decision of one person: guarded, numbered, recorded. Every kind of decision goes through here.

Every decision names how many came before it (seen). Where that is no longer so, two people were at work at once:
nothing is overwritten and both versions are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NotRequired, TypedDict

from sqlalchemy.exc import IntegrityError

from analysis.decisions import DecisionKind
from consult.models.themes import Part, ThemeDecision
from consult.services.theme_states import ReviewedTheme, get_reviewed, is_of, read_all
from consult.store import people, runs, sign_offs, themes
from consult.store.errors import Conflict
from consult.store.transaction import transaction

LONGEST_WHY = 500
WORDS = {
    DecisionKind.RENAME: "theme renamed",
    DecisionKind.DESCRIBE: "theme described",
    DecisionKind.PRIORITY: "theme priority changed",
    DecisionKind.ACCEPT: "theme accepted",
    DecisionKind.REJECT: "theme rejected",
    DecisionKind.REOPEN: "theme reopened",
    DecisionKind.MERGE: "theme merged into another",
    DecisionKind.PART: "theme parted from another",
    DecisionKind.MAKE: "theme made by hand",
    DecisionKind.SPLIT: "theme split",
    DecisionKind.PUT: "comments put into a theme",
    DecisionKind.TAKE: "comments taken out of a theme",
    DecisionKind.MOVE: "comments moved to another theme",
    DecisionKind.STANCE: "stance of comments set",
    DecisionKind.UNDO: "decision undone",
    DecisionKind.REDO: "decision redone",
    DecisionKind.SETTLE: "conflict settled",
}


class How(TypedDict):
    """What comes with every decision: which version was seen, who decides, why, and in which run they saw it."""

    seen: int
    by: int
    why: NotRequired[str]
    run: NotRequired[int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A decision that somebody asks for: seen is the number of the newest decision they had before them."""

    theme_id: int
    kind: DecisionKind
    seen: int
    by: int
    after: str = ""
    before: str = ""
    why: str = ""
    run: int | None = None
    other_id: int | None = None
    about_id: int | None = None
    comments: Mapping[int, Part] = field(default_factory=dict)


class DecidedMeanwhile(Conflict):
    """Somebody else decided while this form was open. Nothing was changed; both versions are here."""

    def __init__(self, wanted: Wanted, now: ReviewedTheme) -> None:
        super().__init__("Somebody else decided about this theme while you had it open. Nothing was overwritten.")
        self.wanted = wanted
        self.now = now

    @property
    def since(self) -> tuple[ThemeDecision, ...]:
        mine = (decision for decision in self.now.decisions if decision.theme_id == self.now.id)
        return tuple(decision for decision in mine if decision.number > self.wanted.seen)


class SignedOff(Conflict):
    """The themes are signed off, so a decision about them is an amendment, and nobody said why. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("These themes are signed off. Write why you change them: it is kept as an amendment.")


Look = Callable[[Wanted, ReviewedTheme], Wanted | None]


def as_it_is(wanted: Wanted, _theme: ReviewedTheme) -> Wanted | None:
    return wanted


def decide(wanted: Wanted, look: Look = as_it_is) -> ThemeDecision | None:
    """look: what the decision is once the theme is seen as it stands now; None where there is nothing to decide."""
    try:
        with transaction():
            return _decide(wanted, look)
    except IntegrityError as error:  # the other decision was stored in the same moment
        raise DecidedMeanwhile(wanted, _look_up(wanted)) from error


def _decide(wanted: Wanted, look: Look) -> ThemeDecision | None:
    themes.one_at_a_time()
    theme = _look_up(wanted)
    _refuse_an_old_run(wanted, theme)
    if theme.seen != wanted.seen:
        raise DecidedMeanwhile(wanted, theme)
    _refuse_what_is_merged(wanted, theme)
    ready = look(wanted, theme)
    return store(ready) if ready else None


def _look_up(wanted: Wanted) -> ReviewedTheme:
    """What undid the making of a theme can be redone, and what hangs on it settled, though it is not there."""
    if wanted.kind in BACK:
        absent = read_all().absent.get(wanted.theme_id)
        return absent or get_reviewed(wanted.theme_id)
    return get_reviewed(wanted.theme_id)


def store(wanted: Wanted) -> ThemeDecision:
    """Inside a transaction that holds the lock. What is decided after a sign-off is an amendment and says why."""
    if not tidy(wanted.why, LONGEST_WHY) and sign_offs.find_in_force():
        raise SignedOff
    made = themes.add_decision(
        theme_id=wanted.theme_id,
        number=wanted.seen + 1,
        kind=wanted.kind,
        before=wanted.before,
        after=wanted.after,
        user_id=wanted.by,
        why=tidy(wanted.why, LONGEST_WHY),
        other_id=wanted.other_id,
        about_id=wanted.about_id,
        comments=wanted.comments,
    )
    people.record(user_id=wanted.by, action=WORDS[wanted.kind], subject=subject(wanted.theme_id))
    return made


def subject(theme_id: int) -> str:
    """How the audit record names a theme: by its number, never by its name."""
    return f"theme {theme_id}"


def tidy(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]


def changed(wanted: Wanted, before: str, *, is_said: bool) -> Wanted | None:
    """To confirm what the machine proposed is a decision; to say again what a person said is none."""
    return None if before == wanted.after and is_said else replace(wanted, before=before)


def _refuse_an_old_run(wanted: Wanted, theme: ReviewedTheme) -> None:
    newest = runs.find_newest_run()
    is_kept = theme.state.is_made or bool(theme.decisions)
    seen_elsewhere = newest is not None and wanted.run is not None and wanted.run != newest.id
    if seen_elsewhere or (newest is not None and not is_of(theme, newest.id) and not is_kept):
        raise Conflict(
            "Themes were found again while you had this page open, so nothing was changed."
            " Open “Themes and priorities” and decide about the theme there."
        )


def _refuse_what_is_merged(wanted: Wanted, theme: ReviewedTheme) -> None:
    if theme.merged_into and wanted.kind not in (DecisionKind.PART, *BACK):
        raise Conflict("This theme is merged into another. Decide about that one, or part them first.")


BACK = (DecisionKind.UNDO, DecisionKind.REDO, DecisionKind.SETTLE)
