"""Propose an excerpt and agree on it: one person chooses and masks, a second one approves or sends back.

The machine masks first. The proposer may hide more, and shows what the machine hid only with a reason; the words
themselves can never be changed. Every step is in the log of masking, by place and kind and never by its words. Nobody
decides about an excerpt of their own, nor about another version than they saw.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from analysis.ideas import ideas_with_offsets
from analysis.masking import KINDS_OF_PEOPLE, Piece, pieces, places_of
from analysis.redact import Span, mask
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.excerpts import Attribute, Excerpt, ExcerptState, Refusal, StepReason
from consult.services.comments import said_by
from consult.services.excerpt_groups import read_figures
from consult.services.excerpts import hidden_in
from consult.store import excerpts as store
from consult.store import people
from consult.store.errors import Conflict, NotFound
from consult.store.excerpts import Step
from consult.store.transaction import transaction

MAY_BE_SHOWN = (StepReason.ORDINARY, StepReason.PUBLIC_PLACE, StepReason.PUBLIC_OFFICE)
CHANGED = "Somebody has changed this excerpt since you opened it. Open it again, read it as it is now, then decide."
NOT_USABLE = (
    "These words cannot be an excerpt: they may not be quoted, are withheld or not screened yet, or were corrected"
    " since. Choose another comment."
)
TAKEN = "Words of this comment are an excerpt already. Open it on the page “Excerpts”."
OWN_WORK = "Whoever proposed an excerpt cannot approve it or send it back. Ask a colleague."
ONLY_PROPOSER = (
    "Only whoever proposed an excerpt changes its masking. Send it back, or withdraw it and propose it yourself."
)
SAME_PERSON = (
    "Another excerpt of the same person is published already, and two of one person tell more than one."
    " Withdraw that one first, or send this one back."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A point of a comment that an excerpt may begin or end with."""

    number: int
    start: int
    end: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HiddenPart:
    """What stands behind a mask. place: the character of the comment that it begins with."""

    place: int
    kind: str
    words: str


# --- proposing -------------------------------------------------------------------------------------------------------


def get_usable(comment_id: int) -> Comment:
    comment = store.find_usable(comment_id)
    if comment is None:
        raise NotFound(f"no comment {comment_id} that may be quoted")
    return comment


def list_parts(comment: Comment) -> tuple[Part, ...]:
    """The points of the comment in their order, masked by the machine. Conflict where it holds no words."""
    hidden, found = mask(comment.text).spans, ideas_with_offsets(comment.text)
    if not found:
        raise Conflict("There are no words in this comment. Choose another.")
    return tuple(
        Part(number=number, start=idea.start, end=idea.end, pieces=_masked(comment.text, idea.start, idea.end, hidden))
        for number, idea in enumerate(found, start=1)
    )


def _masked(text: str, start: int, end: int, hidden: tuple[Span, ...]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces(text, start, end, hidden) if piece.text.strip(" […]") or piece.kind)


def propose(comment_id: int, *, first: int, last: int, by: int) -> Excerpt:
    """The words from point first to point last, masked by the machine; the whole where it is all of them."""
    try:
        with transaction():
            store.one_at_a_time()
            comment = get_usable(comment_id)
            parts = list_parts(comment)
            if not 1 <= first <= last <= len(parts):
                raise Conflict("The last part cannot stand before the first. Choose them again.")
            starts, ends = parts[first - 1].start, parts[last - 1].end
            found = [span for span in mask(comment.text).spans if span.start < ends and starts < span.end]
            steps = [Step(span.start, span.end, span.kind, StepReason.MACHINE) for span in found]
            excerpt = store.add(comment_id=comment_id, starts=starts, ends=ends, by=by, steps=steps)
            people.record(user_id=by, action="excerpt proposed", subject=f"excerpt {excerpt.id}")
    except IntegrityError as error:
        raise Conflict(TAKEN) from error
    return excerpt


# --- masking ---------------------------------------------------------------------------------------------------------


def hide(excerpt_id: int, words: str, kind: str, *, seen: int, by: int) -> bool:
    """Every place where these words stand open in the excerpt; False where there is none. Nothing typed is kept."""
    if kind not in KINDS_OF_PEOPLE:
        raise Conflict("Choose what kind of words they are.")
    with transaction():
        excerpt = _get_own(excerpt_id, by=by, seen=seen)
        hidden = hidden_in(store.list_steps([excerpt_id])[excerpt_id])
        places = places_of(words, excerpt.comment.text, excerpt.starts, excerpt.ends, hidden)
        steps = [Step(start, end, kind, StepReason.IDENTIFIES) for start, end in places]
        if steps:
            _write(excerpt, steps, by=by, action="excerpt: more hidden", detail=f"{kind}, places: {len(steps)}")
    return bool(places)


def show(excerpt_id: int, place: int, why: StepReason, *, seen: int, by: int) -> None:
    """Show the hidden part that begins at this character of the comment, for one of the reasons there are."""
    if why not in MAY_BE_SHOWN:
        raise Conflict("Choose why these words may be shown.")
    with transaction():
        excerpt = _get_own(excerpt_id, by=by, seen=seen)
        hidden = hidden_in(store.list_steps([excerpt_id])[excerpt_id])
        span = next((span for span in hidden if span.start == place), None)
        if span is None:
            raise Conflict(CHANGED)
        step = Step(span.start, span.end, span.kind, why, is_hidden=False)
        _write(excerpt, [step], by=by, action="excerpt: hidden words shown", detail=f"{span.kind}: {why}")


