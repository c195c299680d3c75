"""What people decided in review."""

import sqlalchemy as sa
from alembic import op

revision = "0007_decisions"
down_revision = "0006_expectations"


def upgrade() -> None:
    """Add the decisions, each once for a state of what it is about and undone once at most."""
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=300), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("recorded", sa.String(32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change.id"], name=op.f("fk_decision_change")),
        sa.ForeignKeyConstraint(["told"], ["finding.id"], name=op.f("fk_decision_told")),
        sa.ForeignKeyConstraint(["undoes"], ["decision.id"], name=op.f("fk_decision_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("item", "revision", name=op.f("uq_decision_item_revision")),
        sa.UniqueConstraint("undoes", name=op.f("uq_decision_undoes")),
    )
    op.create_index("ix_decision_change", "decision", ["change"], unique=False)
