"""The text of an instrument: one TOML file, or a folder (structure and faces) packed into one text to store. No values.

A folder has `instrument.toml`, what is asked, and `<face>.toml` for each face. Packed it is JSON: name → text.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from surveys.tables import Place, Table

LARGEST = 256 * 1024  # bytes of one file; the surveys that are shipped have some fourteen thousand
LARGEST_FOLDER = 8 * 1024 * 1024  # with its faces and their translations
STRUCTURE = "instrument.toml"
KEPT = (".toml", ".csv")  # what belongs to a folder, by the end of its name; anything else is passed over
DEEP_KEY = re.compile(
    r"""(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){16}"""
)  # takes the square of its length to read


def list_sources(folder: Traversable | None = None) -> dict[str, str]:
    """The text of every instrument of a folder by the name of its file or folder; the shipped ones by default."""
    folder = folder or files("surveys") / "instruments"
    found = sorted(filter(_is_instrument, folder.iterdir()), key=lambda item: item.name)
    return {item.name: source_of(item) for item in found}


def _is_instrument(item: Traversable) -> bool:
    return item.name.endswith(".toml") if item.is_file() else item.joinpath(STRUCTURE).is_file()


def source_of(item: Traversable) -> str:
    """The text of one instrument: of the file, or of all files of the folder packed into one."""
    if not item.is_dir():
        return _text_of(item, Place(item.name))
    kept = [file for file in item.iterdir() if file.name.endswith(KEPT)]
    return pack({file.name: _text_of(file, Place(f"{item.name}/{file.name}")) for file in kept})


def pack(texts: Mapping[str, str]) -> str:
    """These files as one text, the same in whichever order they come."""
    plain = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    return json.dumps(plain, ensure_ascii=False, indent=0, sort_keys=True)


def unpack(source: str, place: Place) -> dict[str, str]:
    """File name → text. One TOML file is its own structure, and has no faces."""
    if not source.lstrip().startswith("{"):
        return {STRUCTURE: source.replace("\r\n", "\n")}
    if len(source) > LARGEST_FOLDER:
        raise too_large(place, LARGEST_FOLDER)
    try:
        texts = json.loads(source)
    except (ValueError, RecursionError):
        raise place.bad("it is neither TOML nor a packed folder", "Give it as it was stored") from None
    if STRUCTURE not in texts or not all(isinstance(text, str) for text in texts.values()):
        raise place.bad(f"the folder has no {STRUCTURE}", f"Add {STRUCTURE}: it says what is asked")
    return dict(texts)


def revised(source: str, change: Callable[[str], str]) -> str:
    """The same instrument with this change in the text of each of its files."""
    if not source.lstrip().startswith("{"):
        return change(source)
    return pack({name: change(text) for name, text in unpack(source, Place("survey")).items()})


def table_in(text: str, place: Place) -> Table:
    """The TOML of one file."""
    if len(text) > LARGEST:
        raise too_large(place)
    if DEEP_KEY.search(text):
        raise place.bad("a name has too many parts with dots between them", "Write at most three")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise place.bad("too many brackets stand in one another", "Close each where its list ends") from None
    except tomllib.TOMLDecodeError as error:
        raise place.bad(f"it is not valid TOML: {error}", "Mend that line") from None


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def too_large(place: Place, largest: int = LARGEST) -> Exception:
    return place.bad(f"it is larger than {largest // 1024} KB", "Check that it is a survey")


def _text_of(item: Traversable, place: Place) -> str:
    try:
        with item.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise too_large(place)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise place.bad("it is not UTF-8 text", "Save the file as UTF-8") from None
    except OSError as error:
        raise place.bad(f"it cannot be read ({error.strerror})", "Check the name and the folder") from None
