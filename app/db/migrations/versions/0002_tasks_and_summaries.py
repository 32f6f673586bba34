"""Topics, tasks, summaries and their ledger, jobs"""

import sqlalchemy as sa
from alembic import op

import app.db.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_lease",
        sa.Column("job", sa.String(length=48), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("until", app.db.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_lease")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=48), nullable=False),
        sa.Column("started_at", app.db.base.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", app.db.base.Moment(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_job", "job_run", ["job", "id"], unique=False)

    op.create_table(
        "slot_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("integration", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("run_date", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("begun_at", app.db.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_period")),
        sa.UniqueConstraint("integration", "first_day", name="uq_slot_period_first_day"),
        sa.UniqueConstraint("integration", "slot", name=op.f("uq_slot_period_integration")),
    )
    op.create_table(
        "task_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("monitored", sa.Boolean(), nullable=False),
        sa.Column("weight", app.db.base.Amount(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_field")),
        sa.UniqueConstraint("name", name=op.f("uq_task_field_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("name", name=op.f("uq_topic_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "summary_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("integration", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.String(length=16), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("assignee", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("auto_complete", sa.Boolean(), nullable=False),
        sa.Column("refresh", sa.String(length=8), nullable=False),
        sa.Column("begun_at", app.db.base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_summary_plan_member_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_summary_plan_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_plan")),
        sa.UniqueConstraint("integration", name=op.f("uq_summary_plan_integration")),
    )
    op.create_table(
        "count_from",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("integration", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_count_from_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", "integration", name=op.f("pk_count_from")),
    )
    op.create_table(
        "ledger_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("integration", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("at", app.db.base.Moment(timezone=True), nullable=False),
        sa.Column("problem", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_ledger_try_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_try")),
    )
    op.create_index("ix_ledger_try_client", "ledger_try", ["client_id", "integration", "slot"], unique=False)

    op.create_table(
        "summary_field",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("task_field_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["summary_plan.id"],
            name=op.f("fk_summary_field_plan_id_summary_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["task_field_id"], ["task_field.id"], name=op.f("fk_summary_field_task_field_id_task_field")
        ),
        sa.PrimaryKeyConstraint("plan_id", "field", name=op.f("pk_summary_field")),
        sa.UniqueConstraint("plan_id", "task_field_id", name=op.f("uq_summary_field_plan_id")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_minute", sa.Integer(), nullable=True),
        sa.Column("billing_date", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("extra_work", sa.Boolean(), nullable=False),
        sa.Column("estimate_seconds", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("created_at", app.db.base.Moment(timezone=True), nullable=False),
        sa.Column("changed_at", app.db.base.Moment(timezone=True), nullable=False),
        sa.Column("done_at", app.db.base.Moment(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_task_client_id_client")),
        sa.ForeignKeyConstraint(
            ["done_by"], ["member.id"], name=op.f("fk_task_done_by_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_task_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_task_client", "task", ["client_id"], unique=False)
    op.create_index("ix_task_due", "task", ["status", "due"], unique=False)

    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_checklist_item_task_id_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    op.create_index("ix_checklist_item_task", "checklist_item", ["task_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("integration", sa.String(length=32), nullable=False),
        sa.Column("remote_id", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("run_date", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("as_of", app.db.base.Moment(timezone=True), nullable=True),
        sa.Column("fetched_at", app.db.base.Moment(timezone=True), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("invoiced_at", app.db.base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_ledger_entry_client_id_client")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_ledger_entry_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("client_id", "integration", "first_day", name="uq_ledger_entry_first_day"),
        sa.UniqueConstraint("client_id", "integration", "slot", name=op.f("uq_ledger_entry_client_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ledger_entry_task_id"), "ledger_entry", ["task_id"], unique=False)

    op.create_table(
        "task_assignee",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_task_assignee_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_assignee_task_id_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "member_id", name=op.f("pk_task_assignee")),
    )
    op.create_index("ix_task_assignee_member", "task_assignee", ["member_id"], unique=False)

    op.create_table(
        "task_field_value",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("number", app.db.base.Amount(), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("as_of", app.db.base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"], ["task_field.id"], name=op.f("fk_task_field_value_field_id_task_field")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_field_value_task_id_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "field_id", name=op.f("pk_task_field_value")),
    )
    op.create_index("ix_task_field_value_field", "task_field_value", ["field_id"], unique=False)

    op.create_table(
        "ledger_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("difference", sa.Integer(), nullable=False),
        sa.Column("at", app.db.base.Moment(timezone=True), nullable=False),
        sa.Column("settled_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_correction_entry_id_ledger_entry")
        ),
        sa.ForeignKeyConstraint(
            ["settled_in"], ["ledger_entry.id"], name=op.f("fk_ledger_correction_settled_in_ledger_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_correction")),
    )
    op.create_index(op.f("ix_ledger_correction_entry_id"), "ledger_correction", ["entry_id"], unique=False)

    op.add_column("import_run", sa.Column("address", sa.String(length=400), nullable=True))
    # nobody has noted it until now; what is connected is taken to be where the clients came from
    op.execute(
        "UPDATE import_run SET address ="
        " (SELECT address FROM connection WHERE connection.integration = import_run.source)"
    )


def downgrade() -> None:
    with op.batch_alter_table("import_run") as batch:
        batch.drop_column("address")
    for table in (
        "ledger_correction",
        "task_field_value",
        "task_assignee",
        "ledger_entry",
        "checklist_item",
        "task",
        "summary_field",
        "ledger_try",
        "count_from",
        "summary_plan",
        "topic",
        "task_field",
        "slot_period",
        "job_run",
        "job_lease",
    ):
        op.drop_table(table)
