"""The data model of Open Badges 3.0 as a JSON Schema, from the tables of its appendix B.

What may stand once is no list, what may stand often is one. Classes may be extended, except where
the tables say otherwise; this schema is stricter and knows only the words of the tables, so that a
slip of the pen is found. `relatedResource` and the words of status entries are those of the W3C.
"""

URI = {"type": "string", "format": "uri"}
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}


def ref(name: str) -> dict:
    return {"$ref": f"#/$defs/{name}"}


def many(what: dict) -> dict:
    return {"type": "array", "minItems": 1, "items": what}


def kinds(*names: str) -> dict:
    """Types: an unordered set that holds all of these."""
    return {
        "type": "array",
        "uniqueItems": True,
        "allOf": [{"contains": {"const": name}} for name in names],
    }


def of(required: dict, optional: dict | None = None) -> dict:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


IDENTIFIER_TYPES = [
    "name",
    "sourcedId",
    "systemId",
    "productId",
    "userName",
    "accountId",
    "emailAddress",
    "nationalIdentityNumber",
    "identifier",
]
CREDENTIAL = of(
    {
        "@context": {
            "type": "array",
            "minItems": 2,
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"const": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
            ],
        },
        "id": URI,
        "type": kinds("VerifiableCredential", "OpenBadgeCredential"),
        "credentialSubject": ref("AchievementSubject"),
        "issuer": ref("Profile"),
        "validFrom": MOMENT,
    },
    {
        "name": TEXT,
        "description": TEXT,
        "validUntil": MOMENT,
        "proof": {"anyOf": [ref("Proof"), many(ref("Proof"))]},
        "credentialStatus": ref("CredentialStatus"),
        "evidence": many(ref("Evidence")),
    },
)
SCHEMA = CREDENTIAL | {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {
        "AchievementSubject": of(
            {"type": kinds("AchievementSubject"), "achievement": ref("Achievement")},
            {
                "id": URI,
                "identifier": many(ref("IdentityObject")),
                "licenseNumber": TEXT,
                "narrative": TEXT,
                "result": many(ref("Result")),
                "role": TEXT,
                "source": ref("Profile"),
                "term": TEXT,
            },
        )
        | {"anyOf": [{"required": ["id"]}, {"required": ["identifier"]}]},
        "Achievement": of(
            {
                "id": URI,
                "type": kinds("Achievement"),
                "criteria": of({}, {"id": URI, "narrative": TEXT}),
                "description": TEXT,
                "name": TEXT,
            },
            {
                "alignment": many(ref("Alignment")),
                "achievementType": {
                    "enum": ["Certificate", "CertificateOfCompletion", "Certification"]
                },
                "creator": ref("Profile"),
                "humanCode": TEXT,
                "image": ref("Image"),
                "resultDescription": many(ref("ResultDescription")),
                "specialization": TEXT,
                "tag": many(TEXT),
                "version": TEXT,
            },
        ),
        "Alignment": of(
            {"type": kinds("Alignment"), "targetName": TEXT, "targetUrl": URI},
            {"targetCode": TEXT, "targetDescription": TEXT, "targetFramework": TEXT},
        ),
        "Evidence": of(
            {"type": kinds("Evidence")},
            {"id": URI, "narrative": TEXT, "name": TEXT, "description": TEXT, "genre": TEXT},
        ),
        "IdentityObject": of(
            {
                "type": {"const": "IdentityObject"},
                "hashed": {"type": "boolean"},
                "identityHash": TEXT,
                "identityType": {"enum": IDENTIFIER_TYPES},
            },
            {"salt": TEXT},
        ),
        "Image": of({"id": URI, "type": {"const": "Image"}}, {"caption": TEXT}),
        "Profile": of(
            {"id": URI, "type": kinds("Profile")}, {"name": TEXT, "url": URI, "email": TEXT}
        ),
        "Result": of(
            {"type": kinds("Result")},
            {"resultDescription": URI, "value": TEXT, "achievedLevel": URI},
        ),
        "ResultDescription": of(
            {
                "id": URI,
                "type": kinds("ResultDescription"),
                "name": TEXT,
                "resultType": {"enum": ["Percent", "Status", "RawScore", "Result"]},
            },
            {"valueMin": TEXT, "valueMax": TEXT, "requiredValue": TEXT},
        ),
        "Proof": of(
            {"type": TEXT},
            {
                "created": MOMENT,
                "cryptosuite": TEXT,
                "proofPurpose": {"const": "assertionMethod"},
                "proofValue": TEXT,
                "verificationMethod": URI,
            },
        ),
        # Once, in 3.0; the words after `type` are those of Bitstring Status List 1.0 (W3C).
        "CredentialStatus": of(
            {
                "id": URI,
                "type": {"const": "BitstringStatusListEntry"},
                "statusPurpose": {"enum": ["revocation", "suspension"]},
                "statusListIndex": {"type": "string", "pattern": r"^\d+$"},
                "statusListCredential": URI,
            },
            {"statusReference": URI},
        ),
    },
}
