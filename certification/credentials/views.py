"""What is published about nobody: the issuer's keys, status lists, achievements and pictures."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from certification.credentials import addresses, answers, lists
from certification.credentials.badges import older
from certification.credentials.badges.pictures import picture_of
from certification.credentials.models import StatusList
from certification.credentials.said import achievement_of, scope_title_of
from certification.credentials.signing import did as dids
from certification.credentials.signing import keys
from certification.schemes.models import CertificateType, SchemeVersion
from lms.people.access import access, anyone

PICTURES = {"png": "image/png", "svg": "image/svg+xml"}
AN_HOUR = 60 * 60


@access(anyone)
@require_safe
def did(request):
    """The keys of the issuer, where `did:web` says that they are."""
    document = dids.did_document(keys.all_keys())
    return answers.public(request, answers.as_text(document), "application/did+json", lists.FRESH)


@access(anyone)
@require_safe
def status_list(request, purpose, list_number):
    if purpose not in StatusList.Purpose.values:
        raise Http404
    found = get_object_or_404(StatusList, number=list_number)
    text = lists.published(found, StatusList.Purpose(purpose), timezone.now())
    return answers.public(request, text, answers.CREDENTIAL_TYPE, lists.FRESH)


@access(anyone)
@require_safe
def achievement(request, scope, **names):
    certificate_type, scope_title = _achieved(scope=scope, **names)
    body = achievement_of(certificate_type, scope, scope_title, [])
    return answers.public(request, answers.as_text(body), "application/json", AN_HOUR)


@access(anyone)
@require_safe
def picture(request, form, **names):
    certificate_type, scope_title = _achieved(**names)
    drawn = picture_of(certificate_type, scope_title, form)
    response = HttpResponse(drawn, content_type=PICTURES[form])
    response["Cache-Control"] = f"public, max-age={AN_HOUR}"
    return answers.readable(response)


@access(anyone)
@require_safe
def badge_class(request, scope, **names):
    """The achievement in the words of Open Badges 2.0."""
    certificate_type, scope_title = _achieved(scope=scope, **names)
    body = older.badge_class(
        address=addresses.achievement(certificate_type, scope, "badge_class"),
        achievement=achievement_of(certificate_type, scope, scope_title, []),
        issuer_address=addresses.older_issuer(certificate_type),
    )
    return answers.public(request, answers.as_text(body), "application/ld+json", AN_HOUR)


@access(anyone)
@require_safe
def older_issuer(request, scheme, version):
    """The issuer in the words of Open Badges 2.0, with the name of that version (R41)."""
    found = get_object_or_404(SchemeVersion, scheme__code=scheme, number=version)
    body = older.issuer(
        address=settings.SITE_URL + request.path,
        name=found.issuer_name,
        url=settings.SITE_URL,
        email=settings.DEFAULT_FROM_EMAIL,
    )
    return answers.public(request, answers.as_text(body), "application/ld+json", AN_HOUR)


def _achieved(
    *, scheme: str, version: int, type_code: str, scope: str
) -> tuple[CertificateType, str]:
    certificate_type = get_object_or_404(
        CertificateType.objects.select_related("version__scheme__programme"),
        version__scheme__code=scheme,
        version__number=version,
        code=type_code,
    )
    scope_title = scope_title_of(certificate_type, scope)
    if scope_title is None:
        raise Http404
    return certificate_type, scope_title
