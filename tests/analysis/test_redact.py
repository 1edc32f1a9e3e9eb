"""Personal data is hidden, what only looks like it stays, and the spans say where it stood."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.redact import mask
from analysis.redaction.lexicon import folded, lexicon
from analysis.redaction.spans import KINDS, MASK
from analysis.words import written

NAMED = ["my friend Aisha", "mr head shouts", "Grace and Hope hit me", "im zorvane and i am 9", "MY NAME IS MUSTAFA"]
PIECES = [
    *NAMED,
    "ring 07700 900123",
    "jo@example.com",
    "12 Elm Road",
    "St Mark's Primary",
    "dob 1/2/2012",
    "KT1 2AB",
    "snap: jo_b",
    "my sister's",
    " and ",
    ", ",
    "will",
    "Zoe\u0308",
    "👩‍👧",
    "محمد",
    "\u202e",
    "[name]",
    "[",
]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("my teacher mrs patel is mean", "my teacher [name] is mean"),
        ("JAYDEN AND KYLE HIT ME", "[name] AND [name] HIT ME"),
        ("my best friend is charlote", "my best friend is [name]"),
        ("zainabs mum picks me up", "[name] mum picks me up"),
        ("Our worker Fatuma Abdi Hassan left", "Our worker [name] left"),
        ("Ask Siân O’Neill-Khan today", "Ask [name] today"),
        ("my son A.J. waits", "my son [name] waits"),
        ("My manager Deborah Lane helped", "My manager [name] helped"),
        ("Kind regards, J. Whitfield", "Kind regards, [name]"),
    ],
)
def test_names_are_hidden_however_they_are_written(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("my teacher zorvane is mean", "my teacher [name] is mean"),
        ("brixtel and doonya hit me", "[name] and [name] hit me"),
        ("a girl named yeojinn is lonely", "a girl named [name] is lonely"),
    ],
)
def test_a_name_of_no_list_is_known_by_the_words_around_it(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("poppy told on me", "[name] told on me"),
        ("i hate grace", "i hate [name]"),
        ("can ivy be in my class", "can [name] be in my class"),
        ("hunter never gets told off", "[name] never gets told off"),
        ("chase punched archer", "[name] punched [name]"),
        ("my nickname is bubbles", "my nickname is [name]"),
        ("everyone calls him big dave", "everyone calls him [name]"),
        ("the Papadopoulos children are hungry", "the [name] children are hungry"),
        ("Mr and Mrs Pemberton help", "[name] help"),
        ("Callum R has been missing", "[name] has been missing"),
    ],
)
def test_a_word_that_stands_where_only_a_person_can_is_hidden(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "i love honey and summer is hot",
        "the hunter told me",
        "too much to bear",
        "violet is my favourite colour",
        "they call me names",
        "my name is important",
        "my school is called good by ofsted",
    ],
)
def test_the_same_words_stay_where_they_are_things(text):
    assert mask(text).spans == ()


@pytest.mark.parametrize(
    ("word", "person"),
    [
        ("Please give families a grace period", "me and grace want a slide"),
        ("We may need help in May", "my sister May has a wheelchair"),
        ("The Rose garden is lovely", "my carer rose is lovely"),
        ("Will you build it", "will is bullying me"),
        ("Mark my words", "mark kicked me"),
        ("I hope so", "When Hope turned 18 support ended"),
        ("Jack of all trades", "I hate jack he is annoying"),
        ("Victoria Park is big", "My aunt Victoria is kind"),
    ],
)
def test_a_word_that_is_also_a_name_is_hidden_only_where_it_is_somebody(word, person):
    assert mask(word).spans == ()
    assert [span.kind for span in mask(person).spans] == ["name"]


@pytest.mark.parametrize(
    "text",
    [
        "Kingston needs a youth club and Maidenhead needs two",
        "Ofsted and CAMHS and Achieving for Children",
        "the doctor said wait, sir is funny, miss is nice",
        "Harry Potter club and Peppa Pig",
        "my dog Rex is old",
        "the crossing on Richmond Road",
        "faith schools, a good school, the primary school near us",
        "on 3rd May and since 2019, 24/7, 10 out of 10, call 999 or 0800 1111",
        "tiktok should be banned, add me on the waiting list",
    ],
)
def test_what_is_nobody_stays(text):
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I go to st marks primary", "school"),
        ("Brookvale Academy excluded him", "school"),
        ("my school is called Redwood", "school"),
        ("i go to st bedes", "school"),
        ("jo at example dot com", "e-mail"),
        ("tom [at] example [dot] org", "e-mail"),
        ("oh seven seven double oh nine double oh nine four eight", "phone"),
        ("my phone is 07700/900/493", "phone"),
        ("118 Upper Hill Street", "address"),
        ("Apartment 3, 10 Harbour Walk", "address"),
        ("Ivy Cottage, Church Lane", "address"),
        ("discord is ghostboi#9911", "handle"),
        ("i am at hollyfield", "school"),
        ("I live at Maple Lodge children's home", "setting"),
        ("flat 3b 10 mill lane is damp", "address"),
        ("i live in larch grove", "address"),
        ("ring o7700 900 333", "phone"),
        ("my insta is lilmiss.x07", "handle"),
        ("add me on snap jo_b99", "handle"),
        ("NINO: AB123456D", "NI number"),
        ("nhs: 943-476-5919", "NHS number"),
        ("card number 4111 1111 1111 1111", "bank number"),
        ("my birthday is 4th July", "date of birth"),
        ("born 5th of june 2014", "date of birth"),
    ],
)
def test_where_somebody_can_be_found_is_hidden(text, kind):
    assert [span.kind for span in mask(text).spans] == [kind]


_TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))


@given(_TEXTS)
def test_spans_point_into_the_original_and_a_second_masking_changes_nothing(text):
    found = mask(text)
    rebuilt, position = "", 0
    for span in found.spans:
        assert position <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        rebuilt += f"{text[position : span.start]}[{span.kind}]"
        position = span.end
    assert rebuilt + text[position:] == found.text
    assert mask(found.text) == type(found)(found.text, ())


@given(_TEXTS)
def test_masking_gives_the_same_answer_each_time(text):
    assert mask(text) == mask(text)


@pytest.mark.parametrize(
    "piece", ["a", "A. ", "1 ", "-", "Mr ", "St ", "O'", "Aisha and ", "flat 1, ", "school ", "born ", "[name] "]
)
def test_a_very_long_text_ends(piece):
    mask(piece * (200_000 // len(piece)))


def test_every_mask_is_known_to_what_reads_masked_text():
    assert all(MASK.fullmatch(f"[{kind}]") and written(f"a [{kind}]") == ("a",) for kind in KINDS)


def test_lists_are_in_the_form_that_words_are_looked_up_in():
    known = lexicon()
    for words in (known.given, known.elsewhere, known.family, known.ordinary, known.places, *known.cues.values()):
        assert all(word == folded(word) for word in words)


def test_the_command_writes_masked_comments_with_spans_into_the_original(tmp_path, capsys):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,said\n7,"My friend Ayşe, ring 07700 900123"\n8,fine\n', encoding="utf-8")
    assert main(["redact", str(source), "--text", "said", "--id", "id", "--out", str(target)]) == 0
    rows = {row["comment_id"]: row for row in csv.DictReader(io.StringIO(target.read_text(encoding="utf-8")))}
    assert rows["7"]["masked"] == "My friend [name], ring [phone]"
    assert json.loads(rows["7"]["spans"]) == [[10, 14, "name"], [21, 33, "phone"]]
    assert (rows["8"]["masked"], rows["8"]["spans"]) == ("fine", "[]")
    assert list(rows["7"]) == ["comment_id", "masked", "spans"]


def test_a_missing_column_is_named_and_nothing_is_written(tmp_path, capsys):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,said\n1,hello\n", encoding="utf-8")
    assert main(["redact", str(source), "--text", "words", "--out", str(target)]) == 2
    assert "words" in capsys.readouterr().err
    assert not target.exists()
