"""python -m analysis priorities FILE.csv --text COL --out OUT.csv: each comment and its strategic priority."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.codebook import NONE, UNSURE, PriorityCoding
from analysis.commands.files import (
    PRIORITIES,
    add_input,
    add_output_file,
    add_question,
    priority_cells,
    read_corpus,
    table,
    write_file,
)
from analysis.corpus import MAX_CHARACTERS, Comment, Corpus
from analysis.exclusions import NOT_ENGLISH, SAYS_NOTHING, TEST_ENTRY, reason_to_exclude
from analysis.priorities import CLOSE, FAST, PersonCoding, can_read_closely, load_priorities, map_comments
from analysis.priority_people import decide
from analysis.reading import BadFile, Columns, read_table
from analysis.redact import mask

MOST_CLOSE = 3_000  # comments that "auto" reads closely: about half a minute
AUTO = "auto"
READING = (
    f"{CLOSE}: with a small language model, 100 or more a second; {FAST}: without; {AUTO} (the default): {CLOSE} up to "
    f"{MOST_CLOSE:,} comments, {FAST} beyond, whatever is installed: without the model {CLOSE} is refused"
)
SAID = {CLOSE: "a small language model beside word vectors", FAST: "word vectors"}
COMMENT, PRIORITY = "comment_id", "priority"  # columns of PEOPLE.csv
DESCRIPTION = f"""
Map each comment of a CSV file to the strategic priority it belongs to. OUT.csv has a row for each row of FILE.csv, in
its order: comment_id, priority, probability, second, second_probability, reason.

priority is an id of analysis/priorities.toml ({{ids}}); “{NONE}”: of none of the six; “{UNSURE}”: the machine cannot
decide, its best guess is in `second`, and probability is the chance that the guess is wrong. An answer such as “n/a” or
“see above” is “{NONE}”. A comment in another language is “{UNSURE}”. Where there is nothing to map (blank, signs
without words) priority and second are empty and both probabilities 0. The reason says so; otherwise it names words of
the comment, personal data masked. The first {MAX_CHARACTERS:,} characters of a comment are read.

PEOPLE.csv has the columns {COMMENT} and {PRIORITY} (an id, or “{NONE}”); other columns are passed over. What people
decided stands in OUT.csv with probability 1, and the machine learns from it for the others. Several rows for one
comment are several people: most decide, and where as many chose one priority as another the comment is “{UNSURE}”.
"""


def add(commands: Any) -> None:
    """Describe the command to an argparse parser's subparsers."""
    ids = ", ".join(priority.id for priority in load_priorities().priorities)
    parser = commands.add_parser(
        "priorities",
        help="map the comments of a CSV file to the six strategic priorities",
        description=DESCRIPTION.format(ids=ids),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_input(parser)
    add_question(parser)
    parser.add_argument("--codings", type=Path, metavar="PEOPLE.csv", help="what people decided")
    parser.add_argument("--reading", choices=(AUTO, FAST, CLOSE), default=AUTO, help=READING)
    add_output_file(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Raises BadFile; writes all of OUT.csv or nothing."""
    columns = Columns(text=given.text, id=given.id, question=given.question, question_column=given.question_column)
    corpus = read_corpus(given.file, columns)
    people = read_codings(given.codings, corpus) if given.codings else ()
    reading = chosen_reading(given.reading, len(corpus), can_read_closely())
    print(f"Reading {reading}, with {SAID[reading]}", file=sys.stderr)
    mapped = map_corpus(corpus, people, reading)
    rows = [priority_cells(mapped[id_]) for id_ in ids_in_order(given.file, given.id, corpus)]
    write_file(given.out, table(PRIORITIES, rows))
    print(f"{len(rows):,} comments written to {given.out}", file=sys.stderr)


def map_corpus(corpus: Corpus, people: Sequence[PersonCoding] = (), reading: str = FAST) -> dict[str, PriorityCoding]:
    """Comment id → its coding, for every comment of the corpus."""
    left_out = {comment.id: reason_to_exclude(comment.text, comment.question) for comment in corpus}
    readable = [comment for comment in corpus if left_out[comment.id] is None]
    texts = [mask(comment.text[:MAX_CHARACTERS]).text for comment in readable]
    mapped = {coding.comment_id: coding for coding in map_comments(readable, texts, None, people, reading)}
    decisions = decide(people, load_priorities().names)
    for comment in corpus:
        reason = left_out[comment.id]
        if reason is not None:
            coding = _left_out(comment, reason)
            mapped[comment.id] = decisions[comment.id].over(coding) if comment.id in decisions else coding
    return mapped


def chosen_reading(asked: str, comments: int, has_model: bool) -> str:
    """FAST or CLOSE, the same on every machine: where the model for CLOSE is missing, BadFile says what to do."""
    reading = asked if asked != AUTO else CLOSE if comments <= MOST_CLOSE else FAST
    if reading == CLOSE and not has_model:
        raise BadFile(
            f"--reading {asked}: the small language model is not installed; "
            f"install this package as [minilm], or ask for --reading {FAST}."
        )
    return reading


def read_codings(path: Path, corpus: Corpus) -> tuple[PersonCoding, ...]:
    """People's codings, checked against the codebook and the comments. Raises BadFile naming the line."""
    six = [priority.id for priority in load_priorities().priorities]
    ids = {comment.id for comment in corpus}
    return tuple(
        _coding(cells, f"{path}, line {line}", six, ids) for line, cells in read_table(path, (COMMENT, PRIORITY))
    )


def _coding(cells: Mapping[str, str], place: str, six: Sequence[str], ids: set[str]) -> PersonCoding:
    comment, priority = cells[COMMENT].strip(), cells[PRIORITY].strip().casefold()
    if priority not in (*six, NONE):
        raise BadFile(f"{place}: no priority “{cells[PRIORITY].strip()}”; write {', '.join(six)} or {NONE}.")
    if comment not in ids:
        raise BadFile(f"{place}: no comment has the id “{comment}”; take the row out or check the column of ids.")
    return PersonCoding(comment_id=comment, priority=priority)


def ids_in_order(file: Path, column: str | None, corpus: Corpus) -> list[str]:
    """Ids in the order of the file, whose own order the corpus does not keep."""
    if column is None:
        return sorted((comment.id for comment in corpus), key=int)
    return [cells[column].strip() for _, cells in read_table(file, (column,))]


def _left_out(comment: Comment, reason: str) -> PriorityCoding:
    priority, probability, second, said = "", 0.0, "", f"not mapped: {reason}"
    if reason in {*SAYS_NOTHING, TEST_ENTRY}:
        priority, probability, said = NONE, 1.0, f"{reason}: an answer that says nothing belongs to none of the six"
    elif reason.startswith(NOT_ENGLISH):
        priority, second, said = UNSURE, NONE, f"{reason}; a person should look"
    return PriorityCoding(
        comment_id=comment.id,
        priority=priority,
        probability=probability,
        second=second,
        second_probability=0.0,
        reason=said,
    )
