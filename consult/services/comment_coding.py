"""People say which theme a comment belongs to, and on which side it is: put in, taken out, moved, split off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Unpack

from analysis.codebook import AGAINST, FOR, MIXED, UNCLEAR
from analysis.decisions import DecisionKind
from consult.models.themes import AnalysisRun, Part
from consult.services import theme_replay, theme_states
from consult.services.deciding import How, Wanted, decide, tidy
from consult.services.theme_review import LONGEST_NAME
from consult.services.theme_states import ReviewedTheme, Status
from consult.store import comments, runs, themes
from consult.store.errors import Conflict, NotFound

MOST_AT_ONCE = 1_000
STANCES = (FOR, AGAINST, MIXED, UNCLEAR)
WITHHELD = (
    "The words of a comment you chose are withheld, so nobody but the safeguarding team can say where it belongs."
)
ELSEWHERE = (
    "This theme holds comments of areas that your work is not about, and a split would move some of them."
    " Ask a colleague whose work is about all areas."
)


def put(theme_id: int, comment_ids: Collection[int], **how: Unpack[How]) -> None:
    meant = _meant(comment_ids)
    decide(Wanted(theme_id=theme_id, kind=DecisionKind.PUT, comments=meant, **how), _if_readable)


def take(theme_id: int, comment_ids: Collection[int], **how: Unpack[How]) -> None:
    meant = _meant(comment_ids)
    decide(Wanted(theme_id=theme_id, kind=DecisionKind.TAKE, comments=meant, **how), _if_readable)


def move(theme_id: int, comment_ids: Collection[int], to_id: int, **how: Unpack[How]) -> None:
    meant = _meant(comment_ids)
    wanted = Wanted(theme_id=theme_id, kind=DecisionKind.MOVE, other_id=to_id, comments=meant, **how)
    decide(wanted, _if_it_can_go_there)


def set_stance(theme_id: int, comment_ids: Collection[int], stance: str, **how: Unpack[How]) -> None:
    if stance not in STANCES:
        raise Conflict("Choose for, against, mixed or unclear.")
    meant = _meant(comment_ids)
    decide(Wanted(theme_id=theme_id, kind=DecisionKind.STANCE, after=stance, comments=meant, **how), _if_in_theme)


def split(theme_id: int, seed_ids: Collection[int], name: str, **how: Unpack[How]) -> int | None:
    """A new theme of the seeds and of the theme's comments like them; its id. What nobody may read stays."""
    after = tidy(name, LONGEST_NAME)
    if not after:
        raise Conflict("Enter a name for the new theme.")
    wanted = Wanted(theme_id=theme_id, kind=DecisionKind.SPLIT, after=after, comments=_meant(seed_ids), **how)
    made = decide(wanted, _divided)
    return made.other_id if made else None


def _meant(comment_ids: Collection[int]) -> dict[int, Part]:
    if not comment_ids:
        raise Conflict("Choose at least one comment first.")
    if len(comment_ids) > MOST_AT_ONCE:
        raise Conflict(f"Choose at most {MOST_AT_ONCE:,} comments at a time.")
    return dict.fromkeys(sorted(comment_ids), Part.MEANT)


def _if_readable(wanted: Wanted, _theme: ReviewedTheme) -> Wanted:
    replayed = theme_replay.replay_run(_newest_run())
    read = {int(coding.comment_id) for coding in replayed.machine.codings}
    if (seen := comments.find_seen_ids()) is not None:
        read &= seen
    if unread := sorted(set(wanted.comments) - read):
        raise Conflict(f"Comment {unread[0]} is not in the newest run, so it can be in no theme. Choose others.")
    if comments.list_withheld_ids() & set(wanted.comments):
        raise Conflict(WITHHELD)
    return wanted


def _if_in_theme(wanted: Wanted, theme: ReviewedTheme) -> Wanted:
    held = {placed.comment_id for placed in theme_replay.replay_run(_newest_run()).of(theme.id)}
    if strange := sorted(set(wanted.comments) - held):
        raise Conflict(f"Comment {strange[0]} is not in this theme now. Open the theme again and choose there.")
    return _if_readable(wanted, theme)


def _if_it_can_go_there(wanted: Wanted, theme: ReviewedTheme) -> Wanted:
    other = theme_states.read_all().themes.get(wanted.other_id or 0)
    if other is None or other.id == theme.id:
        raise Conflict("Choose another theme to move the comments to.")
    if other.merged_into:
        raise Conflict("That theme is merged into another. Choose the one it is merged into.")
    if other.status is Status.REJECTED:
        raise Conflict("That theme is rejected. Reopen it first, or choose another.")
    return _if_in_theme(wanted, theme)


def _divided(wanted: Wanted, theme: ReviewedTheme) -> Wanted:
    """What goes and what stays is written down, so that the split is the same in every run."""
    from analysis.dividing import FEWEST_SEEDS, divide  # heavy: only where a theme is split

    if len(wanted.comments) < FEWEST_SEEDS:
        raise Conflict(f"Choose at least {FEWEST_SEEDS} comments that show what the new theme is about.")
    _if_in_theme(wanted, theme)
    held = [placed.comment_id for placed in theme_replay.replay_run(_newest_run()).of(theme.id)]
    if (seen := comments.find_seen_ids()) is not None and not seen.issuperset(held):
        raise Conflict(ELSEWHERE)
    texts = _readable_texts(held)
    ids = sorted(texts)
    goes = divide([texts[key] for key in ids], [ids.index(key) for key in wanted.comments])
    parts = {key: Part.LIKE if does else Part.UNLIKE for key, does in zip(ids, goes, strict=True)}
    child = themes.add_theme(made_by=wanted.by)
    return replace(wanted, other_id=child.id, comments=parts | dict.fromkeys(wanted.comments, Part.SEED))


def _readable_texts(ids: Sequence[int]) -> dict[int, str]:
    withheld = comments.list_withheld_ids()
    return {comment.id: comment.text for comment in comments.list_comments(ids) if comment.id not in withheld}


def _newest_run() -> AnalysisRun:
    run = runs.find_newest_run()
    if run is None:
        raise NotFound("no themes have been found yet")
    return run
