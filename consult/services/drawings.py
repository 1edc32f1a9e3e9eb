"""Drawings and photos that respondents sent: who may look at them, who has looked, and a concern about one.

No screening can read a picture. So a strategist or the safeguarding team looks at every one before anybody else sees
it; and one of a submission whose words are withheld is withheld with them, or because somebody was worried about it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from consult.models.concerns import ConcernState, FoundBy
from consult.models.people import Role
from consult.services import alerts, surveys
from consult.store import concerns, people
from consult.store import drawings as store
from consult.store.drawings import DrawingInList
from consult.store.errors import NotFound
from consult.store.transaction import transaction

TEAM = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)
LOOKERS = (Role.STRATEGIST, *TEAM)
IN_WORDS = "A picture was sent in answer to this question. It is shown with this concern."


@dataclass(frozen=True)
class Board:
    """What this role may see; withheld: how many it may not; waiting: how many nobody has looked at yet."""

    to_look_at: tuple[DrawingInList, ...]
    looked_at: tuple[DrawingInList, ...]
    withheld: int
    waiting: int


def look_over(role: Role) -> Board:
    found = store.list_sent()
    seen = [drawing for drawing in found if may_see(drawing, role)]
    return Board(
        to_look_at=tuple(drawing for drawing in seen if not drawing.looked_at),
        looked_at=tuple(drawing for drawing in seen if drawing.looked_at),
        withheld=sum(drawing.is_withheld for drawing in found if drawing not in seen),
        waiting=sum(not drawing.looked_at for drawing in found),
    )


def may_see(drawing: DrawingInList, role: Role) -> bool:
    if drawing.is_withheld:
        return role in TEAM
    return role in LOOKERS or drawing.looked_at is not None


def open_drawing(drawing_id: int, *, role: Role, by: int) -> DrawingInList:
    """Opening it is written down. NotFound where this role may not see it."""
    with transaction():
        drawing = _seen(drawing_id, role)
        people.record(user_id=by, action="drawing opened", subject=f"drawing {drawing_id}")
    return drawing


def get_picture(drawing_id: int, *, role: Role) -> bytes:
    return store.get_content(_seen(drawing_id, role).id)


def question_of(drawing: DrawingInList) -> str:
    """As the instrument asks it."""
    return surveys.get_instrument(drawing.version_id).question(drawing.question_id).text


def say_looked_at(drawing_id: int, *, role: Role, by: int) -> None:
    """Looked at, and not worried. Said twice, the first stands."""
    try:
        with transaction():
            drawing = _seen(drawing_id, role)
            if drawing.looked_at is None:
                store.add_look(drawing_id, by=by)
                people.record(user_id=by, action="drawing looked at", subject=f"drawing {drawing_id}")
    except IntegrityError:  # by two people at the same moment
        return


def raise_concern(drawing_id: int, *, role: Role, by: int) -> None:
    """Put before the safeguarding team, with a copy that stays with the concern. Raised twice it is the same
    one; cleared before, it is put before the lead again."""
    try:
        with transaction():
            drawing = _seen(drawing_id, role)
            if drawing.concern_id is None:
                _add_concern(drawing, by)
            elif concerns.change_state(drawing.concern_id, ConcernState.NEW, seen=ConcernState.CLOSED_CLEARED):
                store.renew_in_concern(drawing.concern_id, store.get_content(drawing.id))
                alerts.owe(drawing.concern_id)
                people.record(user_id=by, action="concern raised again", subject=f"concern {drawing.concern_id}")
    except IntegrityError:  # by two people at the same moment
        return


def has_picture(concern_id: int) -> bool:
    return store.find_of_concern(concern_id) is not None


def get_picture_of_concern(concern_id: int) -> bytes:
    content = store.find_of_concern(concern_id)
    if content is None:
        raise NotFound(f"no picture of concern {concern_id}")
    return content


def _add_concern(drawing: DrawingInList, by: int) -> None:
    origin = concerns.origin_of_submission(drawing.submission_id, drawing.area)
    concern = concerns.add_concern(
        comment=None, text=IN_WORDS, origin=origin, found_by=FoundBy.READER, raised_by=by, question=question_of(drawing)
    )
    store.add_to_concern(concern.id, drawing.id, store.get_content(drawing.id))
    alerts.owe(concern.id)
    people.record(user_id=by, action="concern raised", subject=f"concern {concern.id}")


def _seen(drawing_id: int, role: Role) -> DrawingInList:
    drawing = store.get_sent(drawing_id)
    if not may_see(drawing, role):
        raise NotFound(f"no drawing {drawing_id}")
    return drawing
