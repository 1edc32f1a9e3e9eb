"""Two people code a sample blind, a third decides where they differ; themes are signed off and then only amended."""

import pytest

from analysis.codebook import OTHER
from analysis.sampling import least_size
from consult.models.double_coding import Spread
from consult.services import (
    adjudicating,
    blind_coding,
    comment_coding,
    double_coding,
    run_records,
    sign_off,
    theme_replay,
    theme_review,
    theme_states,
    users,
)
from consult.services.deciding import SignedOff
from consult.store import areas, people, runs, themes
from consult.store import double_coding as store
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open, store_run  # noqa: F401 (closes what a test left open)

BUSES = tuple(f"The bus {number} is always late in the morning" for number in range(40))
TEETH = tuple(f"No dentist has room for child {number}" for number in range(30))


@pytest.fixture
def ids(app):
    return world.import_comments([*BUSES, *TEETH, "Something else", "And another thing"])


@pytest.fixture
def team(app):
    return [world.add_colleague(name).id for name in ("Ana First", "Ben Second", "Cleo Third")]


@pytest.fixture
def found(ids):
    return store_run({"t01": ids[:40], "t02": ids[40:70]})


@pytest.fixture
def asked(found, team):
    return double_coding.ask(newest(), (team[0], team[1]), Spread.AUDIENCE, by=team[2])


def newest():
    return runs.find_newest_run()


def held(theme_id):
    return {placed.comment_id for placed in theme_replay.replay_run(newest()).of(theme_id)}


def code_all(double_id, by, themes_of):
    """themes_of: comment → ids of themes; then handed in."""
    with transaction():
        for each in store.list_sampled(double_id):
            store.put_code(sampled_id=each.id, user_id=by, themes=[str(key) for key in themes_of(each.comment_id)])
    blind_coding.hand_in(double_id, by=by)


def as_the_machine(found, ids):
    def say(comment):
        return [found["t01"]] if comment in ids[:40] else [found["t02"]] if comment in ids[40:70] else [OTHER]

    return say


def finished(asked, found, ids, team, *, differ=()):
    """differ: comments to which the second person gives no theme."""
    say = as_the_machine(found, ids)
    code_all(asked, team[0], say)
    code_all(asked, team[1], lambda comment: [OTHER] if comment in differ else say(comment))


def sampled_ids(double_id):
    return {each.comment_id: each.id for each in store.list_sampled(double_id)}


# the sample


def test_the_sample_is_spread_over_audiences_and_themes_and_is_the_same_when_drawn_again(ids, found, team):
    first = double_coding.ask(newest(), (team[0], team[1]), Spread.AUDIENCE, by=team[2])
    drawn = [each.comment_id for each in store.list_sampled(first)]
    assert len(drawn) == least_size(72) == 50
    assert {each.stratum.split()[0] for each in store.list_sampled(first)} == {"children", "parents"}
    assert 26 <= sum(comment in ids[:40] for comment in drawn) <= 30
    with pytest.raises(Conflict, match="just asked"):
        double_coding.ask(newest(), (team[0], team[1]), Spread.AREA, by=team[2])
    double_coding.put_aside(first, "Ana is on leave", by=team[2])
    second = double_coding.ask(newest(), (team[0], team[1]), Spread.AUDIENCE, by=team[2])
    assert [each.comment_id for each in store.list_sampled(second)] != drawn, "it is another draw"


def test_nobody_codes_what_they_have_decided_about_and_copies_are_coded_once(ids, found, team):
    comment_coding.put(found["t01"], ids[:15], seen=0, by=team[0])
    world.import_comments([BUSES[0].upper()] * 3)
    store_run({"t01": ids[:40], "t02": ids[40:70]})
    asked = double_coding.ask(newest(), (team[0], team[1]), Spread.AREA, by=team[2])
    drawn = sampled_ids(asked).keys()
    assert not drawn & set(ids[:15])
    double_coding.put_aside(asked, "again", by=team[2])
    with pytest.raises(Conflict, match="Choose other people"):
        double_coding.ask(newest(), (team[0], team[1]), Spread.AREA, size=60, by=team[2])


def test_who_may_not_read_everything_or_is_one_person_does_not_code(found, team):
    with pytest.raises(Conflict, match="two different people"):
        double_coding.ask(newest(), (team[0], team[0]), Spread.AREA, by=team[2])
    users.close_account(team[1], by=team[2])
    with pytest.raises(Conflict, match="open account"):
        double_coding.ask(newest(), (team[0], team[1]), Spread.AREA, by=team[2])


# coding


