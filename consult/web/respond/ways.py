"""Where a respondent may be and goes next. Pure, but for making addresses."""

from __future__ import annotations

from flask import url_for

from consult.services.intake import Draft
from surveys import Page, equality_path, first_unanswered, page_after, page_before, page_like, path

FROM = "from"  # in the address of the display page: the page to go back to


def home_url() -> str:
    return url_for("respond.home")


def start_url(slug: str) -> str:
    return url_for("respond.start", slug=slug)


def page_url(draft: Draft, page: Page, *, is_change: bool = False) -> str:
    change = "yes" if is_change else None
    return url_for("respond.page", slug=draft.survey.slug, page_id=page.id, change=change)


def way_url(slug: str, page: Page | None = None) -> str:
    return url_for("way.choose", slug=slug, page=page.id if page else None)


def display_url(slug: str, back: str) -> str:
    """Where the look of the pages is chosen; without a slug the page is about no survey."""
    return url_for("display.choose", slug=slug, _external=False, **{FROM: back})


def check_url(slug: str) -> str:
    return url_for("respond.check", slug=slug)


def sent_url(slug: str) -> str:
    return url_for("respond.sent", slug=slug)


def after_sending(draft: Draft) -> str:
    """The optional equality questions, where there are any."""
    if draft.instrument.equality_pages:
        return url_for("respond.equality", slug=draft.survey.slug)
    return sent_url(draft.survey.slug)


def furthest(draft: Draft, *, is_change: bool = False) -> str:
    """The first page that waits for an answer, or the check where none does."""
    if draft.is_sent:
        return after_sending(draft)
    waiting = first_unanswered(draft.instrument, draft.answers)
    return page_url(draft, waiting, is_change=is_change) if waiting else check_url(draft.survey.slug)


def may_see(draft: Draft, page: Page) -> bool:
    """A page on the path that has been reached; equality pages once the answers are sent."""
    if draft.instrument.is_equality_page(page):
        return draft.is_sent and page in equality_path(draft.instrument, draft.answers)
    if draft.is_sent:
        return False
    pages = path(draft.instrument, draft.answers)
    waiting = first_unanswered(draft.instrument, draft.answers)
    reached = pages[: pages.index(waiting) + 1] if waiting else pages
    return page in reached


def again(draft: Draft, page_id: str) -> str:
    """After another face was chosen: the same page, or the nearest that this face has, or as far as it goes."""
    page = page_like(draft.whole, draft.instrument, draft.answers, page_id)
    return page_url(draft, page) if page and may_see(draft, page) else furthest(draft)


def elsewhere(draft: Draft, page: Page, place: str | None, *, is_change: bool) -> str | None:
    """Where a button led that keeps the page first: to another face, to another look; or nowhere in particular."""
    if place == "display":
        return display_url(draft.survey.slug, page_url(draft, page, is_change=is_change))
    if place == "way" and not draft.is_sent:
        return way_url(draft.survey.slug, page)
    if all(page.id != shown.id for shown in draft.instrument.all_pages):
        return again(draft, page.id)
    return None


def after(draft: Draft, page: Page, *, is_change: bool) -> str:
    """On to the next page; after a change back to the check, unless the change opened pages."""
    if draft.instrument.is_equality_page(page):
        following = page_after(draft.instrument, draft.answers, page)
        return page_url(draft, following) if following else sent_url(draft.survey.slug)
    following = None if is_change or draft.is_sent else page_after(draft.instrument, draft.answers, page)
    if following and may_see(draft, following):
        return page_url(draft, following)
    return furthest(draft, is_change=is_change)


def before(draft: Draft, page: Page, *, is_change: bool) -> str:
    earlier = page_before(draft.instrument, draft.answers, page)
    if is_change:
        return check_url(draft.survey.slug)
    if earlier:
        return page_url(draft, earlier)
    return after_sending(draft) if draft.is_sent else start_url(draft.survey.slug)
