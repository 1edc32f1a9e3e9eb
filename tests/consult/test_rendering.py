"""Pieces of pages that are made once for everybody hold nothing of anybody."""

from __future__ import annotations

import pytest

from consult.web import languages
from consult.web.rendering import Pieces
from tests.consult import asking
from tests.consult.reader import Page


@pytest.fixture
def settings(sqlite_url, tmp_path):
    from consult.settings import Settings

    return Settings(instance=tmp_path, database_url=sqlite_url, secret_key="k" * 40, is_https=False)


def area_page(app) -> Page:
    page = Page(app).visit("/survey/short").press("Start now")
    return page.choose("Yes, I have").press("Continue")


def test_what_one_person_chose_or_left_out_is_on_no_other_page(app):
    asking.open_short()
    first, second, third = area_page(app), area_page(app), area_page(app)
    untouched = third.body.count("checked")
    assert first.press("Continue").errors
    path = second.path
    assert second.choose("Kingston").press("Continue").visit(path).body.count("checked") == untouched + 1
    again = third.visit(third.path)
    assert not again.errors
    assert again.body.count("checked") == untouched


def test_a_piece_is_made_once_for_each_language_and_anew_when_its_words_change(app):
    made = []

    def macro(words):
        made.append(words)
        return words

    macro.name = "macro"
    pieces, words = Pieces(), {"pl": {}}
    with app.test_request_context("/"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "words_of", lambda code: words[code])
        for code in ("en", "en", "pl", "pl"):
            languages.use(code)
            pieces.piece(macro, "help")
        assert len(made) == 2
        words["pl"] = {}  # brought by a translator
        pieces.piece(macro, "help")
        assert len(made) == 3
