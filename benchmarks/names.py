"""How well themes are named: python -m benchmarks.names FILE.csv --text COL [FILE.csv --text COL …]

For each file: every theme's name beside the keyword list that BERTopic would show for the same members (class-based
TF-IDF of single words; M. Grootendorst, 2022), its size, and how many of its members use a word of either. Then the
checks that fail. No comment is printed.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from pathlib import Path

from analysis.codebook import CandidateTheme, Findings
from analysis.corpus import Comment, Corpus
from analysis.pipeline import find_themes
from analysis.redact import mask
from analysis.theme_checks import WORDS, check_names
from analysis.words import carries_meaning, stem, terms, words
from benchmarks.coded import read

SHOWN = 6  # words of a keyword list
Bag = frozenset[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="CSV files of real comments")
    parser.add_argument("--text", action="append", required=True, help="column of the comments, one for each file")
    given = parser.parse_intermixed_args()
    if len(given.text) != len(given.files):
        parser.error(f"{len(given.files)} files need as many --text, not {len(given.text)}")
    for path, column in zip(given.files, given.text, strict=True):
        report(path, column)


def report(path: Path, column: str) -> None:
    texts = [row[column] for row in read(path)]
    findings = find_themes(Corpus.of(Comment(id=str(at), text=text) for at, text in enumerate(texts)))
    bags = {str(at): frozenset(terms(mask(text).text)) for at, text in enumerate(texts)}
    members = {theme.id: [bags[each] for each in members_of(findings, theme)] for theme in findings.themes}
    print(f"\n## {path.parent.name}/{path.name}: {len(texts):,} comments, {len(findings.themes)} themes\n")
    print("| name | comments | use a word of it | keyword list | use a word of it |\n|---|---|---|---|---|")
    for theme in findings.themes:
        mine, keywords = members[theme.id], keyword_list(members, theme.id)
        name = frozenset(stem(word) for word in words(theme.name) if carries_meaning(word))
        shares = [share_using(mine, bag) for bag in (name, frozenset(keywords))]
        print(f"| {theme.name} | {theme.comments} | {shares[0]:.0%} | {', '.join(keywords)} | {shares[1]:.0%} |")
    print_checks(findings.themes)


def members_of(findings: Findings, theme: CandidateTheme) -> list[str]:
    return [coding.comment_id for coding in findings.codings if coding.theme_id == theme.id]


def keyword_list(members: dict[str, list[Bag]], theme: str) -> list[str]:
    """The stems that BERTopic's formula puts first: frequency in the theme times log(1 + average size / frequency)."""
    uses = {each: Counter(word for bag in bags for word in bag) for each, bags in members.items()}
    overall = sum(uses.values(), Counter())
    average = overall.total() / max(1, len(uses))
    scores = {word: count * math.log1p(average / overall[word]) for word, count in uses[theme].items()}
    return sorted(scores, key=lambda word: (-scores[word], word))[:SHOWN]


def share_using(bags: list[Bag], wanted: Bag) -> float:
    return sum(not bag.isdisjoint(wanted) for bag in bags) / max(1, len(bags))


def print_checks(themes: tuple[CandidateTheme, ...]) -> None:
    names = [theme.name for theme in themes]
    problems = Counter(each.kind for each in check_names(names, [theme.comments for theme in themes]))
    fit = sum(len(words(name)) in WORDS for name in names) / max(1, len(names))
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(problems.items())) or "none"
    print(f"\nThree to seven words: {fit:.0%}. Checks that fail: {listed}.")


if __name__ == "__main__":
    main()
