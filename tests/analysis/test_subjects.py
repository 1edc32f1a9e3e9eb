"""What the list of subjects knows, how it steers, and that it does not decide."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.pipeline import find_themes
from analysis.subjects import About, BadSubjects, Subject, SubjectProfile, default_subjects, load_subjects
from tests.analysis.voices import TEXTS, corpus_of

BUSES = Subject.of("Buses and trains", "bus", "train", "bus pass", part_of="Getting about")
ROADS = Subject.of("Roads and crossings", "road", "crossing", part_of="Getting about")
SCREENS = Subject.of("Computers at work", "IT", "laptop")
LISTED = (BUSES, ROADS, SCREENS)

PONIES = tuple(
    f"{start} {end}"
    for start in (
        "The pony stables",
        "Those stables",
        "Our ponies at the stables",
        "Muddy ponies",
        "The old stables",
        "Pony rides",
        "The ponies",
        "Saddles at the stables",
    )
    for end in (
        "smell of wet straw.",
        "need new hay and straw.",
        "are cold and the saddles are cracked.",
        "should have brushes for the manes.",
        "made my week with their soft noses.",
    )
)


def spoken(text: str) -> dict[str, float]:
    profile = SubjectProfile(LISTED).fit([text])
    row = profile.transform([text]).toarray()[0]
    return {name: round(float(value), 3) for name, value in zip(profile.names_, row, strict=True) if value}


def test_a_text_is_about_the_subjects_whose_words_it_uses():
    assert set(spoken("Two buses were late")) == {"Buses and trains", "Getting about"}
    assert set(spoken("The buses use the road")) == {"Buses and trains", "Roads and crossings", "Getting about"}
    assert spoken("I like custard") == {}


def test_another_word_that_only_looks_alike_does_not_count():
    assert spoken("More training for the staff, a busy day") == {}


def test_a_word_listed_in_capitals_counts_only_in_capitals():
    assert "Computers at work" in spoken("IT is slow")
    assert spoken("it is slow") == {}


def test_every_listed_subject_has_a_name_for_people():
    subjects = default_subjects()
    assert 50 <= len(subjects) <= 120
    assert len({subject.name.casefold() for subject in subjects}) == len(subjects)
    assert all(3 <= len(name.split()) <= 7 for each in subjects for name in (each.name, each.part_of))
    assert all(len(each.said) >= 4 for each in subjects)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[subject]]\nname = 'x", "not valid TOML"),
        ("[[subject]]\nsaid = 'bus'", "subject 1 has no name"),
        ("[[subject]]\nname = 'Buses'\nsaid = ' | '", "Buses has no words"),
        ("[[subject]]\nname = 'Buses'\nsaid = 'bus'\npart_of = 3", "part_of is not a text"),
        ("[[subject]]\nname = 'Buses'\nsaid = 'bus'\n[[subject]]\nname = 'buses'\nsaid = 'coach'", "comes twice"),
    ],
)
def test_a_wrong_list_says_what_is_wrong(tmp_path, text, complaint):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadSubjects, match=complaint):
        load_subjects(path)


def test_a_topic_that_is_largely_one_subject_takes_its_name():
    assert names_of("bus", "bus", "bus", "custard") == ("Buses and trains", "Getting about")


def test_a_topic_of_several_near_subjects_takes_the_larger_name():
    assert names_of("bus", "road", "road", "bus")[0] == "Getting about"


def test_a_topic_of_none_of_the_subjects_takes_no_name_from_the_list():
    assert names_of("custard", "peas", "jam", "bus") == ()


def names_of(*topic: str) -> tuple[str, ...]:
    """Names that the list offers for a topic beside many texts about laptops."""
    texts = [*topic, *["laptop"] * 20]
    profile = SubjectProfile(LISTED).fit(texts).transform(texts)
    return About.of(LISTED, profile, [1] * len(texts)).names(np.arange(len(texts)) < len(topic))


def test_a_matter_in_no_list_becomes_a_theme_named_by_its_own_words():
    corpus = corpus_of(*TEXTS, *PONIES)
    findings = find_themes(corpus)
    ponies = {str(number) for number in range(len(TEXTS) + 1, len(TEXTS) + len(PONIES) + 1)}
    by_theme = {
        theme.name: sum(coding.theme_id == theme.id and coding.comment_id in ponies for coding in findings.codings)
        for theme in findings.themes
    }
    own = [
        name for name in by_theme if any(word in name.lower() for word in ("pon", "stable", "saddle", "mane", "straw"))
    ]
    assert sum(by_theme[name] for name in own) >= 0.8 * len(ponies)
    assert not {name for name in own if name in {subject.name for subject in default_subjects()}}


def test_the_list_can_be_emptied_or_replaced():
    corpus = corpus_of(*TEXTS)
    listed = {name for each in default_subjects() for name in (each.name, each.part_of)}
    assert not listed & {theme.name for theme in find_themes(corpus, subjects=()).themes}
    mine = (Subject.of("Getting there by bus", "bus", "bus fare"),)
    assert "Getting there by bus" in {theme.name for theme in find_themes(corpus, subjects=mine).themes}


def test_a_campaign_is_named_by_what_it_asks_for():
    letter = (
        "I object to closing the Maple Row children's centre. It is the only children's centre that families with "
        "babies can walk to, and the stay and play there keeps new parents from being alone."
    )
    findings = find_themes(corpus_of(*TEXTS, *[f"{letter} Yours, number {number}." for number in range(30)]))
    theme_of = {coding.comment_id: coding.theme_id for coding in reversed(findings.codings)}
    name = next(theme.name for theme in findings.themes if theme.id == theme_of[str(len(TEXTS) + 1)])
    assert "centre" in name.lower() or "closures" in name.lower()
