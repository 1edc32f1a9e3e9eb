"""After both have handed in: how far they agree, a third decision where they differ, and what follows for the themes.

Blind codes are only read here. What people agreed on, or decided where they differed, goes into the themes as ordinary
decisions, which the machine learns from and which can be undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from analysis.agreement import BlindCode as Blind
from analysis.agreement import NoAgreement
from analysis.codebook import OTHER
from analysis.decisions import DecisionKind
from analysis.double_coding import Agreement, agreement_tables, measure
from analysis.reported import Table
from consult.models.base import utcnow
from consult.models.double_coding import Adjudication, DoubleCoding, DoubleComment
from consult.models.themes import Part
from consult.services import theme_reading, theme_replay, theme_states
from consult.services.blind_coding import checked
from consult.services.deciding import LONGEST_WHY, Wanted, tidy
from consult.services.deciding import store as decide_at_once
from consult.services.kept import Kept
from consult.services.theme_reading import ShownComment
from consult.services.theme_states import Status
from consult.store import comments, people, runs, themes
from consult.store import double_coding as store
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction

PER_PAGE = 20
_kept: Kept[Agreement | None] = Kept(4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A comment to which the two gave different themes; who of them said what is not told."""

    sampled_id: int
    comment: ShownComment
    sets: tuple[tuple[str, ...], tuple[str, ...]]  # names
    adjudication: Adjudication | None
    decided: tuple[str, ...] = ()  # names


@dataclass(frozen=True, kw_only=True, slots=True)
class Differences:
    """Those still to decide first. agreed: how many comments both coded alike."""

    listed: tuple[Difference, ...]
    total: int
    number: int
    agreed: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def find_agreement(coding: DoubleCoding) -> Agreement | None:
    """None until both have handed in, and where nothing can be compared."""
    if not (coding.first_done_at and coding.second_done_at):
        return None
    sampled = store.list_sampled(coding.id)  # a comment can be deleted
    engine = runs.identify(coding.run_id)[0]
    return _kept.get((engine, coding.id, coding.second_done_at, len(sampled)), lambda: _measure(coding, sampled))


def list_tables(coding: DoubleCoding) -> tuple[Table, ...]:
    agreement = find_agreement(coding)
    return agreement_tables(agreement, _names(coding.id)) if agreement else ()


def list_differences(double_id: int, number: int) -> Differences:
    coding = _handed_in(store.get(double_id))
    sampled, codes = store.list_sampled(double_id), _codes(coding)
    both = [each for each in sampled if len(codes[each.id]) == 2]
    differ = [each for each in both if _differ(codes[each.id])]
    made, names = store.list_adjudications(double_id), _names(double_id)
    ordered = sorted(differ, key=lambda each: (each.id in made, each.place))
    here = ordered[(number - 1) * PER_PAGE : number * PER_PAGE]
    shown = {
        each.id: each for each in theme_reading.show_comments(comments.list_comments([d.comment_id for d in here]))
    }
    listed = tuple(
        Difference(
            sampled_id=each.id,
            comment=shown[each.comment_id],
            sets=_in_names(codes[each.id], names),
            adjudication=made.get(each.id),
            decided=_named(made[each.id].themes, names) if each.id in made else (),
        )
        for each in here
        if each.comment_id in shown
    )
    return Differences(listed=listed, total=len(differ), number=number, agreed=len(both) - len(differ))


def adjudicate(double_id: int, sampled_id: int, chosen: Collection[str], why: str, *, by: int) -> None:
    """The third decision about one comment: who, when and why; and what follows from it for the themes."""
    reason = tidy(why, LONGEST_WHY)
    if not reason:
        raise Conflict("Write why you decide so: the two who coded will want to know.")
    try:
        with transaction():
            themes.one_at_a_time()
            sampled = store.get_sampled(sampled_id)
            if sampled.double_id != double_id:
                raise NotFound(f"no comment {sampled_id} in double coding {double_id}")
            coding = _handed_in(store.lock(double_id))
            _refuse_what_needs_none(coding, sampled)
            final = checked(chosen, {str(each.theme_id) for each in store.list_themes(coding.id)})
            store.add_adjudication(sampled_id=sampled_id, themes=final, why=reason, user_id=by)
            people.record(user_id=by, action="double coding adjudicated", subject=f"double coding {coding.id}")
            _take_over(coding, {sampled.comment_id: frozenset(final)}, reason, by)
    except IntegrityError as error:  # a colleague decided about it in the same moment
        raise Conflict(DECIDED) from error


