"""Which message stands in a conversation for a record, so that it can be updated in place"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_standing_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "about", name=op.f("pk_standing")),
    )


def downgrade() -> None:
    op.drop_table("standing")
