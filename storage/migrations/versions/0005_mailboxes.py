"""What is remembered of mailboxes; and one id of a source is one message"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_note",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_mail_note")),
    )
    op.create_index(
        "uq_mail_source_id",
        "mail",
        ["organisation", "mailbox", "source_id"],
        unique=True,
        sqlite_where=sa.text("source_id <> ''"),
        postgresql_where=sa.text("source_id <> ''"),
    )


def downgrade() -> None:
    op.drop_index("uq_mail_source_id", table_name="mail")
    op.drop_table("mail_note")
