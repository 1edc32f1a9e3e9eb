"""A cited text in the shape its page needs: headings, paragraphs, and items that stand in one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from consult.plan.sentences import Block
from consult.services.citing import CitedSentence, CitedText

Paragraph = tuple[CitedSentence, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs of one kind that stand together: the items of a list, or one heading or paragraph."""

    block: Block
    paragraphs: tuple[Paragraph, ...]


def groups(text: CitedText) -> tuple[Group, ...]:
    paragraphs = [tuple(same) for _, same in groupby(text.sentences, key=lambda cited: cited.sentence.paragraph)]
    return tuple(_groups(paragraphs))


def _groups(paragraphs: Iterable[Paragraph]) -> Iterable[Group]:
    for block, same in groupby(paragraphs, key=lambda paragraph: paragraph[0].sentence.block):
        if block is Block.ITEM:
            yield Group(block, tuple(same))
        else:
            yield from (Group(block, (paragraph,)) for paragraph in same)
