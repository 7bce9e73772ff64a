"""What of a document could not be read, kept with the draft that was made of it"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("notes", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("article", "notes")
