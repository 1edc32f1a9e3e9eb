"""A second person reads a section, says what they think of it, and approves a version with nothing amiss in it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from consult.models.plan import SectionRemark, SectionVersion
from consult.services import drafting
from consult.services.drafting import Draft
from consult.store import people
from consult.store import plan as store
from consult.store.errors import Conflict
from consult.store.transaction import transaction

LONGEST_REMARK = 2_000


def list_remarks(section_id: int) -> list[SectionRemark]:
    return store.list_remarks(section_id)


def add_remark(section_id: int, number: int, text: str, *, by: int) -> None:
    version = drafting.get_draft(section_id).version(number)
    plain = text.strip()
    if not plain or len(plain) > LONGEST_REMARK:
        raise Conflict(f"Write what you think of it, in at most {LONGEST_REMARK:,} characters.")
    with transaction():
        store.add_remark(version_id=version.id, text=plain, user_id=by)
        subject = f"section {section_id} version {number}"
        people.record(user_id=by, action="plan section remarked on", subject=subject)


def settle_remark(remark_id: int, *, by: int) -> int:
    """The section it is about."""
    with transaction():
        remark = store.settle_remark(remark_id, user_id=by)
        section_id = drafting.get_draft(remark.version.section_id).section.id
        people.record(user_id=by, action="remark settled", subject=f"remark {remark_id}")
        return section_id


def approve(section_id: int, number: int, *, by: int) -> None:
    """Conflict where it is not the newest version, where this person wrote part of it, or where something is amiss.

    The last is looked at before the transaction: to count a large run takes seconds, and others could not save.
    """
    draft = drafting.get_draft(section_id)
    version = draft.version(number)
    amiss = drafting.read_version(version).points
    if amiss:
        raise Conflict(
            f"{len(amiss)} {'thing is' if len(amiss) == 1 else 'things are'} amiss in this version; the section’s page"
            " lists them. Settle them and save, then approve the new version."
        )
    try:
        with transaction():
            store.one_at_a_time()
            _approve(drafting.get_draft(section_id), version, by=by)
    except IntegrityError as error:
        raise Conflict("This version is approved already, or you wrote it. Open the section again.") from error


def why_not(draft: Draft, user_id: int) -> str:
    """Why this person cannot approve the newest version; empty where they can, as far as writing goes."""
    if user_id in draft.writers:
        return "You wrote part of this text. Somebody else has to approve it."
    return ""


def _approve(draft: Draft, version: SectionVersion, *, by: int) -> None:
    if draft.newest is None or draft.newest.id != version.id:
        raise Conflict("There is a newer version than the one you read. Open the section again and read that one.")
    if draft.is_approved:
        return
    if words := why_not(draft, by):
        raise Conflict(words)
    store.add_approval(version, user_id=by)
    subject = f"section {draft.section.id} version {version.number}"
    people.record(user_id=by, action="plan section approved", subject=subject)
