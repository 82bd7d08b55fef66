"""Pictures carry the credential as the standards say, and remain the same pictures."""

import json
from io import BytesIO

import pytest
from defusedxml import ElementTree
from PIL import Image

from certification.credentials.badges import baking, pictures
from certification.schemes.models import CertificateType, Scheme, SchemeVersion

TEXT = json.dumps({"name": "Zoë 李小龙 ]]> <b>&amp;", "id": "urn:example:1"}, ensure_ascii=False)


@pytest.fixture(scope="module")
def certificate_type():
    version = SchemeVersion(scheme=Scheme(title="Scheme"), number=1, issuer_name="Example & Söhne")
    return CertificateType(version=version, title='Manager "of" <clusters> #set')


@pytest.fixture(scope="module")
def png(certificate_type):
    return pictures._drawn(words(certificate_type), "png")


@pytest.fixture(scope="module")
def svg(certificate_type):
    return pictures._drawn(words(certificate_type), "svg")


def words(certificate_type) -> str:
    return json.dumps(
        {
            "title": certificate_type.title,
            "scope": "李小龙 and a very long scope that goes on for more lines than there is room "
            * 3,
            "issuer": certificate_type.version.issuer_name,
            "level": "",
            "is_certification": True,
        }
    )


@pytest.mark.parametrize("keyword", [baking.PNG_3, baking.PNG_2])
def test_a_png_holds_the_text_in_one_chunk_of_the_standards_name(png, keyword):
    baked = baking.baked_png(png, keyword, TEXT)
    with Image.open(BytesIO(baked)) as image, Image.open(BytesIO(png)) as plain:
        assert image.text == {keyword: TEXT}
        assert image.size == (600, 600)
        assert image.tobytes() == plain.tobytes()
    chunk = baked.index(b"iTXt")
    assert baked[chunk + 4 :].startswith(keyword.encode() + b"\0\0\0\0\0")  # not compressed
    assert baked == baking.baked_png(png, keyword, TEXT)


def test_an_svg_holds_the_credential_as_its_first_element(svg):
    root = ElementTree.fromstring(baking.baked_svg(svg, TEXT))
    assert root[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert root[0].text == TEXT
    plain = ElementTree.fromstring(svg)
    assert [each.tag for each in root[1:]] == [each.tag for each in plain]


def test_an_older_svg_names_the_address_that_hosts_the_assertion(svg):
    address = 'https://example.org/a?b="c"&d'
    root = ElementTree.fromstring(baking.baked_older_svg(svg, TEXT, address))
    assert root[0].tag == "{http://openbadges.org}assertion"
    assert (root[0].get("verify"), root[0].text) == (address, TEXT)


def test_a_drawing_needs_no_font_of_the_reader(svg):
    assert b"<text" not in svg
    assert b"http://www.w3.org/2000/svg" in svg
