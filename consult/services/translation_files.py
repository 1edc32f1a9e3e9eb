"""One file for a translator: taken out with everything a language says and lacks, and brought back whole or not at all.

    where,english,translation,remark
    interface,Continue,Dalej,
    parents/adult: questions.area.text,Where does your family live?,,not translated yet

A text that is said in several places of a face is one line, with all their addresses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.cells import BYTE_ORDER_MARK, csv_lines, restore
from consult.languages import ENGLISH, is_language, sentences
from consult.services import surveys
from consult.services.tabular import BadFile, Row, Table, open_table
from consult.services.translations import INTERFACE, address_of, catalogue_of, interface_words
from consult.store import languages as store
from consult.store import people
from consult.store import surveys as survey_store
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from surveys import Instrument, loads
from surveys.translating import find_gaps, texts

HEAD = ("where", "english", "translation", "remark")
LONGEST = 5_000  # characters of one translation
LARGEST = 8 * 1024 * 1024
PLACES = re.compile(r"%?\{\w+\}|\*\*|[\[\]]")  # what a translation has to keep
HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}  # kinds of characters nobody sees
MAY_BE_HIDDEN = {"\n", "\u200c", "\u200d"}  # two of them belong to the spelling of some languages
MISSING, CHANGED = "not translated yet", "the English has changed since; the translation is of the older words"


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What an import did. texts: said otherwise than before. outdated: lines whose English is not said any more; they
    were passed over."""

    texts: int
    outdated: tuple[int, ...]
    empty: int
    surveys: tuple[str, ...]


@dataclass
class _Read:
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    outdated: list[int] = field(default_factory=list)
    empty: int = 0


# --- taking out ------------------------------------------------------------------------------------------------------


def take_out(language: str) -> Iterator[str]:
    """The lines of the file. Conflict where there is no such language."""
    _require_language(language)
    yield BYTE_ORDER_MARK
    yield from csv_lines([HEAD, *_interface_rows(language), *_survey_rows(language)])


def _interface_rows(language: str) -> Iterator[tuple[str, ...]]:
    known = interface_words(language)
    for sentence in sentences():
        words = known.get(sentence, "")
        yield INTERFACE, sentence, words, "" if words else MISSING


def _survey_rows(language: str) -> Iterator[tuple[str, ...]]:
    for name, shown in _faces().items():
        catalogue = next((one for one in shown.catalogues if one.language == language), None)
        entries = catalogue.entries if catalogue else {}
        gaps = find_gaps(shown, catalogue) if catalogue else None
        lines: dict[tuple[str, str, str], list[str]] = {}
        by_english = {entry.english: entry.words for entry in entries.values()}
        for address, english in texts(shown).items():
            entry = entries.get(address)
            is_stale = gaps is not None and address in gaps.stale
            words = entry.words if entry and (entry.english == english or is_stale) else by_english.get(english, "")
            remark = CHANGED if is_stale else "" if words else MISSING
            lines.setdefault((english, words, remark), []).append(address)
        for (english, words, remark), addresses in lines.items():
            yield f"{name}: {' '.join(addresses)}", english, words, remark


def _faces() -> dict[str, Instrument]:
    """Catalogue → face, of the surveys of the current wave; of the shipped ones where there is none yet."""
    current = [surveys.get_instrument(survey.instrument_version_id) for survey in surveys.list_current()]
    wholes = current or [loads(source) for source in surveys.shipped_sources()]
    return {catalogue_of(whole, one.face_id): one for whole in wholes for one in whole.variants or (whole,)}


def _require_language(language: str) -> None:
    if not is_language(language) or language == ENGLISH:
        raise Conflict(f"“{language}” is no language to translate into. Use a code such as pl, ar, ko, ta or ur.")


# --- bringing back ---------------------------------------------------------------------------------------------------


