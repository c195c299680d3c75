"""Documents name the rules that they were read by."""

import sqlalchemy as sa
from alembic import op

revision = "0005_documents"
down_revision = "0004_ignored"


def upgrade() -> None:
    """Add the version of the rules; of what was read before them none is known."""
    op.add_column("document", sa.Column("rules", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_index("ix_document_source_extractor_rules", "document", ["source", "extractor", "rules"], unique=False)
