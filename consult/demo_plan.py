"""The plan of the demonstration: outcomes, an approved section, one that is being written, and a frozen version."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from consult.models.base import utcnow
from consult.models.excerpts import Attribute
from consult.models.plan import Taken
from consult.plan.citations import Kind, marker
from consult.services import (
    approving,
    drafting,
    excerpt_masking,
    freezing,
    outcomes,
    plan_themes,
    theme_review,
)
from consult.services.outcomes import Decided
from consult.services.standing import StandingTheme
from consult.services.theme_review import Status
from consult.store.errors import Conflict, NotFound

FEWEST_WORDS, MOST_WORDS = 8, 45  # of an excerpt
FILE = Path(__file__).parent / "demo_content" / "plan.toml"


def load(*, writer: int, second: int) -> None:
    """writer: a strategist. second: somebody else, who approves and is asked to read."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for outcome in content["outcome"]:
        _decide(outcome, by=writer)
    for section in content["section"]:
        _write(section, writer=writer, second=second)
    freezing.freeze("for the directors’ meeting", [second], by=writer)


def _decide(outcome: dict[str, Any], *, by: int) -> None:
    theme, today = _find(outcome["about"]), utcnow().date()
    if theme is None:
        return
    decided = Decided(
        taken=Taken(outcome["taken"]),
        why=outcome["why"],
        easy_words=outcome.get("easy_words", ""),
        considered_by=outcome["considered_by"],
        considered_on=today - timedelta(days=5),
        owner_id=by,
        tell_on=today + timedelta(days=90),
    )
    outcomes.record(theme.theme_id, decided, seen=0, by=by)


def _write(section: dict[str, Any], *, writer: int, second: int) -> None:
    text = "\n\n".join(_parts(section["part"], writer=writer, second=second)).replace("\n\n- ", "\n- ")
    section_id = drafting.start_section(section["priority"], section["area"], by=writer)
    drafting.save(section_id, text, seen=0, by=writer)
    if "remark" in section:
        approving.add_remark(section_id, 1, section["remark"], by=second)
    if section["is_approved"] and not drafting.read_version(drafting.get_draft(section_id).version(1)).points:
        approving.approve(section_id, 1, by=second)


def _parts(parts: Iterable[dict[str, Any]], *, writer: int, second: int) -> Iterable[str]:
    for part in parts:
        if "about" not in part:
            yield part["text"]
            continue
        theme = _find(part["about"])
        excerpt = _publish(theme, writer=writer, second=second) if theme and part.get("needs_excerpt") else None
        if theme and (excerpt or "needs_excerpt" not in part):
            _accept(theme, by=writer)
            yield part["text"].format(
                theme=marker(Kind.THEME, theme.theme_id),
                people=marker(Kind.FIGURE, f"theme/{theme.theme_id}/people"),
                words=marker(Kind.FIGURE, f"theme/{theme.theme_id}/words"),
                excerpt=marker(Kind.EXCERPT, excerpt) if excerpt else "",
            )


def _find(about: Iterable[str]) -> StandingTheme | None:
    """The largest theme whose name holds one of these words, the first of them before the next."""
    found = (theme for word in about for theme in plan_themes.list_themes() if word in theme.name.lower())
    return next(found, None)


def _accept(theme: StandingTheme, *, by: int) -> None:
    now = theme_review.get_reviewed(theme.theme_id)
    if now.status == Status.PROPOSED:
        theme_review.accept(theme.theme_id, seen=now.seen, by=by)


def _publish(theme: StandingTheme, *, writer: int, second: int) -> int | None:
    """The first typical comment of a readable length that two people may agree to publish."""
    candidate = theme_review.get_reviewed(theme.theme_id).proposal
    for comment_id in map(int, candidate.excerpts if candidate else ()):
        try:
            comment = excerpt_masking.get_usable(comment_id)
            if not FEWEST_WORDS <= len(comment.text.split()) <= MOST_WORDS:
                continue
            points = len(excerpt_masking.list_parts(comment))
            excerpt = excerpt_masking.propose(comment_id, first=1, last=points, by=writer)
            excerpt_masking.confirm(excerpt.id, Attribute.NONE, seen=1, by=writer)
            excerpt_masking.approve(excerpt.id, seen=2, by=second)
        except (Conflict, NotFound):
            continue
        return excerpt.id
    return None
