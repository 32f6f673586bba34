"""Alembic's entry: runs on the connection that `app.db.upgrade.migrate` hands over."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),  # only needed to write a new migration
    render_as_batch=True,  # SQLite alters tables by copying them
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
