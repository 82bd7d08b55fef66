"""What the database and the store say in the end, read past the application."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

Findings = dict[str, list[str]]


@dataclass
class Granted:
    """What one person has; counts are of rows."""

    certificates: int = 0
    revisions: int = 0
    credentials: int = 0
    letters: int = 0
    documents: list[tuple[str, str]] = field(default_factory=list)  # name, SHA-256


ROWS = """
SELECT person.id,
       (SELECT count(*) FROM certification_certificate c WHERE c.person_id = person.id),
       (SELECT count(*) FROM certification_certificaterevision r
          JOIN certification_certificate c ON c.id = r.certificate_id WHERE c.person_id = person.id),
       (SELECT count(*) FROM certification_credential k
          JOIN certification_certificaterevision r ON r.id = k.revision_id
          JOIN certification_certificate c ON c.id = r.certificate_id WHERE c.person_id = person.id),
       (SELECT count(*) FROM lms_notification n
         WHERE n.person_id = person.id AND n.kind = 'certificate_granted')
FROM lms_person person WHERE person.id = ANY(%s)
"""
DOCUMENTS = """
SELECT c.person_id, d.file, d.sha256 FROM certification_document d
  JOIN certification_certificaterevision r ON r.id = d.revision_id
  JOIN certification_certificate c ON c.id = r.certificate_id
"""


def read_granted(database: psycopg.Connection, people: list[int]) -> dict[int, Granted]:
    found = {row[0]: Granted(*row[1:]) for row in database.execute(ROWS, [people])}
    for person, name, digest in database.execute(DOCUMENTS):
        if person in found:
            found[person].documents.append((name, digest))
    return found


def check(granted: dict[int, Granted], entitled: set[int], store: Path) -> Findings:
    """Missing, double and undeserved, for certificates, credentials, documents and letters."""
    findings: Findings = {"missing": [], "double": [], "undeserved": [], "documents": []}
    for person, has in granted.items():
        counts = {
            "certificate": has.certificates,
            "revision": has.revisions,
            "credential": has.credentials,
            "letter": has.letters,
            "document": len(has.documents),
        }
        for what, count in counts.items():
            if person in entitled and count == 0:
                findings["missing"].append(f"Person {person} has no {what}.")
            elif person in entitled and count > 1:
                findings["double"].append(f"Person {person} has {count} of {what}.")
            elif person not in entitled and count:
                findings["undeserved"].append(f"Person {person} has a {what}, and is not entitled.")
        findings["documents"] += wrong_documents(has, store)
    names = [name for has in granted.values() for name, _digest in has.documents]
    shared = len(names) - len(set(names))
    if shared:
        findings["documents"].append(f"{shared} documents share a file with another.")
    return findings


def wrong_documents(has: Granted, store: Path) -> list[str]:
    wrong = []
    for name, digest in has.documents:
        path = store / name
        if not path.is_file():
            wrong.append(f"{name} is not there.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(f"{name} is not the file whose hash is kept.")
    return wrong


def check_numbers(database: psycopg.Connection) -> Findings:
    """Numbers, and places in a status list, that two certificates share."""
    twice = [
        f"{row[1]} certificates have the number {row[0]}."
        for row in database.execute(
            "SELECT number, count(*) FROM certification_certificate GROUP BY 1 HAVING count(*) > 1"
        )
    ]
    return {"numbers": twice}
