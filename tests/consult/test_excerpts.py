"""An excerpt is published by two people, masked, with permission, and goes as soon as its words may not be shown."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.models.excerpts import Attribute, Excerpt, ExcerptState, Redaction, Refusal, StepReason
from consult.models.people import AuditEntry, Role, User
from consult.services import concerns, excerpts, sign_in
from consult.services import excerpt_masking as masking
from consult.services.concerns import Outcome
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from tests.consult import received, said
from tests.consult import strategy_world as world

WORDS = "My friend Oliver Thornbury says the buses never come. Please send more of them to Ham Common."


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


def quotable(*texts: str) -> list[int]:
    ids = world.import_comments(texts)
    with transaction():
        db.session.execute(sa.update(Comment).where(Comment.id.in_(ids)).values(may_quote=True))
    return ids


@pytest.fixture
def comment(app):
    return quotable(WORDS)[0]


@pytest.fixture
def people(app):
    """Who proposes, and who is the second person."""
    users = [
        sign_in.add_user(email=f"{name}@example.org", name=name, role=role, password="correct horse battery")
        for name, role in (("Ana", Role.STRATEGIST), ("Bea", Role.STRATEGIST), ("Lea", Role.SAFEGUARDING_LEAD))
    ]
    ids = tuple(user.id for user in users)
    db.session.rollback()
    return ids


def version(excerpt_id):
    return db.session.scalar(sa.select(Excerpt.version).where(Excerpt.id == excerpt_id))


def proposed(comment_id, by, *, first=1, last=2):
    return masking.propose(comment_id, first=first, last=last, by=by).id


def confirmed(comment_id, by, **more):
    excerpt_id = proposed(comment_id, by, **more)
    masking.confirm(excerpt_id, Attribute.NONE, seen=1, by=by)
    return excerpt_id


def approved(comment_id, one, other, **more):
    excerpt_id = confirmed(comment_id, one, **more)
    masking.approve(excerpt_id, seen=2, by=other)
    return excerpt_id


def steps():
    return list(db.session.scalars(sa.select(Redaction).order_by(Redaction.id)))


# --- two people ------------------------------------------------------------------------------------------------------


def test_what_two_people_agreed_on_is_in_the_list_with_its_names_hidden(comment, people):
    ana, bea, _ = people
    excerpt_id = approved(comment, ana, bea)
    (found,) = excerpts.list_approved()
    assert (found.id, found.comment_id, found.said_by) == (excerpt_id, comment, "")
    assert "Oliver" not in found.words
    assert "[name] says the buses never come" in found.words
    assert excerpts.get_approved(excerpt_id) == found
    assert excerpts.list_approved([comment]) == (found,)
    assert excerpts.list_approved([]) == ()


def test_whoever_proposed_it_can_neither_approve_it_nor_send_it_back(comment, people):
    ana, _, _ = people
    excerpt_id = confirmed(comment, ana)
    with pytest.raises(Conflict, match="Ask a colleague"):
        masking.approve(excerpt_id, seen=2, by=ana)
    with pytest.raises(Conflict, match="Ask a colleague"):
        masking.send_back(excerpt_id, Refusal.MORE_TO_HIDE, seen=2, by=ana)
    assert excerpts.list_approved() == ()


@pytest.mark.parametrize("values", ["decided_by = proposed_by", "state = 'approved', confirmed_at = proposed_at"])
def test_the_database_refuses_an_approval_by_one(comment, people, values):
    confirmed(comment, people[0])
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.text(f"UPDATE excerpt SET {values}"))


def test_nobody_approves_a_masking_that_was_not_confirmed_nor_another_than_they_saw(comment, people):
    ana, bea, _ = people
    excerpt_id = proposed(comment, ana)
    with pytest.raises(Conflict, match="not confirmed"):
        masking.approve(excerpt_id, seen=1, by=bea)
    masking.confirm(excerpt_id, Attribute.NONE, seen=1, by=ana)
    assert masking.hide(excerpt_id, "Ham Common", "address", seen=2, by=ana)
    with pytest.raises(Conflict, match="not confirmed"):
        masking.approve(excerpt_id, seen=2, by=bea)
    masking.confirm(excerpt_id, Attribute.NONE, seen=3, by=ana)
    with pytest.raises(Conflict, match="changed this excerpt"):
        masking.approve(excerpt_id, seen=2, by=bea)
    masking.approve(excerpt_id, seen=4, by=bea)
    assert "Ham Common" not in excerpts.get_approved(excerpt_id).words


def test_what_is_sent_back_is_masked_again_and_decided_again(comment, people):
    ana, bea, _ = people
    excerpt_id = confirmed(comment, ana)
    masking.send_back(excerpt_id, Refusal.TOO_TELLING, seen=2, by=bea)
    opened = excerpts.open_excerpt(excerpt_id)
    assert (opened.excerpt.state, opened.excerpt.refusal) == (ExcerptState.REFUSED, Refusal.TOO_TELLING)
    masking.hide(excerpt_id, "buses", "detail", seen=3, by=ana)
    masking.confirm(excerpt_id, Attribute.NONE, seen=4, by=ana)
    masking.approve(excerpt_id, seen=5, by=bea)
    assert "[detail]" in excerpts.get_approved(excerpt_id).words


def test_words_that_are_an_excerpt_are_not_proposed_twice_and_withdrawn_they_may_be(comment, people):
    ana, bea, _ = people
    excerpt_id = approved(comment, ana, bea)
    with pytest.raises(Conflict, match="already"):
        proposed(comment, bea)
    masking.withdraw(excerpt_id, seen=3, by=bea)
    assert excerpts.list_approved() == ()
    again = proposed(comment, bea)
    assert again > excerpt_id


def test_two_excerpts_of_one_person_are_never_published_together(people, app):
    ana, bea, _ = people
    submission = world.submit({"first": "The park is too dark in winter", "second": "I like the library"})
    with transaction():
        db.session.execute(sa.update(Comment).values(may_quote=True))
    one, two = db.session.scalars(sa.select(Comment.id).where(Comment.submission_id == submission.id))
    db.session.rollback()
    approved(one, ana, bea, last=1)
    second = confirmed(two, ana, last=1)
    with pytest.raises(Conflict, match="same person"):
        masking.approve(second, seen=2, by=bea)


# --- permission, screening, withholding ------------------------------------------------------------------------------


def test_words_that_may_not_be_quoted_cannot_be_chosen(people, app):
    (comment,) = world.import_comments([WORDS])
    with pytest.raises(NotFound):
        proposed(comment, people[0])


def unscreened(comment):
    db.session.execute(sa.update(Comment).where(Comment.id == comment).values(screening=Screened.UNSCREENED))


def no_permission(comment):
    db.session.execute(sa.update(Comment).where(Comment.id == comment).values(may_quote=False))


def deleted(comment):
    db.session.execute(sa.delete(Comment).where(Comment.id == comment))


@pytest.mark.parametrize("spoil", [unscreened, no_permission, deleted, None])
def test_it_is_gone_at_once_when_its_words_may_not_be_shown(comment, people, spoil):
    ana, bea, _ = people
    excerpt_id = approved(comment, ana, bea)
    if spoil:
        with transaction():
            spoil(comment)
    else:
        concerns.raise_concern(comment, by=ana)
    assert excerpts.list_approved() == ()
    with pytest.raises(NotFound):
        excerpts.get_approved(excerpt_id)
    if spoil is not deleted:
        assert excerpts.open_excerpt(excerpt_id).pieces is None


def test_cleared_words_come_back_only_by_two_people_again(comment, people):
    ana, bea, lea = people
    excerpt_id = approved(comment, ana, bea)
    concern = concerns.raise_concern(comment, by=ana)
    concerns.close(concern.id, Outcome.CLEARED, reason="a film", hand_over="", by=lea)
    assert excerpts.list_approved() == ()
    assert excerpts.open_excerpt(excerpt_id).excerpt.state == ExcerptState.WITHDRAWN
    assert excerpts.list_gone()[0].id == excerpt_id
    assert approved(comment, ana, bea) > excerpt_id


def test_a_corrected_note_takes_its_excerpt_with_it(people, app):
    ana, bea, _ = people
    written = world.note("The swings in Canbury are broken", by=db.session.get(User, ana))
    comment = world.comment_of(written)
    with transaction():
        db.session.execute(sa.update(Comment).values(may_quote=True))
    excerpt_id = approved(comment, ana, bea, last=1)
    world.note("The swings are broken", by=db.session.get(User, ana), replaces=written.id)
    assert excerpts.list_approved() == ()
    assert not excerpts.open_excerpt(excerpt_id).is_held_back


def test_an_excerpt_approved_while_somebody_worries_stays_out(comment, people):
    ana, bea, _ = people
    excerpt_id = confirmed(comment, ana)
    concerns.raise_concern(comment, by=ana)
    with pytest.raises(Conflict, match="withheld"):
        masking.approve(excerpt_id, seen=2, by=bea)


# --- masking ---------------------------------------------------------------------------------------------------------


def test_every_step_of_the_masking_is_in_a_log_without_the_words(comment, people):
    ana, _, _ = people
    excerpt_id = proposed(comment, ana)
    masking.hide(excerpt_id, "buses", "detail", seen=1, by=ana)
    (name, *_) = masking.open_original(excerpt_id, by=ana)
    masking.show(excerpt_id, name.place, StepReason.PUBLIC_OFFICE, seen=2, by=ana)
    made = steps()
    assert [step.number for step in made] == list(range(1, len(made) + 1))
    assert made[0].why == StepReason.MACHINE
    assert made[0].user_id is None
    assert (made[-2].why, made[-2].kind, made[-2].user_id) == (StepReason.IDENTIFIES, "detail", ana)
    assert (made[-1].why, made[-1].is_hidden) == (StepReason.PUBLIC_OFFICE, False)
    kept = " ".join(str(value) for step in made for value in vars(step).values())
    entries = [f"{e.action} {e.subject} {e.detail}" for e in db.session.scalars(sa.select(AuditEntry))]
    for word in ("Oliver", "Thornbury", "buses"):
        assert word not in kept + " ".join(entries)
    assert "excerpt: hidden words shown excerpt 1 name: somebody in public office" in entries
    assert db.session.get(Comment, comment).text == WORDS


@pytest.mark.parametrize("statement", ["UPDATE redaction SET kind = 'name'", "DELETE FROM redaction"])
def test_nobody_changes_the_log(comment, people, statement):
    proposed(comment, people[0])
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), transaction():
        db.session.execute(sa.text(statement))
    assert steps()


def test_the_log_goes_with_the_words_it_is_about(comment, people):
    proposed(comment, people[0])
    with transaction():
        deleted(comment)
    assert steps() == []


def test_words_are_shown_again_only_for_one_of_the_reasons(comment, people):
    ana, bea, _ = people
    excerpt_id = proposed(comment, ana)
    (name, *_) = masking.open_original(excerpt_id, by=bea)
    assert name.words == "Oliver Thornbury"
    with pytest.raises(Conflict, match="why"):
        masking.show(excerpt_id, name.place, StepReason.MACHINE, seen=1, by=ana)
    with pytest.raises(Conflict, match="Only whoever proposed"):
        masking.show(excerpt_id, name.place, StepReason.ORDINARY, seen=1, by=bea)
    masking.show(excerpt_id, name.place, StepReason.ORDINARY, seen=1, by=ana)
    assert "Oliver Thornbury" in "".join(piece.text for piece in excerpts.open_excerpt(excerpt_id).pieces)


def test_reading_what_is_hidden_is_written_down(comment, people):
    ana, bea, _ = people
    excerpt_id = proposed(comment, ana)
    masking.open_original(excerpt_id, by=bea)
    assert [(e.action, e.user_id) for e in excerpts.list_history(excerpt_id)][-1] == ("excerpt: hidden words read", bea)


def test_nothing_can_be_reworded_and_words_that_do_not_stand_there_hide_nothing(comment, people):
    ana, _, _ = people
    excerpt_id = proposed(comment, ana)
    assert not masking.hide(excerpt_id, "trams", "detail", seen=1, by=ana)
    assert version(excerpt_id) == 1
    with pytest.raises(Conflict):
        masking.hide(excerpt_id, "buses", "my own kind", seen=1, by=ana)


def test_two_people_cannot_overwrite_each_others_masking(comment, people):
    ana, _, _ = people
    excerpt_id = proposed(comment, ana)
    masking.hide(excerpt_id, "buses", "detail", seen=1, by=ana)
    with pytest.raises(Conflict, match="changed this excerpt"):
        masking.hide(excerpt_id, "friend", "detail", seen=1, by=ana)


def test_a_part_of_a_comment_says_that_there_is_more(comment, people):
    excerpt_id = approved(comment, people[0], people[1], first=2)
    words = excerpts.get_approved(excerpt_id).words
    assert words.startswith("[…] Please send")
    assert "buses" not in words


def test_a_comment_without_words_cannot_be_chosen(people):
    with pytest.raises(Conflict, match="no words"):
        proposed(quotable("... !")[0], people[0], last=1)


def test_an_end_before_the_beginning_is_refused(comment, people):
    for first, last in ((2, 1), (0, 1), (1, 3)):
        with pytest.raises(Conflict):
            proposed(comment, people[0], first=first, last=last)


# --- who said it -----------------------------------------------------------------------------------------------------


GROUPS = (("children", "kingston"), ("staff", "windsor-and-maidenhead"), ("parents", "richmond"))


def themed(*sizes: int) -> list[int]:
    """So many people of each group; two thirds of the first, and half of each other, raised the theme."""
    groups = [group for group, size in zip(GROUPS, sizes, strict=True) for _ in range(size)]
    ids = quotable(*(f"{said.BUSES[number % 12]} {number}" for number in range(len(groups))))
    of = {group: [key for key, mine in zip(ids, groups, strict=True) if mine == group] for group in GROUPS}
    raised = [key for place, mine in enumerate(of.values()) for key in mine[: len(mine) * (3 if place else 4) // 6]]
    with transaction():
        for (audience, area), mine in of.items():
            values = {"audience": audience, "area": area}
            db.session.execute(sa.update(Comment).where(Comment.id.in_(mine)).values(values))
        received.run(theme=raised, no_theme=sorted(set(ids) - set(raised)), excluded={})
    return ids


def test_a_group_is_named_where_at_least_ten_people_are_in_it(people):
    ana, bea, _ = people
    excerpt_id = proposed(themed(60, 40, 20)[0], ana, last=1)
    masking.confirm(excerpt_id, Attribute.AUDIENCE, seen=1, by=ana)
    masking.approve(excerpt_id, seen=2, by=bea)
    assert excerpts.get_approved(excerpt_id).said_by == "Children and young people"


@pytest.mark.parametrize("attribute", [Attribute.AUDIENCE, Attribute.AREA])
def test_a_smaller_group_is_never_named(people, attribute):
    excerpt_id = proposed(themed(60, 40, 9)[-1], people[0], last=1)
    with pytest.raises(Conflict, match="too small"):
        masking.confirm(excerpt_id, attribute, seen=1, by=people[0])


def test_a_group_of_which_few_raised_the_theme_is_not_named_either(people):
    """Seven of fourteen: the count of the group in this theme is not shown, and neither is its name."""
    excerpt_id = proposed(themed(60, 40, 14)[100], people[0], last=1)
    with pytest.raises(Conflict, match="too small"):
        masking.confirm(excerpt_id, Attribute.AREA, seen=1, by=people[0])


def test_a_group_that_has_become_too_small_is_not_named_any_more(people):
    ana, bea, _ = people
    ids = themed(60, 40, 20)
    excerpt_id = proposed(ids[0], ana, last=1)
    masking.confirm(excerpt_id, Attribute.AREA, seen=1, by=ana)
    masking.approve(excerpt_id, seen=2, by=bea)
    with transaction():
        db.session.execute(sa.delete(Comment).where(Comment.id.in_(ids[1:55])))
    assert excerpts.get_approved(excerpt_id).said_by == ""


def test_without_themes_or_for_words_that_came_since_no_group_is_named(comment, people):
    excerpt_id = proposed(comment, people[0])
    with pytest.raises(Conflict, match="too small"):
        masking.confirm(excerpt_id, Attribute.AUDIENCE, seen=1, by=people[0])


def test_the_spread_names_audiences_that_nobody_quoted_yet(comment, people):
    approved(comment, people[0], people[1])
    spread = excerpts.measure_spread(excerpts.list_approved())
    assert sum(spread.by_audience.values()) == spread.total == 1
    assert {"children", "parents", "partners", "staff"} <= set(spread.by_audience)
