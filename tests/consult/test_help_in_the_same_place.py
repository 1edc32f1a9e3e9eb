"""Leaving, help to read, help lines and contact stand in the same order on every page for respondents (WCAG 3.2.6)."""

from tests.consult import asking
from tests.consult.reader import text

ORDER = (
    "Exit this page",
    "Text size and colours",
    "Help now",
    "Childline",
    "Find or take back your answers",
    "Your information",
    "Accessibility",
)


def places(page):
    """Where each stands in the page as it is sent; the last time, for words that are said earlier too."""
    said = text(next(page.tree.iter("body")))
    return [said.index(ORDER[0]), *(said.rindex(words) for words in ORDER[1:])]


def test_help_is_in_the_same_order_on_every_page(page, app):
    asking.open_short()
    page.visit("/survey/short")
    seen = [page.press("Start now").path, "/survey/short", "/survey/short/display", "/your-answers", "/accessibility"]
    for address in (*seen, "/privacy", "/privacy/short", "/data-protection-complaint", "/survey/nowhere"):
        found = places(page.visit(address))
        assert found == sorted(found), address
