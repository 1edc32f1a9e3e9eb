"""Comments → what may be read of them: set aside or masked, parted into points. Each different text is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from analysis.codebook import Exclusion
from analysis.corpus import MAX_CHARACTERS, Comment
from analysis.exclusions import may_wait_for_translation, says_too_little, waits_for_translation
from analysis.ideas import ideas
from analysis.redact import mask
from analysis.workers import in_parts, workers, worth

PART = 500  # texts that a process reads at a time


@dataclass(frozen=True, slots=True)
class Readable:
    """The comments that can be analysed, the masked beginning of each, its points, and what was left out and why."""

    comments: tuple[Comment, ...]
    texts: tuple[str, ...]
    points: tuple[tuple[str, ...], ...]
    excluded: tuple[Exclusion, ...]


@contextmanager
def reading(corpus: Iterable[Comment], processes: int = 1) -> Iterator[Callable[[], Readable]]:
    """Of every comment the first 20,000 characters, in the order given; on several processes the same.

    These begin at once; calling what is handed out waits for them.
    """
    comments = tuple(corpus)
    asked = list(dict.fromkeys((comment.text, comment.question, comment.language) for comment in comments))
    with workers(worth(processes, len(asked))) as work:
        read = work.each(_read_part, in_parts(asked, PART))
        yield lambda: _put_together(
            comments,
            {
                said: _Read(reason) if one.is_doubtful and (reason := waits_for_translation(said[0], said[2])) else one
                for said, one in zip(asked, chain.from_iterable(read), strict=True)
            },
        )


def _put_together(comments: Sequence[Comment], known: Mapping[tuple[str, str, str], _Read]) -> Readable:
    found = [known[comment.text, comment.question, comment.language] for comment in comments]
    kept = [(comment, one) for comment, one in zip(comments, found, strict=True) if not one.reason]
    return Readable(
        tuple(comment for comment, _ in kept),
        tuple(one.text for _, one in kept),
        tuple(one.points for _, one in kept),
        tuple(
            Exclusion(comment_id=comment.id, reason=one.reason)
            for comment, one in zip(comments, found, strict=True)
            if one.reason
        ),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """is_doubtful: may be in another language, which is looked at here, so that one process loads the model for it."""

    reason: str = ""
    is_doubtful: bool = False
    text: str = ""
    points: tuple[str, ...] = ()


def _read_part(_: object, part: Sequence[tuple[str, str, str]]) -> list[_Read]:
    return [_read(*said) for said in part]


def _read(text: str, question: str, language: str) -> _Read:
    if reason := says_too_little(text, question):
        return _Read(reason)
    masked = mask(text[:MAX_CHARACTERS]).text
    return _Read("", may_wait_for_translation(text, language), masked, ideas(masked))
