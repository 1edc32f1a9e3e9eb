"""TOML → Instrument, read once at the edge. BadInstrument names the file, the place and the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from surveys.answers import Answers
from surveys.catalogues import END, Catalogue, face_and_language, read_catalogue
from surveys.overlays import worded
from surveys.pages import PageReader, kinds
from surveys.pooling import certain_pages, check_face
from surveys.questionnaire import Audience, Face, Instrument, Privacy, Purpose, Section
from surveys.sources import STRUCTURE, digest, list_sources, source_of, table_in, unpack
from surveys.structure import check_structure
from surveys.tables import BadInstrument, Place, Table, build, register_reader, table_of, tables_of
from surveys.translating import privacy_version

__all__ = ["BadInstrument", "kinds", "load", "load_all", "loads"]

NOT_FIELDS = {"sections", "choice_lists", "faces", "face"}


def load_all(folder: Traversable | None = None) -> dict[str, Instrument]:
    """Every instrument of a folder by its id; the shipped ones when no folder is given."""
    instruments = [loads(source, name) for name, source in list_sources(folder).items()]
    return {instrument.id: instrument for instrument in instruments}


def load(path: Path | str) -> Instrument:
    """The instrument in this file or folder; of a folder any file may be named."""
    found = Path(path).resolve()
    home = found.parent if found.name == STRUCTURE or (found.parent / STRUCTURE).is_file() else found
    return loads(source_of(home), home.name)


def loads(source: str, name: str = "") -> Instrument:
    """The instrument in this text: TOML, or a packed folder with all its faces.

    `name` is the file or folder to name in errors. Where it is given it must be the id (and “.toml” for a file).
    """
    texts = unpack(source, Place(name or "survey"))
    is_folder = len(texts) > 1 or source.lstrip().startswith("{")
    table = table_in(texts[STRUCTURE], Place(f"{name}/{STRUCTURE}" if name and is_folder else name or STRUCTURE))
    inside = f"{name or table.get('id', 'survey')}/" if is_folder else ""
    place = Place(f"{inside}{STRUCTURE}" if is_folder else name or f"{table.get('id', 'survey')}.toml")
    whole = _instrument(table, place, version=digest(source if is_folder else texts[STRUCTURE]))
    check_structure(whole, place)
    _check_name(whole, name, place)
    catalogues = _catalogues(whole, table, texts, place)
    variants = tuple(_variants(whole, table, texts, inside, place))
    return replace(
        whole,
        variants=tuple(replace(one, catalogues=catalogues.get(one.face_id, ())) for one in variants),
        catalogues=catalogues.get("", ()),
    )


def _check_name(instrument: Instrument, name: str, place: Place) -> None:
    right = f"{instrument.id}.toml" if name.endswith(".toml") else instrument.id
    noun = "file" if name.endswith(".toml") else "folder"
    if name and name != right:
        raise place.bad(f"its id is {instrument.id!r}", f"Name the {noun} {right} or change the id")


# --- translations -----------------------------------------------------------------------------------------------------


def _catalogues(
    whole: Instrument, table: Table, texts: Mapping[str, str], place: Place
) -> dict[str, tuple[Catalogue, ...]]:
    """Face → its catalogues, by language."""
    found: dict[str, tuple[Catalogue, ...]] = {}
    for name in sorted(name for name in texts if name.endswith(END)):
        face_id, language = face_and_language(name)
        at = Place(place.file.replace(STRUCTURE, name))
        if face_id not in (_face_ids(table, place) or [""]) or not language or language == whole.language:
            raise at.bad(
                "its name is no face and language", "Name it like adult.pl.csv, by a face and another language"
            )
        found[face_id] = (*found.get(face_id, ()), read_catalogue(texts[name], name, at))
    return found


# --- faces -----------------------------------------------------------------------------------------------------------


def _variants(
    whole: Instrument, table: Table, texts: Mapping[str, str], inside: str, place: Place
) -> Iterator[Instrument]:
    names = _face_ids(table, place)
    _check_face_files(whole, names, texts, place)
    for name in names:
        at = Place(f"{inside}{name}.toml")
        yield _variant(whole, name, table, table_in(texts[f"{name}.toml"], at), at)


def _face_ids(table: Table, place: Place) -> list[str]:
    names = table.get("faces", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise place.bad("faces is not a list of ids", 'Write faces = ["8-11", "easy-read"]')
    return names


def _check_face_files(whole: Instrument, names: list[str], texts: Mapping[str, str], place: Place) -> None:
    known = [file.removesuffix(".toml") for file in texts if file.endswith(".toml") and file != STRUCTURE]
    for name in names:
        if name not in known:
            raise place.bad(f"there is no file {name}.toml for the face {name!r}", "Add it, or take it out of faces")
        if names.count(name) > 1:
            raise place.bad(f"the face {name!r} is named twice", "Name each once")
    for name in known:
        if name not in names:
            raise place.bad(f"{name}.toml is not among the faces", f"Add {name!r} to faces, or delete the file")
    if names and whole.default_face not in names:
        raise place.bad(f"default_face is {whole.default_face!r}", f"Use one of: {', '.join(names)}")


def _variant(whole: Instrument, name: str, table: Table, overlay: Table, place: Place) -> Instrument:
    """The plain instrument that this face shows."""
    face = build(Face, table_of(overlay, "face", place), place.inside("face"), id=name)
    plain = _instrument(worded(table, overlay, face, place), place, version=whole.version)
    shown = replace(plain, face=face, default_face="")
    check_face(whole, shown, place)
    return certain_pages(shown)


def _answers(value: Any, name: str, place: Place) -> Answers:
    """What choosing a face says: `{ age-band = "8-11" }`."""
    if not isinstance(value, Mapping) or not all(isinstance(item, str | int) for item in value.values()):
        raise place.bad(f"{name} is not a table of answers", f'Write {name} = {{ age-band = "8-11" }}')
    return Answers(value)


register_reader(Answers, _answers)


# --- one wording -----------------------------------------------------------------------------------------------------


def _instrument(table: Table, place: Place, *, version: str) -> Instrument:
    _refuse_version(table, place)
    privacy = _privacy(table_of(table, "privacy", place), place.inside("privacy"))
    reader = PageReader(
        sections={section.id: section for section in _sections(table, place)},
        choice_lists=table_of(table, "choice_lists", place),
        notice=privacy.notice,
        place=place,
    )
    return build(
        Instrument,
        {key: item for key, item in table.items() if key not in NOT_FIELDS},
        place,
        version=version,
        audience=_audience(table, place),
        purpose=build(Purpose, table_of(table, "purpose", place), place.inside("purpose")),
        privacy=privacy,
        pages=tuple(reader.pages(table, "pages")),
        equality_pages=tuple(reader.pages(table, "equality_pages")),
        face=None,
        variants=(),
        catalogues=(),
    )


def _refuse_version(table: Table, place: Place) -> None:
    if "version" in table:
        raise place.bad("the version cannot be chosen", "Take it out: it is worked out from the words")


def _privacy(table: Table, place: Place) -> Privacy:
    """Its version covers its words alone: a changed question is not a changed promise."""
    _refuse_version(table, place)
    privacy = build(Privacy, table, place, version="")
    return replace(privacy, version=privacy_version(privacy))


def _sections(table: Table, place: Place) -> Iterator[Section]:
    for item in tables_of(table, "sections", place):
        yield build(Section, item, place.inside("sections"))


def _audience(table: Table, place: Place) -> Audience:
    try:
        return Audience(table.get("audience", ""))
    except ValueError:
        fault = f"unknown audience {table.get('audience')!r}"
        raise place.bad(fault, f"Use one of: {', '.join(Audience)}") from None