def _write(excerpt: Excerpt, steps: list[Step], *, by: int, action: str, detail: str) -> None:
    """Whatever was confirmed or decided about the masking before no longer holds."""
    afresh = {"state": ExcerptState.PROPOSED, "confirmed_at": None, "decided_by": None, "decided_at": None}
    _change(excerpt, **afresh, refusal=None)
    store.add_steps(excerpt.id, steps, by=by)
    people.record(user_id=by, action=action, subject=f"excerpt {excerpt.id}", detail=detail)


def open_original(excerpt_id: int, *, by: int) -> tuple[HiddenPart, ...]:
    """The words behind the masks, for whoever has to judge them. That they were read is written down."""
    with transaction():
        excerpt = store.get(excerpt_id)
        _refuse_unusable(excerpt)
        hidden = hidden_in(store.list_steps([excerpt_id])[excerpt_id])
        people.record(user_id=by, action="excerpt: hidden words read", subject=f"excerpt {excerpt_id}")
        text = excerpt.comment.text
    return tuple(HiddenPart(place=span.start, kind=span.kind, words=text[span.start : span.end]) for span in hidden)


def confirm(excerpt_id: int, attribute: Attribute, *, seen: int, by: int) -> None:
    """The proposer has read it as a parent, a teacher or a sibling would. Now a second person may decide."""
    with transaction():
        excerpt = _get_own(excerpt_id, by=by, seen=seen)
        if not read_figures().may_say(excerpt.comment, attribute):
            raise Conflict("This group is too small to be named beside these words. Choose another, or name none.")
        afresh = {"state": ExcerptState.PROPOSED, "decided_by": None, "decided_at": None, "refusal": None}
        _change(excerpt, attribute=attribute, confirmed_at=utcnow(), **afresh)
        people.record(user_id=by, action="excerpt: masking confirmed", subject=f"excerpt {excerpt_id}")


def _get_own(excerpt_id: int, *, by: int, seen: int | None = None) -> Excerpt:
    excerpt = store.get(excerpt_id)
    _refuse_unusable(excerpt)
    if excerpt.proposed_by != by:
        raise Conflict(ONLY_PROPOSER)
    if excerpt.state not in (ExcerptState.PROPOSED, ExcerptState.REFUSED):
        raise Conflict(
            f"This excerpt is {excerpt.state}. Withdraw it and propose the words again to change its masking."
        )
    if seen is not None and excerpt.version != seen:
        raise Conflict(CHANGED)
    return excerpt


# --- deciding --------------------------------------------------------------------------------------------------------


def approve(excerpt_id: int, *, seen: int, by: int) -> None:
    """By a second person, of what that person saw; everything is asked again at this moment."""
    with transaction():
        store.one_at_a_time()
        excerpt = _get_to_decide(excerpt_id, by=by)
        if not read_figures().may_say(excerpt.comment, excerpt.attribute):
            raise Conflict("The group it names has become too small. Send it back, so that it names none.")
        if _is_person_published(excerpt):
            raise Conflict(SAME_PERSON)
        _decide(excerpt, seen=seen, by=by, state=ExcerptState.APPROVED)
        people.record(user_id=by, action="excerpt approved", subject=f"excerpt {excerpt_id}")


def send_back(excerpt_id: int, why: Refusal, *, seen: int, by: int) -> None:
    with transaction():
        excerpt = _get_to_decide(excerpt_id, by=by)
        _decide(excerpt, seen=seen, by=by, state=ExcerptState.REFUSED, refusal=why, confirmed_at=None)
        people.record(user_id=by, action="excerpt sent back", subject=f"excerpt {excerpt_id}", detail=why)


def withdraw(excerpt_id: int, *, seen: int, by: int) -> None:
    """Anybody who may decide takes it back at once, alone: it is putting words out that needs two."""
    with transaction():
        excerpt = store.get(excerpt_id)
        if excerpt.state == ExcerptState.WITHDRAWN:
            return
        if not store.change(
            excerpt_id, seen=seen, state=ExcerptState.WITHDRAWN, withdrawn_by=by, withdrawn_at=utcnow()
        ):
            raise Conflict(CHANGED)
        people.record(user_id=by, action="excerpt withdrawn", subject=f"excerpt {excerpt_id}")


def _get_to_decide(excerpt_id: int, *, by: int) -> Excerpt:
    excerpt = store.get(excerpt_id)
    _refuse_unusable(excerpt)
    if excerpt.proposed_by == by:
        raise Conflict(OWN_WORK)
    if excerpt.state != ExcerptState.PROPOSED or excerpt.confirmed_at is None:
        raise Conflict("There is nothing to decide: its masking is not confirmed, or somebody else has decided.")
    return excerpt


def _decide(excerpt: Excerpt, *, seen: int, by: int, **values: object) -> None:
    if not store.change(excerpt.id, seen=seen, decided_by=by, decided_at=utcnow(), **values):
        raise Conflict(CHANGED)


def _change(excerpt: Excerpt, **values: object) -> None:
    if not store.change(excerpt.id, seen=excerpt.version, **values):
        raise Conflict(CHANGED)


def _refuse_unusable(excerpt: Excerpt) -> None:
    if store.find_usable(excerpt.comment_id) is None:
        raise Conflict(NOT_USABLE)


def _is_person_published(excerpt: Excerpt) -> bool:
    who = said_by(excerpt.comment)
    return any(said_by(other.comment) == who for other in store.list_approved() if other.id != excerpt.id)
