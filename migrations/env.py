"""Alembic's entry: runs the versions over the connection that consult.store.schema hands in."""

from alembic import context

from consult.models.everything import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
