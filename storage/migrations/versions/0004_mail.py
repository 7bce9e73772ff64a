"""Mail that came in; and jobs that are for nobody, such as reading one"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("duplicate", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("understood", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("organisation", "mailbox", "digest", name=op.f("uq_mail_organisation_mailbox_digest")),
    )
    op.create_index(
        op.f("ix_mail_organisation_mailbox_message_id"), "mail", ["organisation", "mailbox", "message_id"]
    )
    op.create_index(op.f("ix_mail_organisation_state_id"), "mail", ["organisation", "state", "id"])
    op.create_index(
        "ix_mail_raw",
        "mail",
        ["organisation", "settled"],
        sqlite_where=sa.text("raw IS NOT NULL"),
        postgresql_where=sa.text("raw IS NOT NULL"),
    )
    with op.batch_alter_table("job") as job:
        job.alter_column("person_id", existing_type=ID, nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE person_id IS NULL")
    with op.batch_alter_table("job") as job:
        job.alter_column("person_id", existing_type=ID, nullable=False)
    op.drop_table("mail")
