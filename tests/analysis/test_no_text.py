"""What is no text, such as the NaN of a blank cell, is refused in one sentence wherever texts come in."""

from __future__ import annotations

import pytest

from analysis.coding import ThemeCoder
from analysis.corpus import Comment, Corpus
from analysis.duplicates import find_copies
from analysis.priorities import map_comments
from analysis.redact import mask
from analysis.screen import screen

NAN = float("nan")
DOORS = {
    "corpus": lambda: Corpus.of([Comment(id="1", text=NAN)]),
    "priorities": lambda: map_comments([Comment(id="1", text="")], [NAN]),
    "redact": lambda: mask(NAN),
    "screen": lambda: screen(NAN),
    "duplicates": lambda: find_copies(["More buses", NAN]),
    "coder": lambda: ThemeCoder().fit(["More buses", NAN], [{"buses"}, {"parks"}]),
}


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_text_is_refused_with_its_remedy(door):
    with pytest.raises(ValueError, match=r'nan.*""'):
        DOORS[door]()
