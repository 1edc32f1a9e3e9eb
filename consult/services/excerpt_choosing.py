"""Which comments may become excerpts: those that may be quoted, are screened and clear, and are none yet."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.redact import mask
from consult.models.excerpts import Attribute, Excerpt
from consult.services.excerpt_groups import read_figures
from consult.services.excerpts import list_dissenting
from consult.store import excerpts as store

PER_PAGE = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotable:
    """A comment that may be quoted, with its words as the machine masks them."""

    id: int
    words: str
    audience: str
    area: str
    is_dissenting: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotablePage:
    """One page of a longer list. number begins at 1."""

    comments: tuple[Quotable, ...]
    audience: str
    only_dissenting: bool
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // PER_PAGE), 1)

    @property
    def query(self) -> str:
        """What the list was asked for, to stay with it from page to page."""
        dissenting = "dissenting=yes&" if self.only_dissenting else ""
        return (f"audience={self.audience}&" if self.audience else "") + dissenting


def list_to_choose(*, audience: str, only_dissenting: bool, number: int) -> QuotablePage:
    """audience: of any where it is empty. only_dissenting: those that speak against what most in their theme say."""
    dissenting = list_dissenting()
    among = dissenting if only_dissenting else None
    total = store.count_usable(audience=audience, among=among)
    number = min(max(number, 1), max(-(-total // PER_PAGE), 1))
    found = store.list_usable(audience=audience, among=among, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    comments = tuple(
        Quotable(
            id=comment.id,
            words=mask(comment.text).text,
            audience=comment.audience,
            area=comment.area,
            is_dissenting=comment.id in dissenting,
        )
        for comment in found
    )
    return QuotablePage(
        comments=comments, audience=audience, only_dissenting=only_dissenting, total=total, number=number
    )


def find_excerpt_of(comment_id: int) -> Excerpt | None:
    """The one that words of this comment are already."""
    return store.find_alive(comment_id)


def list_attributes(excerpt_id: int) -> dict[Attribute, str]:
    """What may be said of who said it at this moment."""
    return read_figures().allowed(store.get(excerpt_id).comment)
