"""python -m analysis themes: the contract that scripts rely on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from analysis.__main__ import main
from tests.analysis.voices import TEXTS

HEADERS = {
    "themes.csv": "theme_id,name,keywords,comments,priority,priority_probability",
    "codings.csv": "comment_id,theme_id,probability",
    "priorities.csv": "comment_id,priority,probability,second,second_probability,reason",
    "excluded.csv": "comment_id,reason",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "in.csv", [(f"c{n}", "Kingston", text) for n, text in enumerate(TEXTS)])


def written(path: Path, rows: list[tuple[str, ...]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as target:
        csv.writer(target).writerows([("id", "area", "comment"), *rows])
    return path


def run(file: Path, out: Path, *more: str, text: str = "comment") -> int:
    return main(["themes", str(file), "--text", text, "--out", str(out), *more])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_six_files_are_written_with_exactly_these_columns(file, tmp_path):
    assert run(file, tmp_path / "out", "--id", "id", "--by", "area") == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*HEADERS, "report.json", "report.html"}
    for name, header in HEADERS.items():
        assert (tmp_path / "out" / name).read_text(encoding="utf-8").splitlines()[0] == header


@pytest.mark.parametrize(
    ("name", "meaning"), [("static", "wordllama"), ("minilm", "all-MiniLM-L6-v2"), ("lsa", "no word vectors")]
)
def test_the_encoder_asked_for_is_used_and_named(file, tmp_path, name, meaning):
    assert run(file, tmp_path / "out", "--encoder", name) == 0
    assert meaning in (tmp_path / "out" / "report.json").read_text(encoding="utf-8")


def test_an_encoder_that_does_not_exist_is_refused_with_those_that_do(file, tmp_path, capsys):
    with pytest.raises(SystemExit):
        run(file, tmp_path / "out", "--encoder", "best")
    assert "static" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_coded_and_excluded_rows_add_up_to_the_file(tmp_path):
    rows = [("", "", text) for text in (*TEXTS, "", "n/a", "🙂")]
    assert run(written(tmp_path / "in.csv", rows), tmp_path / "out") == 0
    coded = {row["comment_id"] for row in read(tmp_path / "out" / "codings.csv")}
    excluded = {row["comment_id"]: row["reason"] for row in read(tmp_path / "out" / "excluded.csv")}
    assert coded | set(excluded) == {str(number) for number in range(1, len(rows) + 1)}
    assert sorted(excluded.values()) == ["blank", "no comment", "only emoji"]


def test_the_same_file_gives_the_same_tables_again(file, tmp_path):
    for name in ("one", "two"):
        run(file, tmp_path / name, "--id", "id")
    for name in HEADERS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_are_read_in_three_encodings(tmp_path, encoding):
    file = written(tmp_path / "in.csv", [("1", "", "The café’s naïve")], encoding)
    assert run(file, tmp_path / "out", "--id", "id") == 0
    assert "caf\u00e9" in (tmp_path / "out" / "themes.csv").read_text(encoding="utf-8").lower()


def test_a_file_without_rows_gives_all_files_with_their_headers(tmp_path):
    assert run(written(tmp_path / "in.csv", []), tmp_path / "out") == 0
    for name, header in HEADERS.items():
        assert (tmp_path / "out" / name).read_text(encoding="utf-8") == header + "\n"


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"id,area,comment\n1,K,parks\n", ["--id", "number"], "no column “number”"),
        (b"id,area,comment\n1,K,parks\n1,K,buses\n", ["--id", "id"], "line 3: the id “1” was used before, on line 2"),
        (b"id,area,comment\n,K,parks\n", ["--id", "id"], "line 2: the id in column “id” is empty"),
        (b"id,area,comment\n1,K,\x81\x8d\n", [], "line 2: a character is neither UTF-8 nor Windows-1252"),
        (b"id,area,comment\n1,K,parks, buses\n", [], "line 2: the row has 4 cells"),
        (b'id,area,comment\n1,K,"parks\n2,K,buses\n', [], "line 2: the row is not valid CSV"),
        (b"comment,comment\na,b\n", [], "comes 2 times"),
        (b"", [], "the file is empty"),
        ("id,comment\n1,parks\n".encode("utf-16"), [], "save it as “CSV UTF-8”"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_and_the_folder_stays(tmp_path, capsys, content, more, said):
    (tmp_path / "in.csv").write_bytes(content)
    out = tmp_path / "out"
    out.mkdir()
    (out / "themes.csv").write_text("as it was")
    assert run(tmp_path / "in.csv", out, *more) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("themes.csv", "as it was")]


def test_a_missing_file_and_a_file_as_folder_are_named(tmp_path, file, capsys):
    assert run(tmp_path / "none.csv", tmp_path / "out") == 2
    assert "there is no such file" in capsys.readouterr().err
    assert run(file, file) == 2
    assert "name a folder for --out" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_cells_that_a_spreadsheet_would_run_are_defused(tmp_path):
    file = written(tmp_path / "in.csv", [("=1+1", "", "More buses in the evening"), ("-12", "", "Fewer buses")])
    assert run(file, tmp_path / "out", "--id", "id") == 0
    assert {row["comment_id"] for row in read(tmp_path / "out" / "priorities.csv")} == {"'=1+1", "-12"}


def test_the_question_of_a_column_is_part_of_the_meaning(tmp_path):
    file = written(tmp_path / "in.csv", [("1", "What should change?", "Nothing."), ("2", "Anything else?", "Nothing.")])
    assert run(file, tmp_path / "out", "--id", "id", "--question-column", "area") == 0
    assert [row["comment_id"] for row in read(tmp_path / "out" / "excluded.csv")] == ["2"]
