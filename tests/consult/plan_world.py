"""Two themes that people accepted, an excerpt that may be cited, colleagues who write and approve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.excerpts import Attribute
from consult.models.people import Role, User
from consult.models.plan import Taken
from consult.models.themes import CandidateTheme, Coding
from consult.services import (
    approving,
    drafting,
    excerpt_masking,
    freezing,
    outcomes,
    plan_themes,
    theme_carrying,
    theme_review,
)
from consult.services.outcomes import Decided
from consult.store import people, runs, themes
from consult.store.transaction import transaction
from tests.consult import strategy_world as world

BUSES, CLUBS = "Late buses", "Clubs in the evening"


@dataclass(frozen=True)
class PlanWorld:
    """buses, clubs: themes. comments: the first thirty are of buses. excerpt: one that may be cited."""

    buses: int
    clubs: int
    comments: list[int]
    excerpt: int
    writer: User
    second: User


def colleague(name: str, role: Role = Role.STRATEGIST) -> User:
    with transaction():
        return people.add_user(email=f"{name.lower()}@example.org", name=name, role=role, password_hash="x")


def build() -> PlanWorld:
    writer, second = colleague("Wanda"), colleague("Seth", Role.MANAGER)
    comments = world.import_comments([f"The bus came late, day {number}" for number in range(60)])
    with transaction():
        db.session.execute(sa.update(Comment).values(may_quote=True))
    store_run(comments)
    for theme in plan_themes.list_themes():
        theme_review.accept(theme.theme_id, seen=0, by=writer.id)
    ids = {theme.name: theme.theme_id for theme in plan_themes.list_themes()}
    excerpt = publish(comments[0], by=writer.id, second=second.id)
    db.session.rollback()
    return PlanWorld(ids[BUSES], ids[CLUBS], comments, excerpt, writer, second)


def publish(comment_id: int, *, by: int, second: int) -> int:
    """The first point of a comment, masked by one person and approved by another."""
    excerpt_id = excerpt_masking.propose(comment_id, first=1, last=1, by=by).id
    excerpt_masking.confirm(excerpt_id, Attribute.NONE, seen=1, by=by)
    excerpt_masking.approve(excerpt_id, seen=2, by=second)
    return excerpt_id


def store_run(comments: list[int], *, of_buses: int = 30) -> None:
    members = {BUSES: comments[:of_buses], CLUBS: comments[of_buses : of_buses + 20]}
    left = comments[of_buses + 20 :]
    with transaction():
        run = runs.add_run(job_id=None, seed=0, method="by hand", received=len(comments), started_at=utcnow())
        keys = {name: f"t0{number}" for number, name in enumerate(members)}
        lasting = theme_carrying.identify(run.id, {keys[name]: ids for name, ids in members.items()})
        rows = [
            {
                "run_id": run.id,
                "theme_id": lasting[keys[name]],
                "key": keys[name],
                "name": name,
                "keywords": ["a"],
                "comments": len(ids),
            }
            | {"excerpts": [str(ids[0]), str(ids[1])], "priority": "stronger-families", "priority_probability": 0.6}
            for name, ids in members.items()
        ]
        runs.add_all(CandidateTheme, rows)
        ids = {theme.name: theme.id for theme in themes.list_candidates(run.id)}
        codings = [
            {"run_id": run.id, "comment_id": comment, "theme_id": ids[name], "probability": 0.9}
            for name, held in members.items()
            for comment in held
        ]
        runs.add_all(Coding, [*codings, *({"run_id": run.id, "comment_id": each, "theme_id": None, "probability": 0.0}
                                          for each in left)])  # fmt: skip


def decided(owner: User, **more: object) -> Decided:
    today = utcnow().date()
    said = {
        "taken": Taken.FORWARD,
        "why": "It can be done.",
        "considered_by": "Directors’ meeting",
        "considered_on": today - timedelta(days=3),
        "owner_id": owner.id,
        "tell_on": today + timedelta(days=30),
    }
    return Decided(**(said | more))  # type: ignore[arg-type]


def frozen_plan(there: PlanWorld, text: str, **outcome: object) -> int:
    """A version with this section, approved, and an outcome of late buses; the second person is asked to read it."""
    section = drafting.start_section("stronger-families", "all", by=there.writer.id)
    drafting.save(section, text, seen=0, by=there.writer.id)
    approving.approve(section, 1, by=there.second.id)
    outcomes.record(there.buses, decided(there.writer, **outcome), seen=0, by=there.writer.id)
    return freezing.freeze("for the board", [there.second.id], by=there.writer.id)


def decide_all(there: PlanWorld) -> None:
    for theme in (there.buses, there.clubs):
        outcomes.record(theme, decided(there.writer), seen=0, by=there.writer.id)


def yesterday() -> date:
    return utcnow().date() - timedelta(days=1)
