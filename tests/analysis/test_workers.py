"""Work side by side: the same answers in the same order, on one process or on several."""

import multiprocessing
import os
from collections.abc import Sequence

import pytest

from analysis.corpus import Comment, Corpus
from analysis.pipeline import find_themes
from analysis.priorities import map_comments
from analysis.readable import reading
from analysis.workers import FEWEST, in_parts, processors, workers
from tests.analysis.voices import TEXTS


def times(known: int, part: Sequence[int]) -> list[int]:
    return [known * each for each in part]


def refuse(_: object, part: Sequence[int]) -> None:
    raise ValueError(f"part {part[0]} cannot be read")


def process_of(_: object, part: Sequence[int]) -> int:
    return os.getpid()


def many(size: int) -> Corpus:
    """Different comments, some excluded, some copied, one with a name to hide."""
    said = [f"{TEXTS[number % len(TEXTS)]} Ward {number // 3}" for number in range(size)]
    texts = [*said, "", "nothing", "Ask Keisha Okafor about it", "Potrzebujemy więcej parków dla dzieci"]
    return Corpus.of(Comment(id=str(number), text=text) for number, text in enumerate(texts))


@pytest.mark.parametrize("processes", [0, 1, 2, 3])
def test_parts_come_back_in_their_order_however_many_work(processes: int) -> None:
    with workers(processes, 7) as work:
        found = list(work.each(times, in_parts(range(1_000), 30)))
    assert [each for part in found for each in part] == [7 * number for number in range(1_000)]


def test_several_processes_are_made_only_where_several_are_asked_for() -> None:
    with workers(0) as work:
        assert set(work.each(process_of, in_parts(range(100), 10))) == {os.getpid()}
    if processors() > 1 or "fork" in multiprocessing.get_all_start_methods():
        with workers(2) as work:
            assert os.getpid() not in set(work.each(process_of, in_parts(range(100), 10)))


@pytest.mark.parametrize("processes", [0, 2])
def test_what_goes_wrong_in_a_part_is_told_to_the_caller(processes: int) -> None:
    with workers(processes) as work, pytest.raises(ValueError, match="part 0 cannot be read"):
        list(work.each(refuse, in_parts(range(100), 10)))


def test_processes_are_gone_when_the_work_is_done_or_dropped() -> None:
    with workers(2, 1) as work:
        work.each(times, in_parts(range(10_000), 10))
    assert not multiprocessing.active_children()


def test_comments_are_read_alike_on_one_process_and_on_two() -> None:
    corpus = many(FEWEST + 10)
    with reading(corpus, 1) as one, reading(corpus, 2) as two:
        assert one() == two()


def test_themes_are_the_same_on_one_process_and_on_two() -> None:
    corpus = many(FEWEST + 10)
    one = find_themes(corpus, processes=1)
    assert one == find_themes(corpus, processes=2)
    assert any("[name]" not in comment.text and "Keisha" in comment.text for comment in corpus)
    assert all("Keisha" not in theme.name for theme in one.themes)


def test_themes_and_the_command_for_priorities_agree_on_every_comment() -> None:
    corpus = many(20)
    found = find_themes(corpus)
    with reading(corpus) as finished:
        read = finished()
    assert found.priorities == map_comments(read.comments, read.texts)
