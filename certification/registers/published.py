"""Entries as machines read them: JSON of a register, and schema.org in its pages."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from certification.registers.queries import Accreditation, Entry

CONTEXT = "https://schema.org"
# A page holds the data between tags; these characters could end them.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def said(entry: Entry, url: str) -> dict[str, Any]:
    return {
        "name": entry.name,
        "url": url,
        "accreditations": [
            {
                "title": each.title,
                "scope": each.scope,
                "valid_through": each.valid_through.isoformat() if each.valid_through else None,
            }
            for each in entry.accreditations
        ],
        "languages": [code for code, _name in entry.languages],
        "organisation": entry.organisation or None,
        "country": entry.country or None,
        "region": entry.region or None,
        "email": entry.email or None,
        "demonstration": entry.is_demo,
    }


def person_ld(entry: Entry, url: str) -> dict[str, Any]:
    """A schema.org Person with what they are accredited for."""
    found: dict[str, Any] = {
        "@type": "Person",
        "name": entry.name,
        "url": url,
        "hasCredential": [_credential(each) for each in entry.accreditations],
    }
    if entry.languages:
        found["knowsLanguage"] = [code for code, _name in entry.languages]
    if entry.organisation:
        found["worksFor"] = {
            "@type": "Organization",
            "name": entry.organisation,
            "address": {"@type": "PostalAddress", "addressCountry": entry.country},
        }
    if entry.email:
        found["email"] = entry.email
    return found


def _credential(accreditation: Accreditation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "certification",
        "name": accreditation.title,
        "competencyRequired": accreditation.scope,
    }
    if accreditation.valid_through:
        found["expires"] = accreditation.valid_through.isoformat()
    return found


def list_ld(name: str, people: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@type": "ItemList",
        "name": name,
        "itemListElement": [
            {"@type": "ListItem", "position": position, "item": person}
            for position, person in enumerate(people, start=1)
        ],
    }


def in_page(data: dict[str, Any]) -> SafeString:
    """JSON-LD that can stand between the tags of a script element."""
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - escaped just here
