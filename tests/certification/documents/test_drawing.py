"""The document holds any name on one page, tagged, and is the same each time."""

import base64
import io
import json
from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2 as pdfium
import pytest
import typst
import zxingcpp
from defusedxml.ElementTree import fromstring
from PIL import Image
from pypdf import PdfReader

from certification.certificates.models import Certificate, CertificateRevision
from certification.decisions.models import Decision
from certification.documents.designs.rules import SHIPPED
from certification.documents.drawing import FOLDER, TEMPLATE, Drawn, clusters, draw_pdf, fonts
from certification.documents.words import paper, said_by
from certification.schemes.models import CertificateType, Scheme, SchemeVersion
from lms.people.models import Person

ISSUED_AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
NUMBER = "-".join(["ABCD"] * 7)


def picture(colour: str = "navy") -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 20), colour).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


DESIGNED = SHIPPED | {
    "logos": [{"picture": picture(), "alt": "Logo of the Example Foundation"}],
    "signatures": [{"picture": picture("black"), "name": "Alex Example", "function": "Director"}],
}


def revision(**words) -> CertificateRevision:
    scheme = Scheme(title=words.pop("scheme", "Cluster Excellence"))
    certificate = Certificate(
        title=words.pop("title", "Module certificate"),
        issuer_name=words.pop("issuer_name", "Example Foundation"),
        number=NUMBER,
        person=Person(is_demo=True),
        scheme_version=SchemeVersion(scheme=scheme, number=1),
        language=words.pop("language", "en"),
        decision=Decision(certificate_type=CertificateType(**words.pop("kind", {}))),
    )
    fields = {
        "holder_name": "Zoë Žižka",
        "statement": "has passed the assessment of the module M1.",
    }
    return CertificateRevision(
        **(fields | words),
        certificate=certificate,
        number=1,
        issued_on=date(2026, 3, 2),
        issued_at=ISSUED_AT,
    )


def drawn_of(credential: str = "", design=SHIPPED, address: str = "", **words) -> Drawn:
    said = said_by(revision(**words))
    return draw_pdf(
        paper(said, design, address=address or said.url, credential=credential), at=ISSUED_AT
    )


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


