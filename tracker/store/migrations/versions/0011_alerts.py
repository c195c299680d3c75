"""Alerts: each with the matter that it tells, and how long it waits for an official word."""

import sqlalchemy as sa
from alembic import op

revision = "0011_alerts"
down_revision = "0009_outbox"


def upgrade() -> None:
    """Add alerts."""
    op.create_table(
        "alert",
        sa.Column("digest", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.String(length=32), nullable=True),
        sa.Column("answered", sa.String(length=100), nullable=True),
        sa.Column("recorded", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["digest.id"], name=op.f("fk_alert_digest")),
        sa.ForeignKeyConstraint(["finding"], ["finding.id"], name=op.f("fk_alert_finding")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_key")),
    )
