"""The verbs of certificates: issuing, what is said of them, what changes their paper, and cases."""

from certification.certificates.actions.cases import decide_case
from certification.certificates.actions.issuing import issue_certificate
from certification.certificates.actions.paper import correct_name, extend, reduce_scope, renew
from certification.certificates.actions.standing import lift, restore, supersede, suspend, withdraw
from certification.certificates.actions.teaching import follow_with_rights

__all__ = [
    "correct_name",
    "decide_case",
    "extend",
    "follow_with_rights",
    "issue_certificate",
    "lift",
    "reduce_scope",
    "renew",
    "restore",
    "supersede",
    "suspend",
    "withdraw",
]
