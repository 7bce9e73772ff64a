"""What a question means, so that those alike can be counted together, and whether a model worded its answer"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("vector", sa.LargeBinary(), nullable=True))
    op.add_column("question", sa.Column("worded", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("question", "worded")
    op.drop_column("question", "vector")
