"""Files of comments: whatever is in them is read or refused in one sentence, and nothing else happens."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.reading import BadFile, Columns, count_misread, read_comments

COLUMNS = Columns(text="comment")
a_test_file = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def refused(path: Path, content: bytes, columns: Columns = COLUMNS) -> str:
    path.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        read_comments(path, columns)
    return str(caught.value)


def outcome(path: Path) -> str:
    """What is said of a file that is refused; nothing of one that is read."""
    try:
        read_comments(path, COLUMNS)
    except BadFile as error:
        return str(error)
    return ""


@a_test_file
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=300).map(lambda rest: b"id,comment\n" + rest),
        st.text(max_size=300).map(lambda rest: f"comment\n{rest}".encode("utf-8", "replace")),
        st.text(st.sampled_from('",;\n\r a\t\0'), max_size=60).map(lambda rest: f"comment,b\n{rest}".encode()),
    )
)
def test_any_bytes_are_read_or_refused_in_one_sentence(tmp_path, content):
    (tmp_path / "any.csv").write_bytes(content)
    assert re.fullmatch(rf"|{re.escape(str(tmp_path))}.*\.", outcome(tmp_path / "any.csv"), re.DOTALL)


@a_test_file
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=8))
def test_what_was_written_is_what_is_read(tmp_path, texts):
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("n", "comment"), *((str(number), text) for number, text in enumerate(texts))])
    (tmp_path / "in.csv").write_bytes(written.getvalue().encode())
    read = read_comments(tmp_path / "in.csv", Columns(text="comment", id="n"))
    assert {comment.id: comment.text for comment in read} == {str(number): text for number, text in enumerate(texts)}


def test_a_missing_column_is_told_with_those_there_are(tmp_path):
    assert "there is no column “comment”; the columns are “id”, “said”" in refused(
        tmp_path / "a.csv", b"id,said\n1,x\n"
    )


def test_ten_thousand_columns_are_not_all_listed(tmp_path):
    header = ",".join(f"column {number}" for number in range(10_000)).encode()
    message = refused(tmp_path / "a.csv", header + b"\n")
    assert "“column 0”" in message
    assert "and 9,970 more" in message
    assert len(message) < 1_000
    wide = ",".join(["comment", *(f"c{number}" for number in range(9_999))])
    (tmp_path / "a.csv").write_text(f"{wide}\nparks{',' * 9_999}\n")
    assert [comment.text for comment in read_comments(tmp_path / "a.csv", COLUMNS)] == ["parks"]


def test_other_signs_between_cells_are_named(tmp_path):
    assert "parted by semicolons" in refused(tmp_path / "a.csv", b"id;comment\n1;parks\n")
    assert "parted by tabs" in refused(tmp_path / "a.csv", b"id\tcomment\n1\tparks\n")


def test_a_megabyte_in_a_cell_is_read_whole(tmp_path):
    (tmp_path / "a.csv").write_text(f'comment\n"{"parks " * 200_000}"\n')
    [comment] = read_comments(tmp_path / "a.csv", COLUMNS)
    assert len(comment.text) == 1_200_000


def test_a_header_alone_is_a_file_without_comments(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfcomment\r\n")
    assert len(read_comments(tmp_path / "a.csv", COLUMNS)) == 0


def test_letters_saved_in_a_wrong_encoding_are_told_and_kept_as_they_are(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("comment\nit\u00e2\u20ac\u2122s late\nit\u2019s late\n")
    corpus = read_comments(tmp_path / "a.csv", COLUMNS)
    assert count_misread(corpus) == 1
    assert main(["duplicates", str(tmp_path / "a.csv"), "--text", "comment", "--out", str(tmp_path / "o.csv")]) == 0
    assert "1 of them hold letters such as" in capsys.readouterr().err
