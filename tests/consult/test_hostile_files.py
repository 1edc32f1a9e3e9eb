"""Files made to fill the memory or to take for ever are refused in two seconds, in less memory than a browser's tab.

Read in a process of their own, whose memory the system measures; its time is the processor's.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024
MOST_MEMORY, MOST_SECONDS = 256, 2.0  # MB at any moment, Python and its libraries included; seconds for each file
READ = """
import json, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
import openpyxl.reader.excel
from consult.services.tabular import BadFile, open_table
from surveys.loading import BadInstrument, load

def memory():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024

for file in sorted(Path(sys.argv[1]).iterdir()):
    Path("/proc/self/clear_refs").write_text("5")  # the peak is measured anew
    began, said = time.process_time(), "taken"
    try:
        if file.suffix == ".toml":
            load(file)
        else:
            with open_table(file) as table:
                for row in table.rows:
                    pass
    except (BadFile, BadInstrument) as error:
        said = str(error)
    except BaseException as error:
        said = f"FAULT {type(error).__name__}"
    print(json.dumps([file.name, said, time.process_time() - began, memory()]), flush=True)
"""
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OF_STRINGS = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>comment</t></is></c></row>'
NOISE = random.Random(7).randbytes(2 * MEGABYTE)  # packs to nothing smaller, so that the whole looks harmless


def sheet(rows: str, behind: str = "") -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{behind}</worksheet>"


def book(**parts: str) -> bytes:
    """A workbook with these parts in place of its own; `noise` hides how well they pack."""
    from openpyxl import Workbook

    plain, kept = io.BytesIO(), io.BytesIO()
    workbook = Workbook()
    workbook.active.append(["comment"])
    workbook.save(plain)
    named = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    own = {named.get(name, name): content for name, content in parts.items()}
    own = {"xl/sharedStrings.xml": f"<sst {MAIN}/>", **own}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for part in old.namelist():
            content = own.pop(part, None) or old.read(part).decode().replace("</Types>", OF_STRINGS)
            new.writestr(part, content)
        for part, content in own.items():
            new.writestr(part, content)
        new.writestr("xl/media/noise.png", NOISE)
    return kept.getvalue()


def laughs() -> str:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
    return f"<!DOCTYPE laughs [{entities}]>{sheet(cell)}"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "ten times too large.csv": lambda: b"",  # made below without writing it
    "one row of commas.csv": lambda: b"," * 8 * MEGABYTE,
    "one row over many lines.csv": lambda: (b"," * 1000 + b'"\n"') * 20_000,
    "empty lines.csv": lambda: b"comment\nx\n" + b"\n" * 8 * MEGABYTE,
    "nothing but zeros.csv": lambda: bytes(8 * MEGABYTE),
    "a quote without its end.csv": lambda: b'comment\n"' + b"a" * 8 * MEGABYTE,
    "half characters.csv": lambda: b"\xff\xfe" + b"\x00\xd8" * 4 * MEGABYTE,
    "a picture.csv": lambda: b"\x89PNG\r\n\x1a\n" + NOISE,
    "one row of cells.xlsx": lambda: book(sheet=sheet("<row>" + "<c/>" * 10_000_000 + "</row>")),
    "one word.xlsx": lambda: book(strings=f"<sst {MAIN}><si><t>{'a' * 20 * MEGABYTE}</t></si></sst>"),
    "one text of pieces.xlsx": lambda: book(strings=f"<sst {MAIN}><si>{'<r/>' * 5_000_000}</si></sst>"),
    "formats.xlsx": lambda: book(styles=f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></styleSheet>"),
    "a row far below.xlsx": lambda: book(sheet=sheet(HEAD + '<row r="999999999"><c r="A999999999"><v>1</v></c></row>')),
    "cells in cells.xlsx": lambda: book(sheet=sheet("<row r='1'>" + "<c>" * 300_000 + "</c>" * 300_000 + "</row>")),
    "entities.xlsx": lambda: book(sheet=laughs()),
    "brackets.toml": lambda: b"a = " + b"[" * 200_000,
    "dots.toml": lambda: b"[" + b"a." * 100_000 + b"a]\n",
    "quoted dots.toml": lambda: b'"a" . ' * 40_000 + b"a = 1\n",
    "large.toml": lambda: b"#" * 8 * MEGABYTE,
    "full.toml": lambda: "".join(f"k{n}=1\n" for n in range(20_000)).encode(),
}  # fmt: skip
HARMLESS: dict[str, Callable[[], bytes]] = {
    "names that climb.xlsx": lambda: book(**{"../../../../tmp/climbed": "x", "/etc/climbed": "x"}),
    "much behind the rows.xlsx": lambda: book(
        sheet=sheet(HEAD, f"<mergeCells>{'<mergeCell ref=' + chr(34) + 'A1:A2' + chr(34) + '/>'}</mergeCells>"),
        strings=f"<sst {MAIN}>{'<si><t>a</t></si>' * 100_000}</sst>",
    ),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, int]]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in (HOSTILE | HARMLESS).items():
        (folder / name).write_bytes(make())
    with (folder / "ten times too large.csv").open("wb") as large:
        large.truncate(640 * MEGABYTE)
    command = [sys.executable, "-c", READ, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (said, seconds, memory) for name, said, seconds, memory in lines}


def test_every_hostile_file_is_refused_in_words(told):
    assert {name: told[name][0] for name in HOSTILE if told[name][0].startswith(("taken", "FAULT"))} == {}


def test_names_inside_a_workbook_lead_nowhere_and_what_is_harmless_is_taken(told):
    assert {told[name][0] for name in HARMLESS} == {"taken"}
    assert not Path("/tmp/climbed").exists()


def test_each_is_done_with_within_two_seconds_and_within_the_memory_that_is_stated(told):
    slow = {name: seconds for name, (_, seconds, _) in told.items() if seconds > MOST_SECONDS}
    large = {name: memory for name, (_, _, memory) in told.items() if memory > MOST_MEMORY}
    assert (slow, large) == ({}, {})
