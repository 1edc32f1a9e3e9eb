"""the audit record numbered, sealed and kept from change"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS = "the audit record is only ever added to"
SQLITE = (
    f"CREATE TRIGGER audit_entry_not_changed BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    f"CREATE TRIGGER audit_entry_not_deleted BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
    "CREATE TRIGGER audit_entry_not_changed BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_is_kept()",
    "CREATE TRIGGER audit_entry_not_deleted BEFORE TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_kept()",
)


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch:
        batch.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("seal", sa.String(length=64), nullable=True))
    _seal_what_is_there(op.get_bind())
    with op.batch_alter_table("audit_entry") as batch:
        batch.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("seal", existing_type=sa.String(length=64), nullable=False)
        batch.create_unique_constraint("uq_audit_entry_number", ["number"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in ("audit_entry_not_changed", "audit_entry_not_deleted"):
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else " ON audit_entry"))
    if not is_sqlite:
        op.execute("DROP FUNCTION audit_entry_is_kept()")
    with op.batch_alter_table("audit_entry") as batch:
        batch.drop_constraint("uq_audit_entry_number", type_="unique")
        batch.drop_column("seal")
        batch.drop_column("number")


def _seal_what_is_there(connection: sa.Connection) -> None:
    table = sa.table(
        "audit_entry", *map(sa.column, ("id", "number", "seal", "user_id", "action", "subject", "detail")),
        sa.column("at", sa.DateTime()),
    )  # fmt: skip
    seal = "0" * 64
    for number, row in enumerate(connection.execute(sa.select(table).order_by(table.c.id)).all(), start=1):
        at = row.at.strftime("%Y-%m-%dT%H:%M:%S.%f")
        said = [seal, number, at, row.user_id, row.action, row.subject, row.detail]
        seal = hashlib.sha256(json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
        connection.execute(sa.update(table).where(table.c.id == row.id).values(number=number, seal=seal))
