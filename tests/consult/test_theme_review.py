"""People's decisions lie over the machine's proposal, one after the other, and never over each other unseen."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.services import theme_review
from consult.services.theme_carrying import Likeness, match
from consult.services.theme_review import DecidedMeanwhile, Status
from consult.store import people, runs
from consult.store.errors import Conflict
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open, store_run  # noqa: F401 (closes what a test left open)


@pytest.fixture
def comments(app):
    return world.import_comments([f"Comment number {number}" for number in range(40)])


@pytest.fixture
def colleague(app):
    return world.add_colleague()


def test_a_decision_is_laid_over_the_proposal_and_both_stay(comments, colleague):
    theme = store_run({"t01": comments[:5]})["t01"]
    theme_review.rename(theme, "  Late   buses ", seen=0, by=colleague.id)
    reviewed = theme_review.get_reviewed(theme)
    assert (reviewed.name, reviewed.proposal.name) == ("Late buses", "Machine t01")
    assert (reviewed.newest.user.name, reviewed.newest.before, reviewed.newest.after) == (
        colleague.name,
        "Machine t01",
        "Late buses",
    )


def test_a_theme_is_accepted_reopened_and_rejected(comments, colleague):
    theme = store_run({"t01": comments[:5]})["t01"]
    acts = (theme_review.accept, theme_review.reopen, theme_review.reject)
    for seen, (act, status) in enumerate(zip(acts, ("accepted", "proposed", "rejected"), strict=True)):
        act(theme, seen=seen, by=colleague.id)
        assert theme_review.get_reviewed(theme).status == status
    assert len(theme_review.get_reviewed(theme).decisions) == 3


def test_to_confirm_the_machines_priority_is_a_decision_but_to_say_it_again_is_not(comments, colleague):
    theme = store_run({"t01": comments[:5]})["t01"]
    theme_review.set_priority(theme, "none", seen=0, by=colleague.id)
    theme_review.set_priority(theme, "none", seen=1, by=colleague.id)
    reviewed = theme_review.get_reviewed(theme)
    assert reviewed.is_priority_decided
    assert reviewed.seen == 1


def test_a_priority_that_does_not_exist_and_a_name_without_letters_are_refused(comments, colleague):
    theme = store_run({"t01": comments[:5]})["t01"]
    with pytest.raises(Conflict, match="Choose one of the six"):
        theme_review.set_priority(theme, "seventh", seen=0, by=colleague.id)
    with pytest.raises(Conflict, match="Enter a name"):
        theme_review.rename(theme, "   ", seen=0, by=colleague.id)


def test_whoever_saw_an_older_version_overwrites_nothing_and_is_shown_both(comments, colleague):
    theme = store_run({"t01": comments[:5]})["t01"]
    other = world.add_colleague("Ben Colleague")
    theme_review.rename(theme, "Late buses", seen=0, by=colleague.id)
    with pytest.raises(DecidedMeanwhile) as clash:
        theme_review.rename(theme, "Crowded buses", seen=0, by=other.id)
    assert theme_review.get_reviewed(theme).name == "Late buses"
    assert clash.value.now.name == "Late buses"
    assert clash.value.wanted.after == "Crowded buses"
    assert [decision.user.name for decision in clash.value.since] == [colleague.name]


def test_of_many_who_decide_in_the_same_moment_exactly_one_is_heard(app, comments, colleague):
    theme, by = store_run({"t01": comments[:5]})["t01"], colleague.id
    outcomes = []

    def decide(number):
        with app.app_context():
            try:
                theme_review.rename(theme, f"Name {number}", seen=0, by=by)
                outcomes.append("saved")
            except DecidedMeanwhile:
                outcomes.append("refused")
            finally:
                runs.stop_reading()

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 5 + ["saved"]
    assert len(theme_review.get_reviewed(theme).decisions) == 1


def test_every_decision_is_recorded_without_the_words(comments, colleague):
    theme = store_run({"t01": comments[:5]})["t01"]
    theme_review.rename(theme, "Very private words", seen=0, by=colleague.id)
    entry = people.list_audit()[0]
    assert (entry.action, entry.subject, entry.user.name) == ("theme renamed", "theme 1", colleague.name)
    assert "private" not in entry.detail + entry.subject


def test_the_theme_of_the_next_run_that_holds_the_same_comments_is_the_same_theme_with_its_decisions(
    comments, colleague
):
    old = store_run({"t01": comments[:20], "t02": comments[20:30]})
    theme_review.rename(old["t01"], "Ours", seen=0, by=colleague.id)
    theme_review.accept(old["t01"], seen=1, by=colleague.id)
    before = [(d.number, d.kind, d.at, d.user_id) for d in theme_review.get_reviewed(old["t01"]).decisions]
    new = store_run({"t01": comments[20:30], "t02": comments[2:22]})
    assert (new["t02"], new["t01"]) == (old["t01"], old["t02"]), "the names of a run are its own, the themes last"
    kept = theme_review.get_reviewed(new["t02"])
    assert (kept.name, kept.status) == ("Ours", Status.ACCEPTED)
    assert (kept.proposal.run_id, kept.proposal.key) == (2, "t02")
    assert [(d.number, d.kind, d.at, d.user_id) for d in kept.decisions] == before
    assert not theme_review.get_reviewed(new["t01"]).decisions


def test_a_decided_theme_without_a_counterpart_is_listed_and_finds_it_again_in_a_later_run(comments, colleague):
    old = store_run({"t01": comments[:20]})
    theme_review.rename(old["t01"], "Ours", seen=0, by=colleague.id)
    store_run({"t01": comments[15:40]})
    assert [theme.name for theme in theme_review.list_left_behind(2)] == ["Ours"]
    third = store_run({"t01": comments[:18]})
    assert third["t01"] == old["t01"]
    assert theme_review.get_reviewed(third["t01"]).name == "Ours"
    assert theme_review.list_left_behind(3) == []


def test_decisions_are_carried_from_run_to_run_to_run(comments, colleague):
    first = store_run({"t01": comments[:20]})
    theme_review.reject(first["t01"], seen=0, by=colleague.id)
    second = store_run({"t01": comments[:21]})
    third = store_run({"t01": comments[:22]})
    assert first["t01"] == second["t01"] == third["t01"]
    assert theme_review.get_reviewed(third["t01"]).status == Status.REJECTED
    assert len(theme_review.get_reviewed(third["t01"]).decisions) == 1, "carried from run to run, never copied"
    assert theme_review.list_left_behind(3) == []


def test_themes_of_an_earlier_run_can_no_longer_be_decided(comments, colleague):
    old = store_run({"t01": comments[:20]})
    store_run({"t01": comments[20:]})
    with pytest.raises(Conflict, match="found again"):
        theme_review.rename(old["t01"], "Too late", seen=0, by=colleague.id)


def test_a_theme_nobody_decided_about_is_the_same_theme_in_the_next_run_too(comments):
    old = store_run({"t01": comments[:20], "t02": comments[20:30]})
    new = store_run({"t01": comments[30:], "t02": comments[:21]})
    assert new["t02"] == old["t01"]
    assert new["t01"] not in old.values()
    assert theme_review.list_left_behind(2) == [], "nobody decided about the one that is gone"


def test_a_decided_theme_is_recognised_before_one_that_nobody_decided_about(comments, colleague):
    first = store_run({"t01": comments[:10]})
    theme_review.accept(first["t01"], seen=0, by=colleague.id)
    second = store_run({"t01": comments[4:30]})
    assert second["t01"] != first["t01"]
    third = store_run({"t01": comments[:30]})
    assert third["t01"] == first["t01"], "all it held is here again"


likenesses = st.lists(
    st.builds(
        Likeness,
        old_id=st.integers(1, 6),
        new_id=st.integers(1, 6),
        jaccard=st.floats(0, 1),
        contained=st.floats(0, 1),
    ),
    unique_by=lambda likeness: (likeness.old_id, likeness.new_id),
)


@given(likenesses)
def test_themes_are_matched_one_to_one_and_only_where_enough_is_shared(pairs):
    matched = match(pairs)
    enough = {(likeness.old_id, likeness.new_id) for likeness in pairs if likeness.is_enough}
    assert len(set(matched.values())) == len(matched)
    assert set(matched.items()) <= enough
    for old, new in enough:
        assert old in matched or new in matched.values(), "two that are alike enough are never both left alone"


@given(likenesses, st.randoms())
def test_the_order_in_which_likenesses_come_changes_nothing(pairs, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert match(shuffled) == match(pairs)