NAMES = {
    "Han, simplified": "李小龙",
    "Han, traditional": "歐陽菲菲",
    "Han, of Japanese names": "髙橋 𠮷田 﨑",
    "kana": "さくら サクラ",
    "Hangul": "김민수",
    "Arabic": "محمد بن عبد الله",
    "Persian": "پژمان گلستانی",
    "Hebrew": "שרה לוי",
    "Devanagari": "नरेन्द्र मोदी",
    "Bengali": "রহিম",
    "Tamil": "தமிழ்",
    "Telugu": "తెలుగు",
    "Thai": "สมชาย",
    "Sinhala": "ගුණරත්න",
    "Georgian": "გიორგი",
    "Armenian": "Հայկ",
    "Ethiopic": "ኃይሉ",
    "Tifinagh": "ⴰⵎⵣⵉⵖ",
    "Khmer": "សុខា",
    "Burmese": "မောင်",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Yoruba": "Ẹ̀kọ́ Ọláolúwa",
    "Cyrillic and Greek": "Юлія Ελένη",
    "two scripts": "Li Xiaolong 李小龙",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_drawn_as_it_is_written(name):
    drawn = drawn_of(holder_name=name)
    assert drawn.replaced == ()
    assert len(pages(drawn.pdf)) == 1


def test_a_name_in_han_characters_can_be_copied_from_the_document():
    assert "李小龙" in pages(drawn_of(holder_name="李小龙").pdf)[0]


@pytest.mark.parametrize(
    ("name", "written", "replaced"),
    [
        ("Ana 🎉 Pérez", "Ana � Pérez", ("U+1F389",)),
        ("Ana 👩‍👧", "Ana �", ("U+1F467", "U+1F469")),
        ("Ana\x01Pérez", "Ana�Pérez", ("U+0001",)),
        ("𓀀 李", "� 李", ("U+13000",)),
    ],
)
def test_what_no_font_has_is_replaced_and_said(name, written, replaced):
    drawn = drawn_of(holder_name=name)
    assert drawn.replaced == replaced
    assert written in pages(drawn.pdf)[0]


@pytest.mark.parametrize("field", ["title", "statement", "issuer_name", "scheme"])
def test_every_word_that_people_write_may_need_any_script(field):
    drawn = drawn_of(**{field: "圆满🎉"})
    assert drawn.replaced == ("U+1F389",)
    assert "圆满�" in "".join(pages(drawn.pdf)[0].split())


def test_marks_and_joined_signs_stay_with_their_letter():
    assert clusters("e\u0301a👩\u200d👧") == ["e\u0301", "a", "👩\u200d👧"]


LONG = {
    "words": {
        "holder_name": "Maria Magdalena " * 18,
        "title": "A long title " * 19,
        "statement": "has passed the assessment of the module " * 30,
        "issuer_name": "Foundation of the " * 14,
        "scheme": "Scheme of long words " * 12,
    },
    "one word": {"holder_name": "W" * 301, "title": "W" * 255, "statement": "w" * 1200},
    "Han": {"holder_name": "李" * 301, "title": "题" * 255, "statement": "文" * 1200},
    "very long": {"statement": "has passed the assessment of the module " * 500},
}


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
def test_however_much_it_says_it_is_one_page(words):
    (text,) = pages(drawn_of(**words).pdf)
    assert NUMBER in text
    said = "".join(text.split()).replace("\u200b", "")
    for key in ("holder_name", "statement"):
        if key in words:
            assert "".join(words[key].split()) in said


def test_a_long_word_does_not_run_over_the_edge():
    (text,) = pages(drawn_of(holder_name="W" * 301).pdf)
    lines = [line for line in text.replace("\u200b", "").splitlines() if "WW" in line]
    assert max(len(line) for line in lines) < 60
    assert sum(len(line.strip()) for line in lines) == 301


def test_it_is_tagged_in_its_language_and_leads_to_the_check():
    reader = PdfReader(BytesIO(drawn_of().pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "Module certificate: Zoë Žižka"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    links = reader.pages[0]["/Annots"]
    addresses = [link.get_object()["/A"]["/URI"] for link in links]
    assert addresses == [f"http://127.0.0.1:8000/verify/{NUMBER}/"]


def tags(element, found) -> list:
    """The kinds of structure elements, in the order in which they are read."""
    element = element.get_object()
    if isinstance(element, list):
        for each in element:
            tags(each, found)
    elif isinstance(element, dict):
        if "/S" in element:
            found.append((element["/S"], element.get("/Alt")))
        if "/K" in element:
            tags(element["/K"], found)
    return found


def test_what_it_shows_is_tagged_in_the_order_of_reading():
    pdf = drawn_of(kind={"outcomes": ["Plan a training."]}, design=DESIGNED).pdf
    found = tags(PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"], [])
    kinds = [kind for kind, _ in found]
    assert kinds.index("/H1") < kinds.index("/L") < kinds.index("/Link")
    assert [alt for kind, alt in found if kind == "/Figure"] == [
        "Logo of the Example Foundation",
        "Signature of Alex Example",
        f"QR code that leads to http://127.0.0.1:8000/verify/{NUMBER}/",
    ]


def test_a_picture_without_words_for_it_is_refused():
    logos = [DESIGNED["logos"][0] | {"alt": None}]
    with pytest.raises(typst.TypstError, match="alt"):
        drawn_of(design=DESIGNED | {"logos": logos})


def test_it_claims_pdf_a_3a_and_pdf_ua_1_in_its_metadata():
    root = PdfReader(BytesIO(drawn_of().pdf)).trailer["/Root"]
    said = fromstring(root["/Metadata"].get_data())
    claimed = {each.tag: each.text for each in said.iter() if "/ns/id/" in each.tag}
    assert claimed == {
        "{http://www.aiim.org/pdfa/ns/id/}part": "3",
        "{http://www.aiim.org/pdfa/ns/id/}conformance": "A",
        "{http://www.aiim.org/pdfua/ns/id/}part": "1",
    }


def test_it_has_what_pdf_a_asks_for_and_nothing_that_it_forbids():
    """Part of what a validator of PDF/A looks at; there is none that runs here."""
    pdf = drawn_of(credential="{}", design=DESIGNED).pdf
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert pdf.startswith(b"%PDF-1.7\n%")
    assert "/Encrypt" not in reader.trailer
    assert len(reader.trailer["/ID"]) == 2
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert intent.get_object()["/DestOutputProfile"].get_data()[36:40] == b"acsp"
    assert not {"/JavaScript", "/OpenAction", "/AA", "/XFA"} & set(root)
    used = reader.pages[0]["/Resources"]["/Font"].values()
    for font in (each.get_object() for each in used):
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described), "every font is in the file"
        assert "/ToUnicode" in font
    for link in reader.pages[0]["/Annots"]:
        assert link.get_object()["/F"] == 4  # printed, not hidden


def test_the_credential_is_an_associated_file_and_comes_out_as_it_went_in():
    text = json.dumps({"name": "Zoë 李", "proof": "z" * 3000}, ensure_ascii=False)
    reader = PdfReader(BytesIO(drawn_of(credential=text).pdf))
    assert reader.attachments == {"credential.json": [text.encode()]}
    (associated,) = reader.trailer["/Root"]["/AF"]
    attached = associated.get_object()
    assert attached["/AFRelationship"] == "/Alternative"
    assert attached["/F"] == attached["/UF"] == "credential.json"
    assert attached["/EF"]["/F"]["/Subtype"] == "/application/vc+ld+json"
    assert attached["/Desc"] == "The same certificate as a signed credential"
    assert PdfReader(BytesIO(drawn_of().pdf)).attachments == {}


def test_the_code_holds_the_address_however_long_it_is():
    for address in (
        "https://cascade.example/verify/" + NUMBER,
        "https://x.example/#" + "aB3-" * 180,
    ):
        page = pdfium.PdfDocument(drawn_of(address=address).pdf)[0]
        (code,) = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
        assert code.text == address


def test_what_a_certificate_has_to_say_is_said_and_what_it_has_not_is_left_out():
    kind = {
        "outcomes": ["Plan a training.", "Lead a case."],
        "workload_hours": 120,
        "eqf_level": 6,
        "assessment_form": "a written test",
        "signatories": [{"name": "Alex Example", "function": "Director"}],
    }
    (text,) = pages(drawn_of(kind=kind).pdf)
    said = " ".join(text.split())
    for words in (
        "Learning outcomes",
        "Plan a training.",
        "Lead a case.",
        "Workload: 120 hours",
        "Level: level 6 of the European Qualifications Framework",
        "Form of assessment: a written test",
        "Alex Example Director",
    ):
        assert words in said
    (text,) = pages(drawn_of().pdf)
    assert "Learning outcomes" not in text
    assert "Workload" not in text


@pytest.mark.parametrize(("orientation", "wide"), [("landscape", True), ("portrait", False)])
def test_a_design_turns_the_page_and_fills_its_texts(orientation, wide):
    design = DESIGNED | {
        "orientation": orientation,
        "title": "{title} in {scope}",
        "opening": "We know",
        "body": "who {statement}\n\nNumber {number}",
        "closing": "{issuer}, {issued_on}",
    }
    pdf = drawn_of(design=design, scope_title="M1 #Markup *no* $x$").pdf
    width, height = PdfReader(BytesIO(pdf)).pages[0].mediabox[2:]
    assert (width > height) is wide
    said = " ".join(pages(pdf)[0].split())
    assert "Module certificate in M1 #Markup *no* $x$" in said
    assert "We know Zoë Žižka" in said
    assert f"Number {NUMBER} Example Foundation, 2 March 2026" in said


def test_days_are_written_in_the_language_of_the_certificate():
    (text,) = pages(drawn_of(language="fr").pdf)
    assert "2 mars 2026" in text


def test_the_same_certificate_gives_the_same_bytes():
    assert drawn_of() == drawn_of()
    assert drawn_of(holder_name="🎉") == drawn_of(holder_name="🎉")


def test_every_font_of_the_folder_is_asked_for_and_comes_with_its_licence():
    ours = {f.family for f in fonts().fonts() if f.path}
    template = TEMPLATE.read_text(encoding="utf-8")
    asked = [f for f in ours if f in template or f'"{f.split()[-1]}"' in template]
    assert sorted(asked) == sorted(ours)
    assert len(ours) == len(list((FOLDER / "fonts").glob("*.[ot]tf")))
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "fonts" / "OFL.txt").read_text(encoding="utf-8")
