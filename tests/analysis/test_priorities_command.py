"""`python -m analysis priorities`: every row comes back with a priority or with the reason why not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from analysis.__main__ import main
from analysis.commands.priorities import chosen_reading
from analysis.reading import BadFile

ROWS = (
    ("a", "Endless forms and paperwork."),
    ("b", ""),
    ("c", "😀😀"),
    ("d", "n/a"),
    ("e", "Proszę o więcej zajęć dla dzieci i żeby nie było tak drogo w szkole"),
    ("f", "نحتاج إلى مزيد من الأنشطة للأطفال"),
    ("g", "my social worker keeps leaving"),
    ("h", "NaN"),
)


@pytest.fixture
def said(tmp_path: Path) -> Path:
    file = tmp_path / "said.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([("key", "words"), *ROWS])
    return file


def run(said: Path, *more: str) -> dict[str, dict[str, str]]:
    out = said.with_name("out.csv")
    assert (
        main(["priorities", str(said), "--text", "words", "--id", "key", "--out", str(out), "--reading", "fast", *more])
        == 0
    )
    with out.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        rows = {row["comment_id"]: row for row in reader}
    assert reader.fieldnames == ["comment_id", "priority", "probability", "second", "second_probability", "reason"]
    return rows


def people(said: Path, *lines: str) -> str:
    file = said.with_name("people.csv")
    file.write_text("\n".join(("comment_id,priority,coder", *lines)), encoding="utf-8")
    return str(file)


def test_every_row_comes_back_in_its_order(said: Path) -> None:
    assert list(run(said)) == [id_ for id_, _ in ROWS]


def test_what_cannot_be_mapped_says_why(said: Path) -> None:
    rows = run(said)
    assert [rows[id_]["priority"] for id_ in "abcdefg"] == [
        "smarter-working",
        "",
        "",
        "none",
        "unsure",
        "unsure",
        "excellent-workforce",
    ]
    assert rows["b"]["reason"] == "not mapped: blank"
    assert "translation" in rows["f"]["reason"]


def test_without_ids_rows_are_numbered(said: Path) -> None:
    out = said.with_name("out.csv")
    assert main(["priorities", str(said), "--text", "words", "--out", str(out), "--reading", "fast"]) == 0
    assert [line.split(",")[0] for line in out.read_text().splitlines()[1:]] == [str(n) for n in range(1, 9)]


def test_what_people_decided_stands_even_where_the_machine_reads_nothing(said: Path) -> None:
    rows = run(said, "--codings", people(said, "a,none,ann", "f,Positive-Futures,bob"))
    assert (rows["a"]["priority"], rows["a"]["probability"]) == ("none", "1.0")
    assert (rows["f"]["priority"], rows["f"]["reason"]) == ("positive-futures", "a person decided")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,happiness,ann", "people.csv, line 2: no priority “happiness”; write stronger-families"),
        ("a,,ann", "people.csv, line 2: no priority “”"),
        ("zz,none,ann", "people.csv, line 2: no comment has the id “zz”"),
    ],
)
def test_a_wrong_coding_is_refused_with_its_line(
    said: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    out = said.with_name("out.csv")
    given = ["priorities", str(said), "--text", "words", "--id", "key", "--out", str(out)]
    assert main([*given, "--codings", people(said, line)]) == 2
    assert message in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("asked", "comments", "reading"), [("auto", 3_000, "close"), ("auto", 3_001, "fast")])
def test_how_closely_a_file_is_read_depends_on_its_size_alone(asked: str, comments: int, reading: str) -> None:
    assert chosen_reading(asked, comments, has_model=True) == reading


@pytest.mark.parametrize("asked", ["auto", "close"])
def test_a_close_reading_without_its_model_is_refused_and_not_replaced(asked: str) -> None:
    with pytest.raises(BadFile, match=f"--reading {asked}: .* ask for --reading fast"):
        chosen_reading(asked, 5, has_model=False)
