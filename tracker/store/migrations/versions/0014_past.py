"""History that arrives late: looks that an archive kept, and what it put in the place of what was concluded without it."""

import sqlalchemy as sa
from alembic import op

revision = "0014_past"
down_revision = "0013_deltas"

_SEEN = """
UPDATE block SET seen = (SELECT look.at FROM document JOIN look ON look.id = document.look WHERE document.id = block.document)
"""


def upgrade() -> None:
    """Let a look and a change name their archive, a change and a revision say since when others stand in their place."""
    op.add_column("look", sa.Column("archive", sa.String(length=400), nullable=True))
    op.create_index("ix_look_source_archive", "look", ["source", "archive"], unique=True)
    op.add_column("change", sa.Column("archive", sa.Text(), nullable=True))
    op.add_column("change", sa.Column("replaced", sa.String(length=32), nullable=True))
    op.add_column("revision", sa.Column("replaced", sa.String(length=32), nullable=True))
    op.add_column("block", sa.Column("seen", sa.String(length=32), nullable=True))
    op.execute(_SEEN)
