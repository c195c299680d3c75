"""What was ignored and why, and what rotates in the links of a source."""

import sqlalchemy as sa
from alembic import op

revision = "0004_ignored"
down_revision = "0003_told_texts"


def upgrade() -> None:
    """Add the differences that were told to nobody, and the parts of links that do not count."""
    op.create_table(
        "ignored",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("recorded", sa.String(32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("samples", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name=op.f("fk_ignored_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ignored")),
    )
    op.create_index(op.f("ix_ignored_recorded"), "ignored", ["recorded"], unique=False)
    op.create_table(
        "rotating",
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("recorded", sa.String(32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "name", name=op.f("pk_rotating")),
    )
