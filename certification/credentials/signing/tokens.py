"""Credentials as JSON Web Tokens: VC-JWT of Open Badges 3.0, which is JOSE of VC 2.0."""

import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwt.types import Options

from certification.credentials.signing.did import jwk_method
from certification.credentials.signing.keys import Key
from certification.credentials.signing.multibase import base64url

ALGORITHM = "EdDSA"
TYPE = "vc+jwt"


def token(claims: dict[str, Any], *, key: Key) -> str:
    """The credential, itself the payload, signed; the key is named by its address in the DID."""
    header = {"alg": ALGORITHM, "typ": TYPE, "cty": "vc", "kid": jwk_method(key)}
    signed = ".".join(
        base64url(json.dumps(part, ensure_ascii=False).encode()) for part in (header, claims)
    )
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def claims_of(text: str, public: Ed25519PublicKey) -> dict[str, Any]:
    """What the token states; raises jwt.InvalidTokenError for another key, algorithm or type.

    Whether it has expired is asked by the credential's own dates.
    """
    if jwt.get_unverified_header(text).get("typ") != TYPE:
        raise jwt.InvalidTokenError("This is not the token of a credential.")
    unasked: Options = {
        "verify_exp": False,
        "verify_nbf": False,
        "verify_aud": False,
        "verify_iat": False,
    }
    return jwt.decode(text, public, algorithms=[ALGORITHM], options=unasked)
