"""Designs: what they may say, which one is used, and that documents keep theirs."""

import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from certification.documents.actions import make_document
from certification.documents.designs import rules
from certification.documents.designs.actions import save_design
from certification.documents.designs.pictures import LONGEST_SIDE, taken_in
from certification.documents.designs.rules import SHIPPED, contrast_on_white, mistakes, nearest
from certification.documents.models import DesignVersion, Document, DocumentDesign
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import grant_access
from tests.certification.certificates.test_actions import issue
from tests.certification.decisions.actions.test_granting import grant, passed
from tests.factories.courses import AT, enrolment, programme_page
from tests.factories.people import PersonFactory


def sentences(**changes) -> list[tuple[str, str]]:
    return list(mistakes(SHIPPED | changes))


def test_the_design_that_ships_has_no_mistakes():
    assert sentences() == []


def test_an_unknown_placeholder_is_named_with_its_place():
    ((part, sentence),) = sentences(body="{statement}\nfor {scop}")
    assert part == "body"
    assert sentence.startswith("Text, line 2, character 5: there is no placeholder {scop}. Use")
    assert "{scope}" in sentence


@pytest.mark.parametrize("text", ["{", "}", "{Title}", "{ title }", "{{title}}"])
def test_a_bracket_that_belongs_to_no_placeholder_is_named_with_its_place(text):
    found = sentences(closing=f"a {text}")
    assert found
    assert all(part == "closing" for part, _ in found)
    assert "line 1, character 3" in found[0][1]


@given(st.text(alphabet="{}abc_title \n", max_size=40))
def test_no_text_passes_that_would_be_filled_otherwise_than_shown(text):
    from lms.notifications.rules import PLACEHOLDER

    rest = PLACEHOLDER.sub("", text)
    has_rest = "{" in rest or "}" in rest
    unknown = set(PLACEHOLDER.findall(text)) - rules.KNOWN
    assert bool(list(rules.text_mistakes("Text", text))) == (has_rest or bool(unknown))


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21), ("#ffffff", 1), ("#767676", 4.54), ("#0f766e", 5.47)]
)
def test_contrast_is_that_of_the_guidelines(colour, ratio):
    assert contrast_on_white(colour) == pytest.approx(ratio, abs=0.01)


def test_a_pale_colour_a_logo_without_words_and_a_nameless_signature_are_refused():
    found = sentences(colour="#888888", accent="#ffee00")
    assert [part for part, _ in found] == ["colour", "accent"]
    assert sentences(logos=[{"picture": "x", "alt": " "}])[0][0] == "logos"
    assert sentences(signatures=[{"picture": "", "name": "", "function": "Head"}])[0][0] == (
        "signatures"
    )
    assert sentences(title=" ")[0][0] == "title"


ALL = {("", "", ""): 1, ("s", "", ""): 2, ("s", "t", ""): 3, ("s", "", "fr"): 4, ("", "", "fr"): 5}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("s", "t", "en"), 3),
        (("s", "t", "fr"), 3),
        (("s", "u", "fr"), 4),
        (("s", "u", "fr-ca"), 4),
        (("s", "u", "en"), 2),
        (("r", "t", "fr"), 5),
        (("r", "t", "de"), 1),
    ],
)
def test_the_closest_design_is_used(wanted, found):
    assert nearest(ALL, wanted) == found
    assert nearest({}, wanted) is None


