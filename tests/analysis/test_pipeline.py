"""The whole way from comments to candidate themes."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import NOT_SURE, OTHER, Findings
from analysis.corpus import Comment, Corpus
from analysis.excerpts import says_something
from analysis.pipeline import find_themes
from analysis.redact import mask
from analysis.words import written
from tests.analysis.voices import TEXTS, VOICES, corpus_of

scraps = st.sampled_from(
    [
        *TEXTS,
        "",
        " ",
        "N/A",
        "Nothing.",
        "🙂🙂",
        "12345",
        "공원이 더 필요해요",
        "bus " * 300,
        "\ud800",
        "jo@example.org",
    ]
)
answers = st.lists(st.one_of(scraps, st.text(max_size=80)), max_size=25)


def assert_the_ledger_adds_up(corpus: Corpus, findings: Findings) -> None:
    coded = {coding.comment_id for coding in findings.codings}
    excluded = [exclusion.comment_id for exclusion in findings.excluded]
    assert len(coded) + len(excluded) == len(corpus)
    assert coded.isdisjoint(excluded)
    assert [mapped.comment_id for mapped in findings.priorities] == list(
        dict.fromkeys(c.comment_id for c in findings.codings)
    )
    themes = {theme.id for theme in findings.themes}
    assert {coding.theme_id for coding in findings.codings} <= themes | {OTHER, NOT_SURE}
    for theme in findings.themes:
        assert theme.comments == sum(coding.theme_id == theme.id for coding in findings.codings) > 0
        assert set(theme.excerpts) <= coded
        assert len(theme.excerpts) <= 8
        assert theme.excerpts or not any(
            says_something(mask(text).text) for text in said_in(corpus, findings, theme.id)
        )
    assert all(0 <= coding.probability <= 1 for coding in findings.codings)
    assert len({theme.name for theme in findings.themes}) == len(findings.themes)
    assert max((sum(c.comment_id == one for c in findings.codings) for one in coded), default=1) <= 3


def said_in(corpus: Corpus, findings: Findings, theme: str) -> list[str]:
    members = {coding.comment_id for coding in findings.codings if coding.theme_id == theme}
    return [comment.text for comment in corpus if comment.id in members]


def test_people_recognise_what_they_said():
    findings = find_themes(corpus_of(*TEXTS))
    names = " / ".join(theme.name.lower() for theme in findings.themes)
    assert 3 <= len(findings.themes) <= 5
    assert sum(word in names for word in ("bus", "youth club", "waiting", "park", "teacher")) >= 3


def test_comments_on_one_matter_mostly_share_a_theme():
    corpus = corpus_of(*TEXTS)
    theme_of = {coding.comment_id: coding.theme_id for coding in reversed(find_themes(corpus).codings)}
    numbers = iter(range(1, len(TEXTS) + 1))
    for said in VOICES.values():
        themes = [theme_of[str(next(numbers))] for _ in said]
        assert max(map(themes.count, themes)) >= 5


@settings(max_examples=25, deadline=None)
@given(answers)
def test_every_comment_is_coded_or_excluded_whatever_it_is(texts):
    corpus = corpus_of(*texts)
    assert_the_ledger_adds_up(corpus, find_themes(corpus))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(texts, random):
    comments = [Comment(id=f"c{number}", text=text) for number, text in enumerate(texts)]
    shuffled = random.sample(comments, len(comments))
    assert find_themes(Corpus.of(comments)) == find_themes(Corpus.of(shuffled)) == find_themes(Corpus(tuple(shuffled)))


def test_the_same_comments_and_seed_give_the_same_findings():
    chance = random.Random(5)
    vocabulary = " ".join(TEXTS).split()
    many = [
        " ".join(chance.choices(vocabulary, k=12)) for _ in range(1_500)
    ]  # enough for ties and random choices to show
    assert find_themes(corpus_of(*many), seed=3) == find_themes(corpus_of(*many), seed=3)


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("More parks please",),
        ("More parks please",) * 300,
        ("bus " * 50_000, "park"),
        ("x" * 1_000_000, "football " * 111_111),
        ("bus",) * 2_000,
        ("it was what it was", "so it is", "is it not"),
        ("🙂", "", "???", "더 많은 공원", "Потрібно більше парків"),
        (*("miss@example.org 020 7946 0000",) * 3, "More parks please"),
        ("miss@example.org 020 7946 0000", "ask mr bean", "KT1 1AA"),
    ],
    ids=[
        "none",
        "one",
        "identical",
        "repeated",
        "1 MB",
        "one word each",
        "stop words",
        "not words",
        "mostly masks",
        "only masks",
    ],
)
def test_strange_files_survive(texts):
    corpus = corpus_of(*texts)
    assert_the_ledger_adds_up(corpus, find_themes(corpus))


def test_few_comments_make_few_themes():
    assert len(find_themes(corpus_of(*TEXTS[:5])).themes) <= 2
    assert len(find_themes(corpus_of(*TEXTS[:20])).themes) <= 4


def test_a_comment_that_makes_two_points_can_have_two_themes():
    both = "The bus is late every morning. Our youth club closed and there is nowhere to go."
    findings = find_themes(corpus_of(*TEXTS, both))
    assert len([c for c in findings.codings if c.comment_id == str(len(TEXTS) + 1)]) == 2


def test_copies_are_counted_and_share_their_coding():
    letter = "Please keep the youth club on our estate open at weekends because young people have nowhere to go."
    findings = find_themes(corpus_of(*TEXTS, *[letter] * 20))
    codings = {c.comment_id: (c.theme_id, c.probability) for c in findings.codings if int(c.comment_id) > len(TEXTS)}
    assert len(codings) == 20
    assert len(set(codings.values())) == 1
    theme = next(t for t in findings.themes if t.id == next(iter(codings.values()))[0])
    assert theme.comments >= 20
    assert sum(int(id_) > len(TEXTS) for id_ in theme.excerpts) <= 1


def test_personal_data_never_reaches_a_name_or_keyword():
    texts = [f"{text} Ask Miss Patel or ring 020 7946 0{number:03}." for number, text in enumerate(TEXTS)]
    shown = " ".join(
        f"{theme.name} {' '.join(theme.keywords)}" for theme in find_themes(corpus_of(*texts)).themes
    ).lower()
    assert "patel" not in shown
    assert not re.search(r"\d|\[|phone|name", shown)


def test_a_word_of_one_person_names_nothing_where_many_speak():
    findings = find_themes(corpus_of(*TEXTS, "Zebedee zebedee zebedee sells ice cream in the park."))
    assert "zebedee" not in str(findings.themes).lower()


def test_the_method_names_only_what_was_used():
    corpus = corpus_of(*TEXTS)
    assert "a list of subjects" in find_themes(corpus).method
    assert "a list of subjects" not in find_themes(corpus, subjects=()).method


def test_nothing_of_what_people_wrote_is_remembered_after_a_run():
    find_themes(corpus_of(*TEXTS))
    assert written.cache_info().currsize == 0


def test_nothing_is_an_answer_to_what_should_change():
    assert not find_themes(corpus_of("Nothing.", question="What should change?")).excluded
    assert find_themes(corpus_of("Nothing.", question="Anything else?")).excluded[0].reason == "no comment"


def test_progress_is_told_and_can_cancel():
    class Cancelled(Exception):
        pass

    told = []
    find_themes(corpus_of(*TEXTS[:8]), progress=lambda stage, done: told.append((stage, done)))
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert told[-1] == ("Done", 1.0)

    def cancel(stage: str, done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_themes(corpus_of(*TEXTS), progress=cancel)


def test_what_a_long_letter_mentions_in_passing_is_not_one_of_its_themes():
    letter = (
        "Please keep the children's centre open five days a week. The children's centre is where we weigh our babies. "
        "The children's centre is where parents meet. We ask you to publish the figures for the children's centre. "
        "The children's centre must not close. Many of us take the bus."
    )
    buses = [f"The bus to {place} is late every {when}" for place in ("school", "town") for when in ("day", "night")]
    centre = [f"The children's centre is good for {whom}" for whom in ("babies", "mums", "dads", "toddlers", "all")]
    said = [*buses, "More buses in the evening", "Bus fares are too high", *centre, *[letter] * 8]
    findings = find_themes(Corpus.of(Comment(id=str(n), text=text) for n, text in enumerate(said)))
    themes = {coding.comment_id: coding.theme_id for coding in findings.codings}
    assert len(findings.codings) == len(said), "each has one theme"
    assert themes["12"] not in (themes["0"], OTHER)
