"""One of everything that can be stored, so that every page has something to show. All of it is invented."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.double_coding import Spread
from consult.models.excerpts import Attribute, Refusal
from consult.models.people import Role, User
from consult.models.plan import Taken
from consult.services import (
    adjudicating,
    approving,
    blind_coding,
    concerns,
    double_coding,
    drafting,
    freezing,
    listening,
    outcomes,
    sign_in,
    sign_off,
    surveys,
    theme_finding,
    theme_review,
    uploads,
)  # fmt: skip
from consult.services import excerpt_masking as masking
from consult.services.outcomes import Decided
from consult.store import double_coding as coded_twice
from consult.store.transaction import transaction
from tests.consult import asking, received, said
from tests.consult import strategy_world as world

PASSWORD = "correct horse battery"
ROWS = "id,area,comment,{0}\n1,kingston,More buses,x\n2,richmond,{1},y\n"


@dataclass(frozen=True)
class Filled:
    """tokens: a sign-in of each role. upload: a file that waits to be looked at."""

    tokens: dict[Role, str]
    upload: str


def fill(instance: Path, *, word: str = "Buses", texts: tuple[str, ...] = (), survey: str = "") -> Filled:
    """word: what the name and the headings of the waiting file are. texts: said beside some invented comments.

    survey: asked in place of the short one.
    """
    users = {role: _user(role) for role in Role}
    asking.open_short()
    if survey:
        surveys.install_survey("try", survey)
    children = received.open_wave()["children"]
    with transaction():
        received.submission(children, texts={"change": "A bus in the evening"})
    strategist, lead = users[Role.STRATEGIST], users[Role.SAFEGUARDING_LEAD]
    numbers = world.import_comments([*(text for text, _ in said.ALL[::8]), *said.LEFT_OUT, *texts])
    for number, text in enumerate(("The bus is late", "Nobody listens to me")):
        world.note(f"{text} {number}", by=db.session.merge(strategist))
    with transaction():
        received.run(theme=numbers[:-6], no_theme=numbers[-6:-3], excluded=dict.fromkeys(numbers[-3:], "says nothing"))
    _decide(strategist.id)
    _publish(numbers[2:6], strategist.id, users[Role.MANAGER].id)
    _worry(lead.id)
    _plan(strategist.id, users[Role.MANAGER].id, word)
    _code_twice(strategist.id, users[Role.MANAGER].id, word)
    listening.add_note(event_id=1, kind=listening.NoteKind.VERBATIM, text="My step dad hits me", once="x", by=lead.id)
    content = io.BytesIO(ROWS.format(_cell(word), _cell(word)).encode())
    upload = uploads.keep(uploads.folder(instance), content, file_name=f"{word}.csv", by=strategist.id)
    db.session.close()
    return Filled({role: sign_in.sign_in(f"{role}@example.org", PASSWORD) for role in Role}, upload.token)


def _user(role: Role) -> User:
    return sign_in.add_user(email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD)


def _cell(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _decide(by: int) -> None:
    theme_review.rename(1, "Buses that come", seen=0, by=by)
    theme_review.set_priority(1, "none", seen=theme_review.get_reviewed(1).seen, by=by)


def _publish(comments: list[int], by: int, other: int) -> None:
    """Excerpts: one that is being masked, one that waits, one that was sent back, one that is published."""
    with transaction():
        db.session.execute(sa.update(Comment).where(Comment.id.in_(comments)).values(may_quote=True))
    made = [masking.propose(key, first=1, last=1, by=by).id for key in comments]
    masking.hide(made[0], "the", "detail", seen=1, by=by)
    for excerpt_id in made[1:]:
        masking.confirm(excerpt_id, Attribute.NONE, seen=1, by=by)
    masking.send_back(made[2], Refusal.NOT_NEEDED, seen=2, by=other)
    masking.approve(made[3], seen=2, by=other)


def _plan(by: int, second: int, word: str) -> None:
    """An outcome, a section with two versions and a remark, and a frozen version that somebody is asked to read."""
    day = date(2026, 5, 4)
    done = Decided(taken=Taken.FORWARD, why=word, considered_by=word, considered_on=day, owner_id=by, tell_on=day)
    outcomes.record(1, done, seen=0, by=by)
    section = drafting.start_section("stronger-families", "all", by=by)
    drafting.save(section, f"{word} [theme:1]", seen=0, by=by)
    drafting.save(section, f"{word} [figure:theme/1/people]. Many said so [excerpt:1]. {word}", seen=1, by=by)
    approving.add_remark(section, 2, word, by=second)
    freezing.freeze(word[:200], [by, second], by=by)


def _code_twice(by: int, other: int, word: str) -> None:
    """A double coding that is handed in, with differences, one of them decided; and the themes signed off with it."""
    run = theme_finding.find_newest_run()
    double_id = double_coding.ask(run, (by, other), Spread.AUDIENCE, by=by)
    themes = [str(each.theme_id) for each in double_coding.list_themes(double_id)]
    with transaction():
        for each in coded_twice.list_sampled(double_id):
            coded_twice.put_code(sampled_id=each.id, user_id=by, themes=themes[:1])
            coded_twice.put_code(sampled_id=each.id, user_id=other, themes=themes[:1] if each.place % 2 else ["other"])
    for person in (by, other):
        blind_coding.hand_in(double_id, by=person)
    first = adjudicating.list_differences(double_id, 1).listed[0]
    adjudicating.adjudicate(double_id, first.sampled_id, themes[:1], word, by=by)
    sign_off.sign(run.id, seen=sign_off.look(run).seen, by=by, without_double=word, left_open=word)


def _worry(by: int) -> None:
    """One concern that is open and has a note, and one that is closed with its hand-over."""
    first, second = db.session.scalars(sa.select(Comment.id).order_by(Comment.id).limit(2))
    db.session.rollback()
    opened = [concerns.raise_concern(comment_id, by=by) for comment_id in (first, second)]
    for concern in opened:
        concerns.acknowledge(concern.id, by=by)
        concerns.begin_work(concern.id, by=by)
        concerns.add_note(concern.id, "Rang the school", once=f"once {concern.id}", by=by)
