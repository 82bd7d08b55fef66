"""Lines of the table, and those that many routes share."""

from dataclasses import dataclass, field

STAFF = ["administrator", "author", "officer", "coordinator", "auditor", "project_auditor"]
# "learner" owns what the routes are asked about; "stranger" has an account and nothing else.
ROLES = ["nobody", "stranger", "learner", "instructor", *STAFF]
SIGN_IN, NO, NOT_FOUND, NOT_ALLOWED, SEE, GO = 302, 403, 404, 405, 200, "to another page"


@dataclass
class Line:
    """What a route answers: to nobody, to everybody signed in, and to the roles named."""

    nobody: object
    others: object
    roles: dict = field(default_factory=dict)

    def expected(self, role: str) -> object:
        return self.nobody if role == "nobody" else self.roles.get(role, self.others)


def everybody(answer) -> Line:
    return Line(answer, answer)


def signed_in(answer, **roles) -> Line:
    return Line(SIGN_IN, answer, roles)


def only(*roles, answer=SEE, others=NO) -> Line:
    return Line(SIGN_IN, others, dict.fromkeys(roles, answer))


def own(answer) -> Line:
    return only("learner", answer=answer, others=NOT_FOUND)


PLANNERS = ("administrator", "instructor")


def run(answer) -> Line:
    """What who leads the delivery, or administers, gets; to others it does not exist."""
    return only("administrator", "instructor", answer=answer, others=NOT_FOUND)


def seen(answer) -> Line:
    """What everybody with a part in the delivery gets."""
    return only("administrator", "instructor", "learner", answer=answer, others=NOT_FOUND)


REPORTERS = ("administrator", "auditor", "coordinator")
REPORTED = (only(*REPORTERS), only(*REPORTERS, answer=NOT_ALLOWED))
# Of a report that belongs to no project of the coordinator.
FROZEN = (
    signed_in(NO, administrator=SEE, auditor=SEE, coordinator=NOT_FOUND),
    REPORTED[1],
)
PROJECT_READERS = ("administrator", "officer", "auditor", "project_auditor", "coordinator")
READS_PROJECTS = only(*PROJECT_READERS)
ADMINISTERS_PROJECTS = (
    only("administrator", answer=NOT_FOUND),
    only("administrator", answer=NOT_FOUND),
)
REPORTS = only("administrator", "auditor", "project_auditor")
NO_POST = only("administrator", "auditor", "project_auditor", answer=NOT_ALLOWED)
# What is outside the scope of an auditor of projects is not there for them.
IN_SCOPE = Line(SIGN_IN, NO, {"administrator": SEE, "auditor": SEE, "project_auditor": NOT_FOUND})
AUDIT_READERS = ("administrator", "auditor", "project_auditor")
AUDITS = only("auditor", "project_auditor")
READS_LINES = only("administrator", "officer", "auditor")
READS_CERTIFICATES = (READS_LINES, only("administrator", "officer", "auditor", answer=NOT_ALLOWED))
DISPUTE_READERS = ("administrator", "auditor", "project_auditor", "coordinator")
DISPUTES = only(*DISPUTE_READERS)
ANALYSIS = (
    only("administrator", "author"),
    only("administrator", "author", answer=NOT_ALLOWED),
)
MARKERS = ("administrator", "instructor")
MARKING = (only(*MARKERS, others=NOT_FOUND), signed_in(NOT_ALLOWED))
READS = dict.fromkeys(("learner", "instructor", "administrator", "author", "auditor"), SEE)
PUBLISHED = (everybody(SEE), everybody(NOT_ALLOWED))
DECIDING = (READS_LINES, only("administrator", "officer", "auditor", answer=NOT_ALLOWED))
DECIDES = (
    only("administrator", "officer", answer=NOT_ALLOWED),
    only("administrator", "officer", answer=NOT_FOUND),
)
ADMINISTERS = (
    only("administrator", answer=NOT_ALLOWED),
    only("administrator", answer=NOT_FOUND),
)
