"""Commands for translators: everything a language says in one file, taken out and brought back."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.cli.terminal import FILE, NEW_FILE
from consult.store.errors import Conflict


@click.group()
def translations() -> None:
    """Take translations out for a translator, and bring them back."""


@translations.command("export")
@click.argument("language")
@click.argument("file", type=NEW_FILE)
@with_appcontext
def take_out(language: str, file: Path) -> None:
    """Write all words of LANGUAGE to FILE (CSV).

    LANGUAGE is a code, for instance pl. The file opens in any spreadsheet. A translator fills the column
    “translation” and leaves the others as they are.
    """
    from consult.services import translation_files

    lines = list(translation_files.take_out(language))
    try:
        file.write_text("".join(lines), encoding="utf-8", newline="")
    except OSError as error:
        raise Conflict(f"{file} cannot be written: {error.strerror}.") from None
    click.echo(f"{file}: {len(lines) - 2} texts.")


@translations.command("import")
@click.argument("language")
@click.argument("file", type=FILE)
@with_appcontext
def bring_back(language: str, file: Path) -> None:
    """Bring translations of LANGUAGE back from FILE (CSV or XLSX).

    All of it or nothing: a fault is named with its line. A language that changed has to be checked again.
    """
    from consult.services import translation_files

    brought = translation_files.bring_back(language, file)
    click.echo(f"{brought.texts} texts brought, {brought.empty} are not translated yet.")
    if brought.outdated:
        lines = ", ".join(map(str, brought.outdated[:10]))
        click.echo(f"Passed over, because the English has changed: {len(brought.outdated)} lines (first: {lines}).")
    for slug in brought.surveys:
        click.echo(f"/survey/{slug} has the new words. A manager records who checked them before they are offered.")


COMMANDS = (translations,)
