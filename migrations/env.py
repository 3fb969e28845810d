"""Alembic's entry: run the migrations on the connection that the program made."""

from alembic import context

from app.storage.base import Base
from app.storage.schema import load_models

load_models()

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter most things in place; batches rebuild the table.
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
