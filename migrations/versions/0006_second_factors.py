"""second factors, passphrases for one sign-in, stages of a sign-in, browsers that are known

Everybody is signed out: a sign-in from before proved nothing but a password.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("known_browser", "used_challenge", "passkey", "recovery_code", "code_app")


def added() -> dict[str, list[sa.Column[object]]]:
    """New columns by table."""
    return {
        "user_account": [
            sa.Column("wrong_codes", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("last_wrong_code_at", sa.DateTime(), nullable=True),
            sa.Column("password_ends_at", sa.DateTime(), nullable=True),
        ],
        "sign_in": [
            sa.Column(
                "stage",
                sa.Enum("code", "own password", "second factor", "done", name="stage", native_enum=False, length=30),
                nullable=False,
                server_default="done",
            ),
            sa.Column("method", sa.String(30), nullable=False, server_default="password"),
        ],
    }


def upgrade() -> None:
    op.execute("DELETE FROM sign_in")
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    _create_factors()
    _create_marks()


def downgrade() -> None:
    op.execute("DELETE FROM sign_in")
    for table in TABLES:
        op.drop_table(table)
    for table, columns in added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _user(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_user_id_user_account")
    return sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=name, ondelete="CASCADE")


def _create_factors() -> None:
    op.create_table(
        "code_app",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("locked_secret", sa.String(300), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _user("code_app"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_code_app")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        _user("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential_hash", sa.String(64), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        _user("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_hash", name=op.f("uq_passkey_credential_hash")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])


def _create_marks() -> None:
    op.create_table(
        "used_challenge",
        sa.Column("challenge_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("pk_used_challenge")),
    )
    op.create_index(op.f("ix_used_challenge_used_at"), "used_challenge", ["used_at"])
    op.create_table(
        "known_browser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=False),
        _user("known_browser"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browser")),
        sa.UniqueConstraint("user_id", "token_hash", name=op.f("uq_known_browser_user_id_token_hash")),
    )
    op.create_index(op.f("ix_known_browser_user_id"), "known_browser", ["user_id"])
