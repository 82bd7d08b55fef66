"""Builds that grant wrongly on purpose: the harness is worth something while it finds each of them."""

from scripts.faults.sabotage import Sabotage

GRANTING = "certification/decisions/actions/granting.py"
BUILDS = [
    Sabotage(
        "any-requirement",
        "grants as soon as anything that is asked is there",
        "certification/schemes/requirements/tests.py",
        "        is_met=not missing,\n        met_at=None if missing else max(",
        "        is_met=bool(passed),\n        met_at=max(",
    ),
    Sabotage(
        "a-point-given",
        "passes who has a point less than the pass mark",
        "courses/attempts/rules.py",
        "    if score.earned >= needed:\n",
        "    if score.earned + 1 >= needed:\n",
    ),
    Sabotage(
        "grants-again",
        "forgets that it has granted, and counts each grant as a further turn",
        GRANTING,
        """    ).first()


def _grant(
    enrolment: Enrolment,
    certificate_type: CertificateType,
    scope: str,
    evidence: tuple[Evidence, ...],
    at: datetime,
) -> Decision:
    version = certificate_type.version
    rule = f"{certificate_type.code}, {version.scheme.code} version {version.number}"
    decision = Decision.objects.create(
""",
        """    ).none().first()


def _grant(
    enrolment: Enrolment,
    certificate_type: CertificateType,
    scope: str,
    evidence: tuple[Evidence, ...],
    at: datetime,
) -> Decision:
    version = certificate_type.version
    rule = f"{certificate_type.code}, {version.scheme.code} version {version.number}"
    decision = Decision.objects.create(
        turn=__import__("random").randrange(2, 30_000),
""",
    ),
    Sabotage(
        "done-before",
        "ticks a duty off, and does it seconds later in the memory of the process",
        "lms/journal/outbox.py",
        "            _handlers[dispatch.handler](dispatch.event)\n",
        """            from threading import Timer

            Timer(4, _handlers[dispatch.handler], [dispatch.event]).start()
""",
        kills=2,
        needs_tasks=True,
    ),
    Sabotage(
        "another-hash",
        "keeps the hash of something else than the document",
        "certification/documents/actions.py",
        "    document.sha256 = hashlib.sha256(content).hexdigest()\n",
        "    document.sha256 = hashlib.sha256(content + b' ').hexdigest()\n",
    ),
]
