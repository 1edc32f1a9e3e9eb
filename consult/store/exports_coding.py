"""Comments of a run whose words may be handed out: screened and clear, withheld by nobody, still counting.

Only those of areas that this session may see.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.store import areas
from consult.store.comments import set_apart, withheld
from consult.store.runs import seen_by


def list_clear_comments(run_id: int) -> list[sa.Row[Any]]:
    """By id: id, text, question, audience, may_quote. Flagged words stay here, even where a person cleared them."""
    query = sa.select(Comment.id, Comment.text, Comment.question, Comment.audience, Comment.may_quote).where(
        Comment.id.in_(seen_by(run_id)),
        Comment.screening == Screened.CLEAR,
        Comment.id.not_in(withheld()),
        Comment.id.not_in(set_apart()),
        areas.seen(Comment.area),
    )
    return list(db.session.execute(query.order_by(Comment.id)))
