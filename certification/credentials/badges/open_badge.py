"""What an Open Badge 3.0 says: an OpenBadgeCredential, which is a Verifiable Credential 2.0.

Words are those of the data model of 1EdTech, and only such as its published contexts define; what
the model allows once stands once, what it allows often is a list. It holds no e-mail address.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from certification.credentials.signing.contexts import CREDENTIALS, OPEN_BADGES

SHORT = 200  # characters of a tag


def identity(address: str, salt: str) -> dict[str, Any]:
    """The holder's e-mail address, to be recognised by whoever knows it and read by nobody."""
    digest = hashlib.sha256((address.strip().lower() + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def named(name: str) -> dict[str, Any]:
    """The name as it stands on the certificate."""
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": name,
        "identityType": "name",
    }


def issuer(did: str, name: str, url: str) -> dict[str, Any]:
    return {"id": did, "type": ["Profile"], "name": name, "url": url}


def achievement(
    *,
    address: str,
    kind: str,
    title: str,
    scope_title: str,
    statement: str,
    criteria: str,
    picture: str,
    version: str,
    tags: Iterable[str],
    alignments: list[dict[str, Any]],
    results: list[str],
) -> dict[str, Any]:
    """What is achieved, the same for everybody; `results` name the tests that give a percentage."""
    body: dict[str, Any] = {
        "id": address,
        "type": ["Achievement"],
        "achievementType": kind,
        "name": f"{title}: {scope_title}",
        "description": statement,
        "criteria": {"narrative": criteria},
        "image": {"id": picture, "type": "Image", "caption": f"{title}: {scope_title}"},
        "version": version,
        "tag": [tag[:SHORT] for tag in tags],
    }
    if alignments:
        body["alignment"] = alignments
    if results:
        body["resultDescription"] = [
            {
                "id": result_address(address, name),
                "type": ["ResultDescription"],
                "name": name,
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            }
            for name in results
        ]
    return body


def criteria(
    narrative: str, outcomes: Iterable[str], assessment_form: str, workload_hours: int | None
) -> str:
    """What it takes, in Markdown: words, learning outcomes, how they are assessed, how long it takes."""
    parts = [narrative]
    if listed := [f"- {outcome}" for outcome in outcomes]:
        parts.append("\n".join(["Learning outcomes:", "", *listed]))
    if assessment_form:
        parts.append(f"Assessment: {assessment_form}")
    if workload_hours:
        parts.append(f"Workload: {workload_hours} hours")
    return "\n\n".join(parts)


def alignment(*, name: str, url: str, framework: str = "", code: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"type": ["Alignment"], "targetName": name, "targetUrl": url}
    if framework:
        found["targetFramework"] = framework
    if code:
        found["targetCode"] = code
    return found


def result(address: str, name: str, percent: str) -> dict[str, Any]:
    return {
        "type": ["Result"],
        "resultDescription": result_address(address, name),
        "value": percent,
    }


def result_address(achievement_address: str, name: str) -> str:
    return f"{achievement_address}#result-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def evidence(*, label: str, counted_from: datetime, sha256: str) -> dict[str, Any]:
    """A fact the decision rested on: what it is and its hash, not what it says about anybody."""
    return {
        "type": ["Evidence"],
        "name": label,
        "description": f"Counted from {instant(counted_from)}; SHA-256 of the facts: {sha256}",
        "genre": "Decision evidence",
    }


def accreditation(*, address: str, title: str, day: date, text: str) -> dict[str, Any]:
    """The trainer's own credential, valid on the day, with the hash of its text as signed."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {
        "id": address,
        "type": ["Evidence"],
        "name": f"Accreditation of the trainer: {title}",
        "description": f"Valid on {day.isoformat()}, the last day they led; SHA-256: {digest}",
        "genre": "Trainer accreditation",
    }


def status(*, list_address: str, position: int, purpose: str, page: str) -> dict[str, Any]:
    return {
        "id": f"{list_address}#{position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(position),
        "statusListCredential": list_address,
        "statusReference": page,
    }


def credential(
    *,
    address: str,
    name: str,
    description: str,
    issuer: dict[str, Any],
    valid_from: datetime,
    valid_until: datetime | None,
    identifiers: list[dict[str, Any]],
    number: str,
    achievement: dict[str, Any],
    results: list[dict[str, Any]],
    evidence: list[dict[str, Any]],
    status: dict[str, Any],
) -> dict[str, Any]:
    """The whole, not yet signed."""
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": identifiers,
        "licenseNumber": number,
        "achievement": achievement,
    }
    if results:
        subject["result"] = results
    body: dict[str, Any] = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "description": description,
        "issuer": issuer,
        "validFrom": instant(valid_from),
    }
    if valid_until is not None:
        body["validUntil"] = instant(valid_until)
    body["credentialSubject"] = subject
    if evidence:
        body["evidence"] = evidence
    return body | {"credentialStatus": status}


def token_claims(body: dict[str, Any]) -> dict[str, Any]:
    """The credential with the claims that a JWT names in its own words (Open Badges 3.0, 8.2)."""
    claims = {
        **body,
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "nbf": _seconds(body["validFrom"]),
    }
    if "validUntil" in body:
        claims["exp"] = _seconds(body["validUntil"])
    return claims


def instant(moment: datetime) -> str:
    """In UTC and whole seconds, like 2026-03-02T11:30:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def end_of_day(day: date, zone: str) -> datetime:
    """The last second of the last valid day where the issuer is (R43)."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(zone))


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
