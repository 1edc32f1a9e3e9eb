"""A sample of a run's comments is drawn for two people, who code it blind. Nothing here shows one of them the other.

The themes are written down as they stand, with the words both are shown; so are the machine's codings, so that what
people decide later never gets among what is compared (docs/decisions/0027).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from analysis.codebook import NOT_SURE, OTHER
from analysis.sampling import draw, least_size
from consult.models.base import utcnow
from consult.models.double_coding import DoubleCoding, DoubleComment, DoubleTheme, Spread
from consult.models.people import Role, User
from consult.models.themes import AnalysisRun
from consult.services import theme_replay, theme_states
from consult.services.deciding import LONGEST_WHY, tidy
from consult.services.reading_order import READ
from consult.services.theme_replay import Replayed
from consult.services.theme_states import ReviewedTheme, Status
from consult.store import areas, comments, people, runs, themes
from consult.store import double_coding as store
from consult.store.errors import Conflict
from consult.store.transaction import transaction

CODERS = (Role.STRATEGIST, Role.MANAGER)
MOST_THEMES = 100  # that two people can keep apart on one page


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a double coding is. coded: how many each of the two has coded, of those whose words may be read."""

    coding: DoubleCoding
    to_code: int
    coded: tuple[int, int]
    differ: int  # 0 while one of them still codes
    adjudicated: int

    @property
    def is_handed_in(self) -> bool:
        return bool(self.coding.first_done_at and self.coding.second_done_at)

    @property
    def is_finished(self) -> bool:
        return self.is_handed_in and self.adjudicated >= self.differ

    @property
    def gone(self) -> tuple[User, ...]:
        """Of the two, those whose account is closed and who have not handed in."""
        done = ((self.coding.first, self.coding.first_done_at), (self.coding.second, self.coding.second_done_at))
        return tuple(user for user, at in done if not user.is_active and at is None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prospect:
    """What can be drawn now. comments: with different words; why_not: a sentence where nothing can be drawn."""

    comments: int
    least: int
    themes: int
    why_not: str = ""


def list_coders() -> list[User]:
    """Whoever may read all of a sample: strategists and managers whose work is about all areas."""
    limited = areas.list_all()
    return [u for u in people.list_users() if u.is_active and u.role in CODERS and u.id not in limited]


def look_ahead(run: AnalysisRun) -> Prospect:
    offered, there = _offered(run), _readable(run)
    why_not = ""
    if not offered:
        why_not = "No theme stands that could be given to a comment. Accept or make one first."
    elif len(offered) > MOST_THEMES:
        why_not = (
            f"{len(offered):,} themes stand. Nobody can keep more than {MOST_THEMES} apart: merge or reject some first."
        )
    elif not there:
        why_not = "No comment of this run may be read."
    read = len({coding.comment_id for coding in theme_replay.replay_run(run).machine.codings})
    least = min(len(there), least_size(read))
    return Prospect(comments=len(there), least=least, themes=len(offered), why_not=why_not)


def ask(run: AnalysisRun, coder_ids: tuple[int, int], spread: Spread, *, size: int = 0, by: int) -> int:
    """Draw the sample; its number. size: how many comments are wanted, the least there must be where it is 0."""
    _refuse_coders(coder_ids)
    try:
        with transaction():
            return _draw(run, coder_ids, spread, size, by)
    except IntegrityError as error:  # somebody else asked in the same moment
        raise Conflict("Somebody else has just asked for a double coding of this run. Open the page again.") from error


def put_aside(double_id: int, why: str, *, by: int) -> None:
    """It will not be finished: somebody left, or the themes have changed too much. What was coded stays on record."""
    plain = tidy(why, LONGEST_WHY)
    if not plain:
        raise Conflict("Write why it is put aside.")
    with transaction():
        coding = store.lock(double_id)
        if coding.ended_at is None:
            coding.ended_at, coding.ended_by, coding.ended_why = utcnow(), by, plain
            people.record(user_id=by, action="double coding put aside", subject=f"double coding {double_id}")


def list_progress(run_id: int | None = None) -> list[Progress]:
    """The newest first; run_id: of this run only."""
    return [get_progress(each.id) for each in (store.list_all() if run_id is None else store.list_of_run(run_id))]


def get_progress(double_id: int) -> Progress:
    coding, withheld = store.get(double_id), comments.list_withheld_ids()
    readable = {each.id for each in store.list_sampled(double_id) if each.comment_id not in withheld}
    given: dict[int, dict[int, list[str]]] = {coding.first_id: {}, coding.second_id: {}}
    for code in store.list_codes(double_id):
        given[code.user_id][code.sampled_id] = code.themes
    first, second = given[coding.first_id], given[coding.second_id]
    is_open = not (coding.first_done_at and coding.second_done_at)
    differ = {key for key in first.keys() & second.keys() & readable if set(first[key]) != set(second[key])}
    return Progress(
        coding=coding,
        to_code=len(readable),
        coded=(len(first.keys() & readable), len(second.keys() & readable)),
        differ=0 if is_open else len(differ),
        adjudicated=len(differ & store.list_adjudications(double_id).keys()),
    )


def list_themes(double_id: int) -> list[DoubleTheme]:
    """As both were shown them."""
    return store.list_themes(double_id)


def find_of_run(run_id: int) -> Progress | None:
    """The one that is not put aside."""
    found = next((each for each in store.list_of_run(run_id) if each.ended_at is None), None)
    return get_progress(found.id) if found else None


def _draw(run: AnalysisRun, coder_ids: tuple[int, int], spread: Spread, size: int, by: int) -> int:
    themes.one_at_a_time()
    newest, prospect = runs.find_newest_run(), look_ahead(run)
    if newest is None or newest.id != run.id:
        raise Conflict("Themes were found again meanwhile. Open the page again and draw from the newest run.")
    if prospect.why_not:
        raise Conflict(prospect.why_not)
    offered, replayed = _offered(run), theme_replay.replay_run(run)
    unseen = _readable(run).keys() - _decided_by(coder_ids)
    wanted = max(size, prospect.least)
    if len(unseen) < wanted:
        raise Conflict(
            f"{wanted:,} comments are to be coded, and neither of the two has decided about {len(unseen):,} before."
            " Choose other people, or fewer comments."
        )
    seed, strata = len(store.list_of_run(run.id)), _strata(run, replayed, spread, unseen)
    coding = store.add(
        run_id=run.id, seed=seed, spread=spread, population=len(unseen), size=wanted, coders=coder_ids, asked_by=by
    )
    _store(coding, draw(strata, wanted, seed=seed), strata, replayed, offered)
    people.record(user_id=by, action="double coding asked for", subject=f"double coding {coding.id}")
    return coding.id


def _store(
    coding: DoubleCoding,
    drawn: tuple[str, ...],
    strata: Mapping[str, str],
    replayed: Replayed,
    offered: list[ReviewedTheme],
) -> None:
    said = _program(replayed, {str(theme.id) for theme in offered})
    shown = [
        {
            "double_id": coding.id,
            "theme_id": each.id,
            "place": place,
            "name": each.name,
            "description": each.description,
        }
        for place, each in enumerate(offered, start=1)
    ]
    sample = [
        {"double_id": coding.id, "comment_id": int(key), "place": place, "stratum": strata[key], "program": said[key]}
        for place, key in enumerate(drawn, start=1)
    ]
    store.add_rows(DoubleTheme, shown)
    store.add_rows(DoubleComment, sample)


def _refuse_coders(coder_ids: tuple[int, int]) -> None:
    if coder_ids[0] == coder_ids[1]:
        raise Conflict("Choose two different people: each codes without seeing the other.")
    if not set(coder_ids) <= {user.id for user in list_coders()}:
        raise Conflict("Choose two strategists or managers with an open account, whose work is about all areas.")


def _offered(run: AnalysisRun) -> list[ReviewedTheme]:
    """Themes that stand, in the order of their names: their order must not tell how many comments the machine saw."""
    replayed = theme_replay.replay_run(run)
    here = [each for each in theme_states.list_reviewed(run.id) if each.status is not Status.REJECTED]
    held = [each for each in here if each.state.is_made or replayed.of(each.id)]
    return sorted(held, key=lambda each: (each.name.casefold(), each.id))


def _readable(run: AnalysisRun) -> dict[int, str]:
    """Comments that were read and may be shown, of those with the same words the first; with their words."""
    read = {int(coding.comment_id) for coding in theme_replay.replay_run(run).machine.codings}
    withheld, first = comments.list_withheld_ids(), dict[str, int]()
    for row in runs.read_comments(run.id):
        if row.id in read and row.id not in withheld and row.text.strip():
            first.setdefault(" ".join(row.text.casefold().split()), row.id)
    return {key: words for words, key in first.items()}


def _decided_by(coder_ids: Collection[int]) -> set[int]:
    """Comments about which one of them decided in the workspace: they know what the machine made of those."""
    mine = {row.id for row in themes.list_decisions() if row.user_id in coder_ids and row.kind in READ}
    return {key for decision, key, _ in themes.list_decided_comments() if decision in mine}


def _strata(run: AnalysisRun, replayed: Replayed, spread: Spread, among: Collection[int]) -> dict[str, str]:
    """Comment → its group and the theme it is surest in as things stand."""
    best: dict[str, tuple[float, str]] = {}
    for coding in replayed.standing.findings.codings:
        best[coding.comment_id] = max(best.get(coding.comment_id, (-1.0, "")), (coding.probability, coding.theme_id))
    rows = {str(row.id): getattr(row, spread.value) for row in runs.read_comments(run.id) if row.id in among}
    return {key: f"{group} {best[key][1]}" for key, group in rows.items()}


def _program(replayed: Replayed, offered: Collection[str]) -> Mapping[str, list[str]]:
    """Comment → the offered themes that the machine gave it, as they are merged now; people's codings are not in it."""
    states = replayed.standing.themes
    given: dict[str, set[str]] = {}
    for coding in replayed.machine.codings:
        state = states.get(coding.theme_id)
        theme = state.merged_into or coding.theme_id if state else coding.theme_id
        mine = given.setdefault(coding.comment_id, set())
        if theme in offered or theme == NOT_SURE:
            mine.add(theme)
    return {key: sorted(mine) or [OTHER] for key, mine in given.items()}
