"""What an Open Badge 2.0 says, for backpacks that know no other: three documents that we host."""

from typing import Any

CONTEXT = "https://w3id.org/openbadges/v2"


def issuer(*, address: str, name: str, url: str, email: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": address,
        "name": name,
        "url": url,
        "email": email,
    }


def badge_class(
    *, address: str, achievement: dict[str, Any], issuer_address: str
) -> dict[str, Any]:
    """The same achievement as the newer badge's."""
    body = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": address,
        "name": achievement["name"],
        "description": achievement["description"],
        "image": achievement["image"]["id"],
        "criteria": {"narrative": achievement["criteria"]["narrative"]},
        "issuer": issuer_address,
        "tags": achievement.get("tag", []),
    }
    if "alignment" in achievement:
        body["alignment"] = [
            {name: value for name, value in each.items() if name != "type"}
            for each in achievement["alignment"]
        ]
    return body


def assertion(
    *, address: str, class_address: str, page: str, credential: dict[str, Any]
) -> dict[str, Any]:
    """What the newer credential says, hosted: its holder, days and evidence."""
    body = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": address,
        "recipient": _recipient(credential["credentialSubject"]["identifier"], page),
        "badge": class_address,
        "verification": {"type": "HostedBadge"},
        "issuedOn": credential["validFrom"],
        "evidence": [
            {"name": each["name"], "narrative": each["description"]}
            for each in credential.get("evidence", [])
        ],
    }
    if "validUntil" in credential:
        body["expires"] = credential["validUntil"]
    return body


def revoked(*, address: str, reason: str) -> dict[str, Any]:
    """What stands where an assertion stood; answered with 410."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": address,
        "revoked": True,
        "revocationReason": reason,
    }


def _recipient(identifiers: list[dict[str, Any]], page: str) -> dict[str, Any]:
    """The hashed e-mail address; without one the public page, as the older standard knows no names."""
    for each in identifiers:
        if each["identityType"] == "emailAddress":
            return {
                "type": "email",
                "hashed": True,
                "salt": each["salt"],
                "identity": each["identityHash"],
            }
    return {"type": "url", "hashed": False, "identity": page}
