"""All tables, so that one import knows the whole schema."""

from surveyapp.store.account import Account, ApiToken, Grant, Passkey, SignInLink
from surveyapp.store.answers import Comment, Response, SealedResponse
from surveyapp.store.audit import AuditEntry
from surveyapp.store.base import Base
from surveyapp.store.configuration import Document, StoredConfiguration
from surveyapp.store.link_request import LinkRequest
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.results import HandCode, Release, Reply, ResultTable
from surveyapp.store.round import Approval, Card, Record, Round

__all__ = [
    "Account", "ApiToken", "Approval", "AuditEntry", "Base", "Card", "Comment", "Document", "Grant",
    "HandCode", "Invitation", "LinkRequest", "Mail", "Participant", "Passkey", "Record", "Release",
    "Reply", "Response", "ResultTable", "Round", "SealedResponse", "SignInLink",
    "StoredConfiguration",
]  # fmt: skip

metadata = Base.metadata
