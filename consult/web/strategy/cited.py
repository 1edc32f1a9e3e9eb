"""Before a theme that the plan cites is rejected or merged away, whoever does it sees the sentences."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.services import drafting, theme_review
from consult.web.strategy.review_forms import PressForm

TAKES_AWAY = {"reject": "Reject it all the same", "merge": "Merge it all the same"}
NOT_KEPT = ("csrf_token", "knows")


def warn(theme_id: int, act: str) -> ResponseReturnValue | None:
    """The page that asks first; None where nothing cites the theme, or its sentences were shown already."""
    if act not in TAKES_AWAY or request.form.get("knows") or not PressForm().validate_on_submit():
        return None
    theme, uses = theme_review.get_reviewed(theme_id), drafting.list_uses(theme_id)
    if not uses:
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    page = render_template(
        "strategy/cited.html",
        theme=theme,
        uses=uses,
        act=act,
        press=TAKES_AWAY[act],
        again_url=request.path,
        again=fields,
    )
    return page, 409
