"""First schema"""

import sqlalchemy as sa
from alembic import op

from surveyapp.store.base import Moment
from surveyapp.store.guards import create_statements, drop_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=260), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_table(
        "document",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('instrument', 'parameters', 'codebook')", name=op.f("ck_document_kind_known")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_document")),
    )
    op.create_table(
        "link_request",
        sa.Column("address_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_link_request")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("firstname", sa.String(length=100), nullable=False),
        sa.Column("lastname", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("unsubscribed", sa.Boolean(), nullable=False),
        sa.Column("undeliverable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("email", name=op.f("uq_participant_email")),
    )
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("expires", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_token")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_api_token_account_id_name")),
    )
    op.create_table(
        "configuration",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("instrument_hash", sa.String(length=64), nullable=False),
        sa.Column("parameters_hash", sa.String(length=64), nullable=False),
        sa.Column("codebook_hash", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_configuration_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["codebook_hash"], ["document.hash"], name=op.f("fk_configuration_codebook_hash")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_hash"], ["document.hash"], name=op.f("fk_configuration_instrument_hash")
        ),
        sa.ForeignKeyConstraint(
            ["parameters_hash"], ["document.hash"], name=op.f("fk_configuration_parameters_hash")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_configuration")),
    )
    op.create_table(
        "passkey",
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkey")),
    )
    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("cluster", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(role = 'cluster') = (cluster IS NOT NULL)", name=op.f("ck_role_grant_cluster_named")
        ),
        sa.CheckConstraint(
            "role IN ('admin', 'committee', 'keyholder', 'coder', 'evaluator', 'cluster', 'auditor')",
            name=op.f("ck_role_grant_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_role_grant")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("expires", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_link_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opens_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("configuration_hash", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("cleaned", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT frozen OR state IN ('open', 'closed', 'released', 'cancelled')",
            name=op.f("ck_round_frozen_after_open"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'approved', 'cancelled') OR public_key IS NOT NULL",
            name=op.f("ck_round_open_has_key"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'approved', 'open', 'closed', 'released', 'cancelled')",
            name=op.f("ck_round_state_known"),
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_round_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["configuration_hash"], ["configuration.hash"], name=op.f("fk_round_configuration_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("name", name=op.f("uq_round_name")),
    )
    op.create_table(
        "approval",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("approved", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('configuration', 'list')", name=op.f("ck_approval_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_approval_account_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_approval_round_id")),
        sa.PrimaryKeyConstraint("round_id", "kind", "account_id", name=op.f("pk_approval")),
    )
    op.create_table(
        "card",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("share", sa.LargeBinary(length=200), nullable=True),
        sa.Column("deposit", sa.LargeBinary(length=200), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_card_account_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_card_round_id")),
        sa.PrimaryKeyConstraint("round_id", "account_id", name=op.f("pk_card")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("cluster", sa.String(length=40), nullable=False),
        sa.Column("stakeholder_group", sa.String(length=820), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("redacted", sa.Text(), nullable=True),
        sa.Column("review", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "review IN ('waiting', 'accepted', 'withheld')", name=op.f("ck_comment_review_known")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_comment_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("cluster", sa.String(length=40), nullable=False),
        sa.Column("stakeholder_group", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("frame", sa.String(length=40), nullable=False),
        sa.Column("list_leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "frame IN ('listed', 'nominated')", name=op.f("ck_invitation_frame_known")
        ),
        sa.CheckConstraint(
            "NOT used OR code_hash IS NOT NULL", name=op.f("ck_invitation_used_has_code")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_invitation_participant_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_invitation_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
        sa.UniqueConstraint(
            "round_id", "participant_id", name=op.f("uq_invitation_round_id_participant_id")
        ),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invitation_cell", ["round_id", "cluster", "stakeholder_group"], unique=False
        )

    op.create_table(
        "record",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('S0', 'S1', 'S2')", name=op.f("ck_record_kind_known")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_record_round_id")),
        sa.PrimaryKeyConstraint("round_id", "kind", name=op.f("pk_record")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("bundle_hash", sa.String(length=64), nullable=False),
        sa.Column("public_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_release_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_release_round_id_number")),
    )
    op.create_table(
        "reply",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("cluster", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_reply_round_id")),
        sa.PrimaryKeyConstraint("round_id", "cluster", name=op.f("pk_reply")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("cluster", sa.String(length=40), nullable=False),
        sa.Column("stakeholder_group", sa.String(length=820), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_response_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "result_table",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("ciphertext_hashes", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_result_table_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_result_table")),
    )
    op.create_table(
        "sealed_response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_sealed_response_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_response")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_sealed_response_receipt_hash")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hand_code",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=True),
        sa.Column("label", sa.String(length=40), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["account.id"], name=op.f("fk_hand_code_coder_id")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_hand_code_comment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_code")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invitation', 'reminder', 'resend', 'S0', 'S1', 'sign_in', 'report')",
            name=op.f("ck_mail_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'in_doubt', 'failed', 'bounced', 'dropped')",
            name=op.f("ck_mail_state_known"),
        ),
        sa.CheckConstraint(
            "(invitation_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_mail_one_recipient")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_account_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_mail_invitation_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_mail_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("ix_mail_state", ["state"], unique=False)

    for statement in create_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_statements(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_state")

    op.drop_table("mail")
    op.drop_table("hand_code")
    op.drop_table("sealed_response")
    op.drop_table("result_table")
    op.drop_table("response")
    op.drop_table("reply")
    op.drop_table("release")
    op.drop_table("record")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_invitation_cell")

    op.drop_table("invitation")
    op.drop_table("comment")
    op.drop_table("card")
    op.drop_table("approval")
    op.drop_table("round")
    op.drop_table("sign_in_link")
    op.drop_table("role_grant")
    op.drop_table("passkey")
    op.drop_table("configuration")
    op.drop_table("api_token")
    op.drop_table("participant")
    op.drop_table("link_request")
    op.drop_table("document")
    op.drop_table("audit")
    op.drop_table("account")
