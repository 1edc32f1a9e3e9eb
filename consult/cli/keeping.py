"""Commands that keep an installation well: copies, their restoring, the audit record, and a doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.cli.terminal import FILE, NEW_FILE, show_progress
from consult.settings import Settings


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@click.command("backup-key")
@click.argument("file", type=NEW_FILE)
def backup_key(file: Path) -> None:
    """Make the key that backups are locked with.

    FILE gets the private half: keep it away from this machine, for without it no backup can be opened. The public half
    is printed; set CONSULT_BACKUP_KEY to it.
    """
    from consult.services.locked_files import make_key

    click.echo(f"CONSULT_BACKUP_KEY={make_key(file)}")


@click.command("backup")
@click.argument("file", type=NEW_FILE)
@with_appcontext
def backup(file: Path) -> None:
    """Write a locked copy of everything to FILE.

    Safe while people work: it holds the database as it was at one moment. Needs CONSULT_BACKUP_KEY.
    """
    from consult.services.backup import back_up

    settings = _settings()
    made = back_up(file, key=settings.backup_key, instance=settings.instance, show=show_progress)
    rows = sum(table["rows"] for table in made.tables.values())
    click.echo(f"{file}: {rows:,} rows of {len(made.tables)} tables. Newest audit seal: {made.audit_seal}")


@click.command("lock-file")
@click.argument("source", type=click.File("rb"))
@click.argument("target", type=NEW_FILE)
@click.option("--key", envvar="CONSULT_BACKUP_KEY", default="", help="The public key; CONSULT_BACKUP_KEY if not said.")
def lock_file(source: BinaryIO, target: Path, key: str) -> None:
    """Lock SOURCE (“-”: what comes in) with the key of the backups and write it to TARGET, whole or not at all.

    For what a database server puts away by itself: the pieces of its log, its base backup.
    """
    from consult.services.locked_files import lock

    lock(source, target, key=key)


@click.command("unlock-file")
@click.argument("source", type=FILE)
@click.argument("target", type=NEW_FILE)
@click.option("--key", required=True, type=FILE, help="The file that `consult backup-key` made.")
def unlock_file(source: Path, target: Path, key: Path) -> None:
    """Open SOURCE, which `consult lock-file` locked, and write it to TARGET, whole or not at all."""
    from consult.services.locked_files import unlock

    unlock(source, target, key=key)


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--key", required=True, type=FILE, help="The file that `consult backup-key` made.")
@click.option("--withdrawals", type=FILE, help="withdrawals.jsonl of the machine that was lost, if it is there.")
def restore(file: Path, key: Path, withdrawals: Path | None) -> None:
    """Fill a new, empty database from the backup FILE, then check that it adds up.

    Answers that were taken back stay taken back: those the backup knows of, and those in --withdrawals, which holds
    what was taken back since.
    """
    from consult.app import create_app
    from consult.services.restoring import restore as fill

    with create_app().app_context():
        done = fill(file, key=key, instance=_settings().instance, show=show_progress, withdrawals=withdrawals)
        rows = sum(table["rows"] for table in done.backup.tables.values())
        click.echo(f"{rows:,} rows restored, as they were at {done.backup.made_at}.")
        click.echo(f"{done.withdrawn_again:,} submissions were taken back since and are taken out again.")
        if withdrawals is None:
            click.echo(f"What was taken back after {done.backup.made_at} is known only from --withdrawals.", err=True)
        click.echo("The ledger adds up." if done.adds_up else "The ledger does not add up: see the managers' overview.")
        click.echo(done.audit.fault or f"The audit record is whole: {done.audit.entries:,} entries.")
        if done.audit.fault or not done.adds_up:
            sys.exit(1)


@click.command("verify-audit")
@click.option("--seal", default="", help="A seal noted earlier, which must still be in the record.")
@with_appcontext
def verify_audit(seal: str) -> None:
    """Check that nobody changed the record of who did what."""
    from consult.store.audit import verify

    found = verify(seal_seen=seal)
    click.echo(found.fault or f"The audit record is whole: {found.entries:,} entries. Newest seal: {found.seal}")
    if found.fault:
        sys.exit(1)


@click.command("check-reports")
@with_appcontext
def check_reports() -> None:
    """Check that no frozen report version was changed.

    Each is made anew and compared byte by byte. What somebody changed by hand is named, and the command fails.
    """
    from consult.services.frozen_checks import check_all

    verdicts = check_all()
    for verdict in verdicts:
        today = "the same from today's data" if verdict.is_same_today else "today's data has moved on"
        click.echo(f"version {verdict.number}  {verdict.sha256}  {'CHANGED' if verdict.faults else 'whole'}; {today}")
        for fault in verdict.faults:
            click.echo(f"  {fault}", err=True)
    if any(verdict.faults for verdict in verdicts):
        sys.exit(1)


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say in plain words what is wrong with this installation, and what to do about it."""
    from consult.environment import unknown_names
    from consult.services.doctor import WARNING, Finding, examine

    findings = examine(_settings())
    for name, meant in unknown_names().items():
        words = f"{name} is set, and read by nobody." + (f" Did you mean {meant}?" if meant else "")
        findings.append(Finding(WARNING, "Settings", words))
    for finding in findings:
        click.echo(f"{finding.level}  {finding.name}: {finding.words}")
    if any(finding.is_wrong for finding in findings):
        sys.exit(1)


@click.command("retain")
@with_appcontext
def retain() -> None:
    """Delete what is over its time, now.

    The workers do this each day. CONSULT_KEEP_…_DAYS say after how many days each kind goes; docs/privacy/retention.md
    is the schedule. Prints how many went of each kind.
    """
    from consult.services import retention

    for name, count in retention.run().items():
        click.echo(f"{count:7,}  {name}")


@click.command("records-of-processing")
def records_of_processing() -> None:
    """Print what every table holds, whose it is, on which ground and for how long, as Markdown."""
    from consult.services import data_register

    click.echo(data_register.as_document(Settings.organisation), nl=False)


COMMANDS = (
    backup_key,
    backup,
    lock_file,
    unlock_file,
    restore,
    verify_audit,
    check_reports,
    doctor,
    retain,
    records_of_processing,
)