def take_over_agreed(double_id: int, *, by: int) -> None:
    """What both said alike stands in the themes as people's word: the machine learns from it. Done once."""
    with transaction():
        themes.one_at_a_time()
        coding = _handed_in(store.lock(double_id))
        _refuse_what_is_put_aside(coding)
        if comments.find_seen_ids() is not None:
            raise Conflict("These comments are of all areas. Ask a colleague whose work is about all of them.")
        if coding.taken_at:
            raise Conflict("What both agreed on was taken over already.")
        codes = _codes(coding)
        agreed = {
            each.comment_id: frozenset(codes[each.id][coding.first_id])
            for each in store.list_sampled(double_id)
            if len(codes[each.id]) == 2 and not _differ(codes[each.id])
        }
        coding.taken_at, coding.taken_by = utcnow(), by
        people.record(user_id=by, action="agreed codes taken over", subject=f"double coding {double_id}")
        _take_over(coding, agreed, "two people agreed, coding blind", by)


DECIDED = "Somebody else has just decided about this comment. Open the page again; nothing was overwritten."


def _take_over(coding: DoubleCoding, final: Mapping[int, frozenset[str]], why: str, by: int) -> None:
    """As decisions about the themes that were offered and stand: comments put in, also to confirm, and taken out."""
    run = runs.find_newest_run()
    if run is None:
        return
    replayed, everything = theme_replay.replay_run(run), theme_states.read_all().themes
    known = {int(each.comment_id) for each in replayed.machine.codings} - comments.list_withheld_ids()
    put, take = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for offered in store.list_themes(coding.id):
        theme = everything.get(offered.theme_id)
        root = everything.get(theme.merged_into or theme.id) if theme else None
        if root is None or root.status is Status.REJECTED:
            continue
        held = {placed.comment_id for placed in replayed.of(root.id)}
        put[root.id] |= {key for key, said in final.items() if str(offered.theme_id) in said} & known
        take[root.id] |= final.keys() & known & held
    reason = f"Double coding {coding.id}: {why}"
    for theme_id in sorted(put):
        seen = everything[theme_id].seen
        for kind, meant in ((DecisionKind.PUT, put[theme_id]), (DecisionKind.TAKE, take[theme_id] - put[theme_id])):
            if meant:
                parts = dict.fromkeys(sorted(meant), Part.MEANT)
                wanted = Wanted(theme_id=theme_id, kind=kind, seen=seen, by=by, why=reason, comments=parts)
                decide_at_once(wanted)
                seen += 1


def _measure(coding: DoubleCoding, sampled: Collection[DoubleComment]) -> Agreement | None:
    place = {each.id: str(each.comment_id) for each in sampled}
    given = [
        Blind(comment_id=place[code.sampled_id], coder=str(code.user_id), themes=frozenset(code.themes))
        for code in store.list_codes(coding.id)
    ]
    program = {str(each.comment_id): frozenset(each.program) for each in sampled}
    try:
        return measure(given, program, [str(each.theme_id) for each in store.list_themes(coding.id)])
    except NoAgreement:
        return None


def _handed_in(coding: DoubleCoding) -> DoubleCoding:
    if not (coding.first_done_at and coding.second_done_at):
        raise Conflict("Both must have handed in their codes first: until then nobody sees them.")
    return coding


def _refuse_what_is_put_aside(coding: DoubleCoding) -> None:
    if coding.ended_at:
        raise Conflict("This double coding was put aside, so nothing follows from it any more.")


def _refuse_what_needs_none(coding: DoubleCoding, sampled: DoubleComment) -> None:
    _refuse_what_is_put_aside(coding)
    if (seen := comments.find_seen_ids()) is not None and sampled.comment_id not in seen:
        raise NotFound("a comment of another area")
    if sampled.comment_id in comments.list_withheld_ids():
        raise Conflict("The words of this comment are withheld, so nobody decides about it now.")
    if not _differ(_codes(coding)[sampled.id]):
        raise Conflict("The two gave this comment the same themes. There is nothing to decide.")
    if sampled.id in store.list_adjudications(coding.id):
        raise Conflict(DECIDED)


def _codes(coding: DoubleCoding) -> defaultdict[int, dict[int, list[str]]]:
    """Comment of the sample → person → themes."""
    found: defaultdict[int, dict[int, list[str]]] = defaultdict(dict)
    for code in store.list_codes(coding.id):
        found[code.sampled_id][code.user_id] = code.themes
    return found


def _differ(codes: Mapping[int, list[str]]) -> bool:
    return len({frozenset(themes) for themes in codes.values()}) > 1


def _names(double_id: int) -> dict[str, str]:
    return {str(each.theme_id): each.name for each in store.list_themes(double_id)}


def _in_names(codes: Mapping[int, list[str]], names: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In an order that does not tell whose they are."""
    one, other = sorted(_named(themes, names) for themes in codes.values())
    return one, other


def _named(chosen: Collection[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted("None of these" if key == OTHER else names.get(key, f"Theme {key}") for key in chosen))
