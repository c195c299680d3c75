"""What people have acknowledged."""

import sqlalchemy as sa
from alembic import op

revision = "0006_expectations"
down_revision = "0005_documents"


def upgrade() -> None:
    """Add the words of people on open matters."""
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("recorded", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
    )