def test_neither_sees_the_other_and_nobody_else_sees_either_before_both_have_handed_in(asked, found, ids, team):
    blind_coding.save(asked, 1, [str(found["t01"])], by=team[0])
    assert blind_coding.open_desk(asked, 1, by=team[0]).chosen == {str(found["t01"])}
    assert blind_coding.open_desk(asked, 1, by=team[1]).chosen == set()
    with pytest.raises(NotFound):
        blind_coding.open_desk(asked, 1, by=team[2])
    with pytest.raises(Conflict, match="Both must have handed in"):
        adjudicating.list_differences(asked, 1)
    assert adjudicating.list_tables(store.get(asked)) == ()
    with pytest.raises(Conflict, match="49 comments are still to code"):
        blind_coding.hand_in(asked, by=team[0])


def test_what_cannot_be_a_code_is_refused_and_what_is_handed_in_stays(asked, found, ids, team):
    for chosen, why in (([], "at least one"), ([OTHER, str(found["t01"])], "not both"), (["999"], "not in this")):
        with pytest.raises(Conflict, match=why):
            blind_coding.save(asked, 1, chosen, by=team[0])
    code_all(asked, team[0], as_the_machine(found, ids))
    with pytest.raises(Conflict, match="handed in"):
        blind_coding.save(asked, 1, [OTHER], by=team[0])


def test_a_comment_withheld_meanwhile_is_shown_as_withheld_and_not_asked_for(asked, found, ids, team):
    first = store.list_sampled(asked)[0]
    world.withhold(first.comment_id)
    desk = blind_coding.open_desk(asked, 1, by=team[0])
    assert (desk.comment.words, desk.to_code, 1 in desk.left) == (None, 49, False)
    with pytest.raises(Conflict, match="withheld"):
        blind_coding.save(asked, 1, [OTHER], by=team[0])


# figures and third decisions


def test_people_with_each_other_stand_beside_people_with_the_program(asked, found, ids, team):
    differ = list(sampled_ids(asked))[:5]
    finished(asked, found, ids, team, differ=differ)
    overall, by_theme = adjudicating.list_tables(store.get(asked))
    agreement = adjudicating.find_agreement(store.get(asked))
    assert (agreement.comments, len(agreement.differ)) == (50, sum(key in ids[:70] for key in differ))
    assert agreement.program.kappa.value > agreement.people.kappa.value > 0.7
    assert overall.rows[0][0].startswith("Kappa")
    assert {row[0] for row in by_theme.rows} == {"Machine t01", "Machine t02", "None of these"}
    said = {part.heading: part for part in run_records.method_of(newest())}["How far coders agree"]
    assert "50 comments" in said.sentences[0]
    assert [table.id for table in said.tables] == ["agreement", "agreement-themes"]


def test_a_third_decision_is_peoples_coding_and_changes_no_blind_code(asked, found, ids, team):
    drawn = sampled_ids(asked)
    mine = next(key for key in drawn if key in ids[:40])
    finished(asked, found, ids, team, differ=[mine])
    before = [(code.id, code.user_id, code.themes) for code in store.list_codes(asked)]
    figures = adjudicating.list_tables(store.get(asked))
    (one,) = adjudicating.list_differences(asked, 1).listed
    assert set(one.sets) == {("Machine t01",), ("None of these",)}
    areas.limit_session({"windsor-and-maidenhead"})
    with pytest.raises(NotFound):
        adjudicating.adjudicate(asked, one.sampled_id, [OTHER], "Theirs", by=team[2])
    with pytest.raises(Conflict, match="all areas"):
        adjudicating.take_over_agreed(asked, by=team[2])
    areas.limit_session(())
    with pytest.raises(Conflict, match="Write why"):
        adjudicating.adjudicate(asked, one.sampled_id, [str(found["t02"])], " ", by=team[2])
    adjudicating.adjudicate(asked, one.sampled_id, [str(found["t02"])], "It is about teeth", by=team[2])
    assert mine in held(found["t02"])
    assert mine not in held(found["t01"])
    assert [(code.id, code.user_id, code.themes) for code in store.list_codes(asked)] == before
    assert adjudicating.list_tables(store.get(asked)) == figures
    assert {row.why for row in themes.list_decisions()} == {f"Double coding {asked}: It is about teeth"}
    with pytest.raises(Conflict, match="just decided"):
        adjudicating.adjudicate(asked, one.sampled_id, [OTHER], "No", by=team[2])
    store_run({"t01": ids[:40], "t02": ids[40:70]})
    assert mine in held(found["t02"]), "it stands on the next run"
    assert {entry.action for entry in people.list_audit()} >= {"blind codes handed in", "double coding adjudicated"}


