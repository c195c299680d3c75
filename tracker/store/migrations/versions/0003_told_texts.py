"""Texts that digests have told."""

import sqlalchemy as sa
from alembic import op

revision = "0003_told_texts"
down_revision = "0002"


def upgrade() -> None:
    """Add which series has told which change of words."""
    op.create_table(
        "digest_text",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change.id"], name=op.f("fk_digest_text_change")),
        sa.ForeignKeyConstraint(["digest"], ["digest.id"], name=op.f("fk_digest_text_digest")),
        sa.PrimaryKeyConstraint("series", "change", name=op.f("pk_digest_text")),
    )
