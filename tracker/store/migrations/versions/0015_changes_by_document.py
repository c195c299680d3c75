"""Changes are found by the document that they are of, which history that arrives late asks for again and again."""

from alembic import op

revision = "0015_changes_by_document"
down_revision = "0014_past"


def upgrade() -> None:
    """Add an index."""
    op.create_index("ix_change_document", "change", ["document"])