def bring_back(language: str, file: Path) -> Brought:
    """All of the file, or nothing and a Conflict that names the line. Surveys of the wave get the new words at once."""
    _require_language(language)
    if file.stat().st_size > LARGEST:
        raise Conflict(f"{file.name} is larger than {LARGEST // 1024 // 1024} MB: it is no file of translations.")
    try:
        with open_table(file) as table:
            read = _read(table, language)
    except BadFile as error:
        raise Conflict(f"{file.name}: {error} Nothing was changed.") from None
    with transaction():
        store.replace_translations(language, read.rows)
        people.record(user_id=None, action="translations brought", subject=f"language {language}")
    return Brought(
        texts=len(read.rows), outdated=tuple(read.outdated), empty=read.empty, surveys=tuple(_renew(language))
    )


def _renew(language: str) -> Iterator[str]:
    """Each survey of the wave in its new version; whoever has begun goes on in the words they began with."""
    for survey in surveys.list_current():
        before = survey.instrument_version_id
        source = survey_store.get_version(before).source
        after = surveys.install_survey(survey.wave.slug, source)
        if after.instrument_version_id != before:
            yield after.slug


def _read(table: Table, language: str) -> _Read:
    columns = {name.strip().lower(): place for place, name in enumerate(table.columns)}
    lacking = [name for name in HEAD[:3] if name not in columns]
    if lacking:
        raise BadFile(f"Line 1 has no column “{lacking[0]}”. Take the file out again and keep its first line.")
    known, said, read = _known(), _said(language), _Read()
    for row in table.rows:
        where, english, words = (_cell(row, columns[name]) for name in HEAD[:3])
        _check_words(row.line, english, words)
        for catalogue, address in _addresses(row.line, where, english, known):
            current = known[catalogue].get(address, "")
            if (
                _take(read, row.line, (catalogue, address), current, english, words)
                and said.get((catalogue, address)) != words
            ):
                read.rows.append({"catalogue": catalogue, "address": address, "english": english, "words": words})
    if not read.lines:
        raise BadFile("There is no translation in it.")
    return read


def _take(read: _Read, line: int, key: tuple[str, str], current: str, english: str, words: str) -> bool:
    """Whether there is a translation of what is said today."""
    if key in read.lines:
        raise BadFile(f"Line {line} translates what line {read.lines[key]} translates. Take one of the two out.")
    read.lines[key] = line
    if english != current:
        read.outdated.extend([line] if line not in read.outdated else [])
    elif not words:
        read.empty += 1
    return english == current and bool(words)


def _known() -> dict[str, dict[str, str]]:
    """Catalogue → address → English as it is now."""
    interface = {address_of(sentence): sentence for sentence in sentences()}
    return {INTERFACE: interface, **{name: texts(shown) for name, shown in _faces().items()}}


def _said(language: str) -> dict[tuple[str, str], str]:
    """Catalogue and address → what is said there in this language already."""
    interface = interface_words(language)
    said = {(INTERFACE, address_of(sentence)): words for sentence, words in interface.items()}
    for name, shown in _faces().items():
        for one in shown.catalogues:
            if one.language == language:
                said.update({(name, address): entry.words for address, entry in one.entries.items()})
    return said


def _cell(row: Row, place: int) -> str:
    text = row.cells[place] if place < len(row.cells) else ""
    return restore(text).replace("\r\n", "\n").strip()


def _addresses(line: int, where: str, english: str, known: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    catalogue, _, named = where.partition(":")
    catalogue = catalogue.strip()
    if catalogue not in known:
        raise BadFile(f"Line {line}: “{where[:60]}” is no place of a text. Leave the column “where” as it was.")
    if catalogue == INTERFACE:
        yield INTERFACE, address_of(english)
        return
    for address in named.split():
        yield catalogue, address


def _check_words(line: int, english: str, words: str) -> None:
    if len(words) > LONGEST:
        raise BadFile(f"Line {line}: the translation has more than {LONGEST:,} characters. Shorten it.")
    odd = [sign for sign in words if unicodedata.category(sign) in HIDDEN and sign not in MAY_BE_HIDDEN]
    if odd:
        raise BadFile(f"Line {line}: the translation holds an invisible character (U+{ord(odd[0]):04X}). Take it out.")
    if not words:
        return
    wanted, found = sorted(PLACES.findall(english)), sorted(PLACES.findall(words))
    if wanted != found:
        kept = " ".join(wanted) or "none"
        raise BadFile(f"Line {line}: the translation must keep exactly these marks of the English: {kept}")
