"""Pages that a source leads to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the pages, and say of looks and documents which of them they are of."""
    op.create_table(
        "page",
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.String(length=40), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("claimed", sa.String(32), nullable=True),
        sa.Column("recorded", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("source", "address", name=op.f("pk_page")),
    )
    op.create_index("ix_page_source_state", "page", ["source", "state"], unique=False)
    op.add_column("look", sa.Column("page", sa.Text(), nullable=True))
    op.add_column("document", sa.Column("page", sa.Text(), nullable=True))
