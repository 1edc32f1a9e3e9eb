"""Users whose work is about some areas only, and what they see because of that (docs/decisions/0020).

The safeguarding team reads the concerns of all areas, so that none falls between two people; administrators read
nobody's words. Everybody else can be limited.
"""

from __future__ import annotations

from collections.abc import Collection

from consult.models.people import Role, User
from consult.settings import AREAS
from consult.store import areas, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

LIMITED = (Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER)


def limit_to(user: User) -> None:
    """From here on what this request reads is limited to the areas of this user."""
    areas.limit_session(areas.list_of(user.id) if user.role in LIMITED else ())


def own() -> dict[str, str]:
    """What may be seen here and now: names by area, all of them where nothing is limited."""
    return {area: name for area, name in AREAS.items() if areas.may_see(area)}


def is_limited() -> bool:
    return bool(areas.limits())


def list_limits() -> dict[int, list[str]]:
    """Names of areas, by user; who sees all is not in it."""
    return {user_id: [name for area, name in AREAS.items() if area in own] for user_id, own in areas.list_all().items()}


def get_user(user_id: int) -> tuple[User, list[str]]:
    """Somebody who can be limited, and to which areas they are."""
    user = people.get_user(user_id)
    if user.role not in LIMITED:
        raise Conflict(
            f"{user.name} cannot be limited to areas. The safeguarding team reads concerns of all areas, so that none "
            "falls between two people; administrators read nobody’s words."
        )
    return user, sorted(areas.list_of(user_id))


def set_areas(user_id: int, chosen: Collection[str], *, by: int) -> None:
    """None: all. Holds from the next page on."""
    with transaction():
        user, before = get_user(user_id)
        wanted = sorted(set(chosen) & set(AREAS))
        if wanted != before:
            areas.put(user.id, wanted)
            detail = ", ".join(wanted) or "all"
            people.record(user_id=by, action="areas of a user set", subject=f"user {user_id}", detail=detail)


def refuse_others(area: str) -> None:
    if not areas.may_see(area):
        raise Conflict(f"Your work here is about {' and '.join(own().values())}. Choose one of your areas.")
