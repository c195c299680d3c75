"""Snapshots kept as what differs from an earlier one, and those whose bytes were given up."""

import sqlalchemy as sa
from alembic import op

revision = "0013_deltas"
down_revision = "0012_incidents"


def upgrade() -> None:
    """Let a snapshot name the one that it is kept against, how many lie before it, and when its bytes were dropped."""
    op.add_column("snapshot", sa.Column("base", sa.String(length=71), nullable=True))
    op.add_column("snapshot", sa.Column("depth", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("snapshot", sa.Column("dropped", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_snapshot_base"), "snapshot", ["base"], unique=False)
