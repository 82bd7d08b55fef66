"""The document holds any name on one page, tagged, and is the same each time."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from certification.certificates.models import Certificate, CertificateRevision
from certification.documents.drawing import FOLDER, TEMPLATE, clusters, draw_pdf, fonts
from certification.schemes.models import Scheme, SchemeVersion
from lms.people.models import Person

NUMBER = "-".join(["ABCD"] * 7)


def revision(**words) -> CertificateRevision:
    scheme = Scheme(title=words.pop("scheme", "Cluster Excellence"))
    certificate = Certificate(
        title=words.pop("title", "Module certificate"),
        issuer_name=words.pop("issuer_name", "Example Foundation"),
        number=NUMBER,
        person=Person(is_demo=True),
        scheme_version=SchemeVersion(scheme=scheme, number=1),
        language="en",
    )
    fields = {
        "holder_name": "Zoë Žižka",
        "statement": "has passed the assessment of the module M1.",
    }
    return CertificateRevision(
        **(fields | words), certificate=certificate, number=1, issued_on=date(2026, 3, 2)
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
    drawn = draw_pdf(revision(holder_name=name))
    assert drawn.replaced == ()
    assert len(pages(drawn.pdf)) == 1


def test_a_name_in_han_characters_can_be_copied_from_the_document():
    assert "李小龙" in pages(draw_pdf(revision(holder_name="李小龙")).pdf)[0]


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
    drawn = draw_pdf(revision(holder_name=name))
    assert drawn.replaced == replaced
    assert written in pages(drawn.pdf)[0]


@pytest.mark.parametrize("field", ["title", "statement", "issuer_name", "scheme"])
def test_every_word_that_people_write_may_need_any_script(field):
    drawn = draw_pdf(revision(**{field: "圆满🎉"}))
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
    (text,) = pages(draw_pdf(revision(**words)).pdf)
    assert NUMBER in text
    said = "".join(text.split()).replace("\u200b", "")
    for key in ("holder_name", "statement"):
        if key in words:
            assert "".join(words[key].split()) in said


def test_a_long_word_does_not_run_over_the_edge():
    (text,) = pages(draw_pdf(revision(holder_name="W" * 301)).pdf)
    lines = [line for line in text.replace("\u200b", "").splitlines() if "WW" in line]
    assert max(len(line) for line in lines) < 60
    assert sum(len(line.strip()) for line in lines) == 301


def test_it_is_tagged_in_its_language_and_leads_to_the_check():
    pdf = draw_pdf(revision()).pdf
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert b"pdfuaid" in pdf
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    links = PdfReader(BytesIO(pdf)).pages[0]["/Annots"]
    addresses = [link.get_object()["/A"]["/URI"] for link in links]
    assert addresses == [f"http://127.0.0.1:8000/verify/{NUMBER}/"]


def test_the_same_certificate_gives_the_same_bytes():
    assert draw_pdf(revision()) == draw_pdf(revision())
    assert draw_pdf(revision(holder_name="🎉")) == draw_pdf(revision(holder_name="🎉"))


def test_every_font_of_the_folder_is_asked_for_and_comes_with_its_licence():
    ours = {f.family for f in fonts().fonts() if f.path}
    template = TEMPLATE.read_text(encoding="utf-8")
    asked = [f for f in ours if f in template or f'"{f.split()[-1]}"' in template]
    assert sorted(asked) == sorted(ours)
    assert len(ours) == len(list((FOLDER / "fonts").glob("*.[ot]tf")))
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "fonts" / "OFL.txt").read_text(encoding="utf-8")
