"""What became of each theme: taken forward, in part or not, and why. Themes without an outcome are counted until none.

Every decision names how many came before it (seen). Where that is no longer so, nothing is overwritten: both are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from consult.models.people import Role, User
from consult.models.plan import Taken, ThemeOutcome
from consult.models.surveys import Survey
from consult.services import deadlines, plan_themes
from consult.services.deadlines import Clock
from consult.services.standing import StandingTheme
from consult.store import outcomes, people
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction

LONGEST_WHY = 4_000
LONGEST_EASY = 600
OWNERS = (Role.STRATEGIST, Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What somebody says became of a theme. easy_words: why, for children and Easy Read; it may be empty."""

    taken: Taken
    why: str
    considered_by: str
    considered_on: date
    owner_id: int
    tell_on: date
    told_on: date | None = None
    easy_words: str = ""


class DecidedMeanwhile(Conflict):
    """Somebody else decided while this form was open. Nothing was changed; both versions are here."""

    def __init__(self, wanted: Decided, now: ThemeOutcome | None) -> None:
        super().__init__("Somebody else decided about this theme while you had it open. Nothing was overwritten.")
        self.wanted = wanted
        self.now = now


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeInHand:
    """A theme with the outcome that holds. is_late: people should know by now, and nobody wrote that they do."""

    theme: StandingTheme
    outcome: ThemeOutcome | None
    is_late: bool

    @property
    def owner_has_left(self) -> bool:
        return self.outcome is not None and not self.outcome.owner.is_active


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """Every theme that stands, and rejected or merged ones that have an outcome. without: those with none yet."""

    themes: tuple[ThemeInHand, ...]
    clocks: tuple[Clock, ...]

    @property
    def without(self) -> tuple[ThemeInHand, ...]:
        return tuple(each for each in self.themes if each.outcome is None)

    @property
    def decided(self) -> tuple[ThemeInHand, ...]:
        return tuple(each for each in self.themes if each.outcome is not None)

    @property
    def late(self) -> tuple[ThemeInHand, ...]:
        return tuple(each for each in self.themes if each.is_late)

    @property
    def without_owner(self) -> tuple[ThemeInHand, ...]:
        """Their owner's account is closed: somebody else has to take them on."""
        return tuple(each for each in self.themes if each.owner_has_left)

    def missing_from(self, cited: Collection[int]) -> tuple[ThemeInHand, ...]:
        """Taken forward, and no sentence of the plan says so. cited: themes that the plan cites."""
        forward = (each for each in self.decided if each.outcome and each.outcome.taken != Taken.NOT)
        return tuple(each for each in forward if each.theme.theme_id not in cited)

    def late_of(self, user_id: int) -> tuple[ThemeInHand, ...]:
        return tuple(each for each in self.late if each.outcome and each.outcome.owner_id == user_id)


def read_board() -> Board:
    newest, clocks = outcomes.list_newest(), deadlines.list_clocks()
    is_time_up = any(clock.is_past for clock in clocks)
    themes = (theme for theme in plan_themes.list_themes() if plan_themes.stands(theme) or theme.theme_id in newest)
    shown = list(themes)
    gone = map(plan_themes.find_theme, sorted(newest.keys() - {theme.theme_id for theme in shown}))
    shown += [theme for theme in gone if theme]
    lines = (_in_hand(theme, newest.get(theme.theme_id), is_time_up=is_time_up) for theme in shown)
    return Board(themes=tuple(sorted(lines, key=lambda line: line.outcome is not None)), clocks=clocks)


def find_broken_promise(every: list[Survey]) -> date | None:
    """The day by which the newest wave’s people were to know what became of what they said, where it has passed and
    something is still to be decided or told. Looked at by the public front page, so nothing is counted here.
    every: survey there is, newest wave first."""
    clock = next((clock for clock in deadlines.clocks_of(every) if clock.has_closed), None)
    if clock is None or not clock.is_past:
        return None
    newest, open_themes = outcomes.list_newest(), plan_themes.list_open_ids()
    is_told = all(theme in newest and newest[theme].told_on for theme in open_themes)
    return None if open_themes and is_told else clock.last_day


def get_in_hand(theme_id: int) -> ThemeInHand:
    theme = plan_themes.find_theme(theme_id)
    if theme is None:
        raise NotFound(f"no theme {theme_id} to decide about")
    held = outcomes.list_of_theme(theme_id)
    is_time_up = any(clock.is_past for clock in deadlines.list_clocks())
    return _in_hand(theme, held[-1] if held else None, is_time_up=is_time_up)


def list_history(theme_id: int) -> list[ThemeOutcome]:
    """Oldest first."""
    return outcomes.list_of_theme(theme_id)


def list_owners() -> list[User]:
    """Whoever may own what follows from a theme: people of the plan with an open account."""
    return [user for user in people.list_users() if user.is_active and user.role in OWNERS]


def record(theme_id: int, decided: Decided, *, seen: int, by: int) -> None:
    """Add it. Raises Conflict where it cannot stand, DecidedMeanwhile where somebody was quicker."""
    _refuse_what_cannot_be(decided, plan_themes.find_theme(theme_id))
    try:
        with transaction():
            held = outcomes.list_of_theme(theme_id)
            if len(held) != seen:
                raise DecidedMeanwhile(decided, held[-1] if held else None)
            if not people.get_user(decided.owner_id).is_active:
                raise Conflict("The account of this owner is closed. Choose somebody who can do it.")
            outcomes.add(theme_id=theme_id, number=seen + 1, user_id=by, **asdict(decided))
            people.record(user_id=by, action="theme outcome recorded", subject=f"theme {theme_id} outcome {seen + 1}")
    except IntegrityError as error:  # the other decision was stored in the same moment
        held = outcomes.list_of_theme(theme_id)
        raise DecidedMeanwhile(decided, held[-1] if held else None) from error


def newest_by_theme() -> Mapping[int, ThemeOutcome]:
    return outcomes.list_newest()


def _refuse_what_cannot_be(decided: Decided, theme: StandingTheme | None) -> None:
    if theme is None:
        raise NotFound("no such theme")
    if theme.merged_into is not None:
        raise Conflict(f"This theme became part of theme {theme.merged_into}. Record what became of that one.")
    if decided.taken != Taken.NOT and not plan_themes.stands(theme):
        raise Conflict(
            "People who read the comments rejected this theme. Reopen it under “Themes and priorities” first, or record"
            " that it is not taken forward."
        )
    if not decided.why.strip() or not decided.considered_by.strip():
        raise Conflict("Write why, and who considered it. A decision without a reason cannot be defended.")
    if decided.considered_on > deadlines.today():
        raise Conflict("The day on which it was considered lies ahead. Record the outcome once it was considered.")
    if decided.told_on and decided.told_on > deadlines.today():
        raise Conflict("The day on which people were told lies ahead. Leave it empty until they know.")


def _in_hand(theme: StandingTheme, outcome: ThemeOutcome | None, *, is_time_up: bool) -> ThemeInHand:
    if outcome is None:
        return ThemeInHand(theme=theme, outcome=None, is_late=is_time_up)
    is_late = outcome.told_on is None and outcome.tell_on < deadlines.today()
    return ThemeInHand(theme=theme, outcome=outcome, is_late=is_late)
