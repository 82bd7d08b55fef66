"""Signs a PDF (PAdES B-B) with the key on disk, without a clock and without chance.

The signature itself is kept beside the document. So a lost file gets its bytes again also when the
key has been replaced since, and an ECDSA key, which signs differently each time, is as good as RSA.
"""

import asyncio
import hashlib
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_pem_private_key,
    pkcs12,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko_certvalidator.registry import SimpleCertificateStore

HASH = "sha256"
FIELD = "Seal"
ROOM = 16_384  # hexadecimal digits kept free for a signature with its chain of certificates
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class _SteadyWriter(IncrementalPdfFileWriter):
    """Adds to a PDF what was asked for and nothing else: no time of change, no chance number."""

    def _update_meta(self) -> None:
        """The document keeps the date and the words that it was made with."""

    @classmethod
    def _handle_id(cls, prev) -> generic.ArrayObject:
        first = bytes(generic.ByteStringObject(prev.trailer["/ID"][0].original_bytes))
        second = hashlib.sha256(b"signed" + first).digest()[:16]
        return generic.ArrayObject(map(generic.ByteStringObject, (first, second)))


def is_set_up() -> bool:
    return bool(settings.DOCUMENT_SIGNING_KEY)


def signed(pdf: bytes, *, at: datetime, label: str) -> tuple[bytes, bytes]:
    """The signed PDF, and the signature in it (CMS, DER) from which `with_signature` makes it anew."""
    steps = _steps(pdf, at, label)
    digest, output = next(steps)
    signer = signer_of(settings.DOCUMENT_SIGNING_KEY, settings.DOCUMENT_SIGNING_PASSWORD)
    made = signer.async_sign(digest.document_digest, HASH, use_pades=True)
    # In a thread of its own, because one that runs an event loop may not begin another.
    with ThreadPoolExecutor(max_workers=1) as aside:
        signature = aside.submit(asyncio.run, made).result().dump()
    if 2 * len(signature) > ROOM:
        raise ImproperlyConfigured(
            f"DOCUMENT_SIGNING_KEY: signatures have {len(signature)} bytes, {ROOM // 2} are kept free."
        )
    steps.send(signature)
    return output.getvalue(), signature


def with_signature(pdf: bytes, signature: bytes, *, at: datetime, label: str) -> bytes:
    """The PDF signed with that signature; the same bytes for the same arguments."""
    steps = _steps(pdf, at, label)
    _, output = next(steps)
    steps.send(signature)
    return output.getvalue()


def _steps(pdf: bytes, at: datetime, label: str) -> Generator[Any, Any, None]:
    """Yields what is to be signed and where it is written; then takes the signature.

    The field stands outside the page: PDF/A forbids to hide it, PDF/UA to have one untagged on it.
    """
    field = SigFieldSpec(
        FIELD,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
        readable_field_name=label,
    )
    embedder = PdfCMSEmbedder(new_field_spec=field).write_cms(FIELD, _SteadyWriter(BytesIO(pdf)))
    next(embedder)
    placeholder = PdfSignedData(
        obj_type=generic.pdf_name("/Sig"),
        subfilter=SigSeedSubFilter.PADES,
        timestamp=at,
        bytes_reserved=ROOM,
    )
    embedder.send(SigObjSetup(sig_placeholder=placeholder))
    signature = yield embedder.send(SigIOSetup(md_algorithm=HASH))
    embedder.send(signature)
    yield


class _Signer(Signer):
    """Signs with a key that was read once: reading one checks it for half a second."""

    def __init__(self, key: Key, own: x509.Certificate, others: Sequence[x509.Certificate]) -> None:
        chain = SimpleCertificateStore.from_certs([_known(each) for each in others])
        super().__init__(signing_cert=_known(own), cert_registry=chain)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run=False) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def _known(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


@lru_cache(maxsize=2)
def signer_of(path: str, password: str) -> Signer:
    """From a PKCS#12 file, or from a PEM file with the key, its certificate and those above it."""
    try:
        key, own, *others = _read(Path(path).read_bytes(), password.encode() or None)
    except (OSError, ValueError, TypeError) as problem:
        raise ImproperlyConfigured(
            f"DOCUMENT_SIGNING_KEY: {path} cannot be read as a key with its certificate: {problem}"
        ) from problem
    if not isinstance(key, Key):
        raise ImproperlyConfigured("DOCUMENT_SIGNING_KEY must be an RSA or an elliptic-curve key.")
    return _Signer(key, own, others)


def _read(content: bytes, password: bytes | None) -> Sequence[Any]:
    if content.lstrip().startswith(b"-----BEGIN"):
        return [load_pem_private_key(content, password), *x509.load_pem_x509_certificates(content)]
    key, own, others = pkcs12.load_key_and_certificates(content, password)
    return [key, own, *others]
