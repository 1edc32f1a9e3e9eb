"""A person signs off the themes of a run. From then on a decision about them is an amendment, with its reason.

Sign-off asks for a finished double coding and for nothing undecided, or for a reason why not. What was signed off is
kept as it was, with its hash; a new run keeps every decision and changes nothing of it (docs/decisions/0027).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from consult.models.sign_off import SignOff, SignOffEnd
from consult.models.themes import AnalysisRun, ThemeDecision
from consult.plan import snapshot
from consult.services import double_coding, standing, theme_replay, theme_states
from consult.services.deciding import LONGEST_WHY, tidy
from consult.services.double_coding import Progress
from consult.services.theme_states import Status
from consult.store import people, runs, sign_offs, themes
from consult.store.errors import Conflict
from consult.store.transaction import transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """What a sign-off of a run finds. seen: the newest theme decision, which a form carries along."""

    run: AnalysisRun
    signed: SignOff | None  # this very run
    double: Progress | None
    themes: int
    undecided: tuple[theme_states.ReviewedTheme, ...]
    conflicts: int
    seen: int

    @property
    def is_coded_twice(self) -> bool:
        return self.double is not None and self.double.is_finished

    @property
    def is_decided(self) -> bool:
        return not self.undecided and not self.conflicts


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedTheme:
    """One theme of a signed set: as it was, and what it is now. now: None where its making was undone."""

    theme_id: int
    name: str
    description: str
    priority: str
    status: Status
    people: int
    comments: int
    now: theme_states.ReviewedTheme | None

    @property
    def is_renamed(self) -> bool:
        return self.now is not None and self.now.name != self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedSet:
    """A sign-off with its themes. is_untouched: its hash still fits; amendments: decisions made since, oldest first."""

    signed: SignOff
    end: SignOffEnd | None
    themes: tuple[SignedTheme, ...]
    added: tuple[theme_states.ReviewedTheme, ...]  # accepted since, and not in the set
    amendments: tuple[ThemeDecision, ...]
    is_untouched: bool


def look(run: AnalysisRun) -> Readiness:
    everything = theme_states.read_all()
    here = [*everything.of_run(run.id), *everything.left_behind(run.id)]
    return Readiness(
        run=run,
        signed=sign_offs.find_of_run(run.id),
        double=double_coding.find_of_run(run.id),
        themes=len(here),
        undecided=tuple(theme for theme in here if theme.status is Status.PROPOSED),
        conflicts=len(theme_replay.replay_run(run).standing.conflicts),
        seen=themes.find_last_decision_id(),
    )


def sign(run_id: int, *, seen: int, by: int, without_double: str = "", left_open: str = "") -> int:
    """The number of the sign-off. Raises Conflict where something is asked for and not there, nor a reason for it."""
    reasons = tidy(without_double, LONGEST_WHY), tidy(left_open, LONGEST_WHY)
    standing.list_standing(runs.get_run(run_id))  # counting takes seconds: not while others wait
    try:
        with transaction():
            themes.one_at_a_time()
            ready = look(runs.get_run(run_id))
            _refuse(ready, seen, *reasons)
            return _store(ready, *reasons, by=by)
    except IntegrityError as error:
        raise Conflict("Somebody else has just signed off these themes.") from error


def end(sign_off_id: int, why: str, *, by: int) -> None:
    """Another wave is read: decisions need no reason until the next sign-off. What was signed off stays as it was."""
    reason = tidy(why, LONGEST_WHY)
    if not reason:
        raise Conflict("Write why the themes are opened again: for which wave, and who agreed.")
    with transaction():
        themes.one_at_a_time()
        signed, newest = sign_offs.get(sign_off_id), runs.find_newest_run()
        in_force = sign_offs.find_in_force()
        if in_force is None or in_force.id != signed.id:
            raise Conflict("This sign-off does not hold any more.")
        if newest is None or newest.id == signed.run_id:
            raise Conflict(
                "No themes were found since this sign-off. Change what must be changed as an amendment, with a reason."
            )
        sign_offs.add_end(sign_off_id=signed.id, decisions=themes.find_last_decision_id(), why=reason, user_id=by)
        people.record(user_id=by, action="signed-off themes opened again", subject=f"sign-off {signed.id}")


def find_in_force() -> SignOff | None:
    return sign_offs.find_in_force()


def list_all() -> list[SignOff]:
    """The newest first."""
    return sign_offs.list_all()


def read(sign_off_id: int) -> SignedSet:
    signed, everything = sign_offs.get(sign_off_id), theme_states.read_all().themes
    kept = tuple(_theme(each, everything.get(each["id"])) for each in signed.themes["themes"])
    then = {theme.theme_id for theme in kept if theme.status is Status.ACCEPTED}
    amendments = tuple(sign_offs.list_amendments(sign_off_id))
    touched = {key for each in amendments for key in (each.theme_id, each.other_id) if key}
    added = (everything[key] for key in sorted(touched - then) if key in everything)
    return SignedSet(
        signed=signed,
        end=sign_offs.find_end(sign_off_id),
        themes=kept,
        added=tuple(theme for theme in added if theme.status is Status.ACCEPTED and not theme.merged_into),
        amendments=amendments,
        is_untouched=snapshot.digest(snapshot.to_bytes(signed.themes)) == signed.sha256,
    )


def _refuse(ready: Readiness, seen: int, without_double: str, left_open: str) -> None:
    newest = runs.find_newest_run()
    if newest is None or newest.id != ready.run.id:
        raise Conflict("Themes were found again meanwhile. Look at the newest run and sign that one off.")
    if ready.signed:
        raise Conflict("The themes of this run are signed off already. What changes now is an amendment.")
    if seen != ready.seen:
        raise Conflict("Somebody decided about a theme while you had this page open. Look again, then sign off.")
    if not ready.themes:
        raise Conflict("There are no themes to sign off.")
    if not ready.is_coded_twice and not without_double:
        raise Conflict("No double coding of this run is finished. Finish it, or write why you sign off without one.")
    if not ready.is_decided and not left_open:
        raise Conflict("Themes or conflicts are still undecided. Decide about them, or write why they stay open.")


def _store(ready: Readiness, without_double: str, left_open: str, *, by: int) -> int:
    kept = _as_they_stand(ready.run)
    signed = sign_offs.add(
        run_id=ready.run.id,
        double_id=ready.double.coding.id if ready.double and ready.is_coded_twice else None,
        without_double="" if ready.is_coded_twice else without_double,
        left_open="" if ready.is_decided else left_open,
        decisions=ready.seen,
        themes=kept,
        sha256=snapshot.digest(snapshot.to_bytes(kept)),
        user_id=by,
    )
    people.record(user_id=by, action="themes signed off", subject=f"run {ready.run.id}", detail=signed.sha256)
    return signed.id


def _as_they_stand(run: AnalysisRun) -> dict[str, Any]:
    listed = [
        {
            "id": each.theme_id,
            "name": each.name,
            "description": each.description,
            "priority": each.priority,
            "status": each.status.value,
            "people": each.people,
            "comments": each.comments,
        }
        for each in standing.list_standing(run)
    ]
    return {"run": run.id, "themes": listed}


def _theme(kept: dict[str, Any], now: theme_states.ReviewedTheme | None) -> SignedTheme:
    return SignedTheme(
        theme_id=kept["id"],
        name=kept["name"],
        description=kept["description"],
        priority=kept["priority"],
        status=Status(kept["status"]),
        people=kept["people"],
        comments=kept["comments"],
        now=now,
    )
