"""What goes wrong with the watch itself, and is for who runs it."""

import sqlalchemy as sa
from alembic import op

revision = "0012_incidents"
down_revision = "0011_alerts"


def upgrade() -> None:
    """Add incidents."""
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("opened", sa.String(length=32), nullable=False),
        sa.Column("tried", sa.String(length=32), nullable=True),
        sa.Column("told", sa.String(length=32), nullable=True),
        sa.Column("closed", sa.String(length=32), nullable=True),
        sa.Column("closing_told", sa.String(length=32), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_kind_key", "incident", ["kind", "key"])