def photo(size=(3000, 1000), mode="CMYK", kind="JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind)
    return buffer.getvalue()


def test_a_picture_is_taken_in_as_a_png_that_pdf_a_can_hold():
    with Image.open(io.BytesIO(base64.b64decode(taken_in(photo())))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGBA")
        assert picture.size == (LONGEST_SIDE, LONGEST_SIDE // 3 + 0)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<svg/>", photo((60, 20), kind="TIFF")])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Refused) as refusal:
        taken_in(content)
    assert refusal.value.code == "no_picture"


@pytest.fixture
def administrator(db):
    person = PersonFactory()
    grant_access(person=person, role="administrator", by=None, at=AT)
    return person


@pytest.fixture
def decision(db):
    place = enrolment(programme=programme_page())
    passed(place)
    return grant(place)


def saved(by, design=None, **changes) -> DocumentDesign:
    design = design or DocumentDesign(title="House style")
    return save_design(design=design, content=SHIPPED | changes, by=by, at=AT)


def words(document: Document) -> str:
    with document.file.open("rb") as file:
        text = PdfReader(file).pages[0].extract_text()
    return " ".join(text.split())


def test_each_change_is_a_version_and_a_document_keeps_its_own(administrator, decision):
    design = saved(administrator, closing="First words")
    document = make_document(revision=issue(decision).current, at=AT)
    assert (document.design.design, document.design.number) == (design, 1)
    assert "First words" in words(document)
    saved(administrator, design, closing="Later words")
    saved(administrator, design, closing="Later words")
    assert [each.number for each in design.versions.all()] == [2, 1]
    assert Event.objects.filter(name="documents.design_version_made").count() == 2
    document.refresh_from_db()
    assert document.design.number == 1
    Document.objects.all().delete()
    again = make_document(revision=document.revision, at=AT)
    assert again.design.number == 2
    assert "Later words" in words(again)


def test_a_design_that_is_no_longer_used_makes_no_document(administrator, decision):
    design = saved(administrator)
    design.is_retired = True
    saved(administrator, design)
    assert make_document(revision=issue(decision).current, at=AT).design.design is None


def test_two_designs_for_the_same_certificates_and_mistakes_are_refused(administrator):
    saved(administrator)
    with pytest.raises(Refused) as refusal:
        saved(administrator)
    assert refusal.value.code == "design_twice"
    with pytest.raises(Refused) as refusal:
        saved(administrator, DocumentDesign(title="B", language="fr"), body="{nothing}")
    assert refusal.value.code == "design_mistaken"
    assert DesignVersion.objects.count() == 1


def typed(**changes) -> dict:
    said = {
        "title": "House style",
        "place": "",
        "language": "",
        "heading": "{title}",
        "opening": "",
        "body": "{statement}",
        "closing": "",
        "orientation": "portrait",
        "colour": "#12305A",
        "accent": "#0f766e",
        "facts": ["number", "issued_on"],
    }
    return said | changes


ADD = "/admin/document-designs/new/"


def test_an_administrator_writes_looks_and_saves(client_of, administrator):
    client = client_of(administrator)
    assert client.get(ADD).status_code == 200
    logo = SimpleUploadedFile("logo.png", photo((60, 20), "RGB", "PNG"))
    look = client.post(
        reverse("document-designs:preview_new"), typed(logo0=logo, logo0_alt="Our logo")
    )
    assert look["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(look.content))
    assert reader.pages[0].mediabox.height > reader.pages[0].mediabox.width
    assert "does not exist" in " ".join(reader.pages[0].extract_text().split())
    assert not DocumentDesign.objects.exists()
    logo.seek(0)
    signed = {"signature0_name": "Alex Example", "signature0_function": "Director"}
    answer = client.post(ADD, typed(logo0=logo, logo0_alt="Our logo", **signed))
    design = DocumentDesign.objects.get()
    assert answer.url == reverse("document-designs:edit", args=[design.pk])
    content = design.current.content
    assert (content["facts"], content["colour"]) == (["issued_on", "number"], "#12305a")
    assert content["signatures"] == [
        {"picture": "", "name": "Alex Example", "function": "Director"}
    ]
    page = client.get(answer.url).content.decode()
    assert "Version 1" in page
    again = client.post(answer.url, typed(logo0_alt="Our new logo", **signed))
    assert again.status_code == 302
    newest = DocumentDesign.objects.get().current
    assert newest.number == 2
    assert newest.content["logos"] == [
        {"picture": content["logos"][0]["picture"], "alt": "Our new logo"}
    ]
    client.post(answer.url, typed(logo0_gone="on", signature0_gone="on", **signed))
    newest = DocumentDesign.objects.get().current
    assert (newest.content["logos"], newest.content["signatures"]) == ([], [])
    older = client.get(reverse("document-designs:preview", args=[design.pk]), {"version": 1})
    assert older["Content-Type"] == "application/pdf"
    assert client.get("/admin/document-designs/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "{unknown}"}, "Text, line 1, character 1: there is no placeholder {unknown}"),
        ({"colour": "#ffee00"}, "Too pale"),
        ({"logo0": SimpleUploadedFile("a.png", b"no picture")}, "no picture in PNG or JPEG"),
        ({"signature1_function": "Director"}, "whose signature"),
    ],
)
def test_mistakes_are_shown_where_they_were_made(client_of, administrator, changes, sentence):
    client = client_of(administrator)
    if "logo0" in changes:
        changes["logo0"].seek(0)
    assert sentence in client.post(ADD, typed(**changes)).content.decode()
    if "logo0" in changes:
        changes["logo0"].seek(0)
    look = client.post(reverse("document-designs:preview_new"), typed(**changes))
    assert look.status_code == 422
    assert sentence in look.content.decode()
    assert not DocumentDesign.objects.exists()


@pytest.mark.parametrize("role", ["author", "officer", "coordinator", "auditor"])
def test_others_may_not(client_of, role, db):
    person = PersonFactory()
    grant_access(person=person, role=role, by=None, at=AT)
    client = client_of(person)
    assert client.get(ADD).status_code == 302
    client.post(ADD, typed())
    assert client.post(reverse("document-designs:preview_new"), typed()).status_code == 302
    assert not DocumentDesign.objects.exists()