def test_what_both_agreed_on_is_taken_over_once_as_peoples_word(asked, found, ids, team):
    drawn = sampled_ids(asked)
    wrong = [key for key in drawn if key in ids[:40]][:2]
    say = as_the_machine(found, ids)
    for person in team[:2]:
        code_all(asked, person, lambda comment: [OTHER] if comment in wrong else say(comment))
    adjudicating.take_over_agreed(asked, by=team[2])
    assert held(found["t01"]) == set(ids[:40]) - set(wrong)
    assert {row.kind for row in themes.list_decisions()} == {"put", "take"}
    with pytest.raises(Conflict, match="already"):
        adjudicating.take_over_agreed(asked, by=team[2])


# sign-off


def sign(team, **more):
    return sign_off.sign(newest().id, seen=themes.find_last_decision_id(), by=team[2], **more)


def accept_all(found, team):
    for theme_id in found.values():
        theme_review.accept(theme_id, seen=theme_states.get_reviewed(theme_id).seen, by=team[2])


def test_sign_off_asks_for_double_coding_and_for_decided_themes_or_says_why_not(asked, found, ids, team):
    with pytest.raises(Conflict, match="double coding"):
        sign(team, left_open="later")
    with pytest.raises(Conflict, match="undecided"):
        sign(team, without_double="no time")
    finished(asked, found, ids, team)
    accept_all(found, team)
    with pytest.raises(Conflict, match="had this page open"):
        sign_off.sign(newest().id, seen=0, by=team[2])
    signed = sign_off.read(sign(team)).signed
    assert (signed.double_id, signed.without_double, signed.left_open) == (asked, "", "")
    with pytest.raises(Conflict, match="signed off already"):
        sign(team)


def test_after_sign_off_a_decision_without_a_reason_is_refused_and_with_one_is_an_amendment(found, ids, team):
    accept_all(found, team)
    number = sign(team, without_double="A pilot of 70 comments")
    buses = found["t01"]
    with pytest.raises(SignedOff):
        theme_review.rename(buses, "Late buses", seen=1, by=team[0])
    with pytest.raises(SignedOff):
        theme_review.make("New", by=team[0], why=" ")
    theme_review.rename(buses, "Late buses", seen=1, by=team[0], why="Directors asked")
    made = theme_review.make("Parks", by=team[0], why="Found late")
    theme_review.accept(made.id, seen=1, by=team[0], why="Found late")
    kept = sign_off.read(number)
    assert [row.kind for row in kept.amendments] == ["rename", "make", "accept"]
    assert {each.name for each in kept.themes} == {"Machine t01", "Machine t02"}
    assert [each.now.name for each in kept.themes if each.is_renamed] == ["Late buses"]
    assert [each.id for each in kept.added] == [made.id]
    assert kept.is_untouched
    parts = {part.heading: part for part in run_records.method_of(newest())}
    assert "A pilot of 70 comments" in " ".join(parts["Sign-off"].sentences)
    assert [row[1:] for row in parts["Sign-off"].tables[0].rows] == [
        ("Theme renamed", "Late buses", "Directors asked"),
        ("Theme made by hand", "Parks", "Found late"),
        ("Theme accepted", "Parks", "Found late"),
    ]


def test_a_new_run_keeps_what_was_signed_off_and_another_wave_opens_the_themes_again(found, ids, team):
    accept_all(found, team)
    number = sign(team, without_double="A pilot")
    with pytest.raises(Conflict, match="No themes were found since"):
        sign_off.end(number, "next wave", by=team[2])
    assert store_run({"t01": ids[:40], "t02": ids[40:72]}) == found
    assert sign_off.find_in_force().id == number
    with pytest.raises(SignedOff):
        theme_review.reject(found["t01"], seen=1, by=team[0])
    sign_off.end(number, "The wave of 2027", by=team[2])
    theme_review.rename(found["t01"], "Late", seen=1, by=team[0])
    kept = sign_off.read(number)
    assert (kept.amendments, kept.end.why, kept.signed.run_id) == ((), "The wave of 2027", 1)
    assert {each.name for each in kept.themes} == {"Machine t01", "Machine t02"}


def test_a_colleague_without_a_limit_splits_and_one_of_an_area_does_not(found, ids, team):
    areas.limit_session({"kingston"})
    mine = [key for key in ids[:40] if key in comment_coding.comments.find_seen_ids()][:2]
    with pytest.raises(Conflict, match="areas that your work is not about"):
        comment_coding.split(found["t01"], mine, "Part", seen=0, by=team[0])
    areas.limit_session(())
    assert comment_coding.split(found["t01"], mine, "Part", seen=0, by=team[0])
