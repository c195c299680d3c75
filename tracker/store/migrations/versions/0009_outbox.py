"""The outbox: digests on their way to recipients."""

import sqlalchemy as sa
from alembic import op

revision = "0009_outbox"
down_revision = "0007_decisions"


def upgrade() -> None:
    """Add deliveries."""
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=100), nullable=False),
        sa.Column("subscription", sa.String(length=100), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("ident", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("due", sa.String(length=32), nullable=False),
        sa.Column("sent", sa.String(length=32), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["digest.id"], name=op.f("fk_delivery_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("digest", "subscription", "round", name=op.f("uq_delivery_digest_subscription_round")),
    )
    op.create_index("ix_delivery_state_due", "delivery", ["state", "due"])
