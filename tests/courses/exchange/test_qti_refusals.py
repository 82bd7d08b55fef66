"""Each way in which a package can be broken or built to hurt has its sentence, and nothing else."""

import io
import stat
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exchange.lines import FileRefused, ReadQuestion
from courses.exchange.qti import read_qti_22, read_qti_30, write_qti_22, write_qti_30
from courses.exchange.qti.exports import write_package
from courses.exchange.rules import plan_lines
from tests.courses.exchange.test_qti import PICTURE, VERSIONS, entries, packed
from tests.courses.exchange.test_qti_samples import package

MANIFEST = b"""<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
<resource identifier="a" type="imsqti_item_xmlv2p2" href="a.xml"/></resources></manifest>"""
ITEM = b"""<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="a" title="A">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
<correctResponse><value>x</value></correctResponse></responseDeclaration>
<itemBody><p>Which?</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">
<simpleChoice identifier="x">X</simpleChoice><simpleChoice identifier="y">Y</simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""
CHOICE = {"options": [{"text": "X", "right": True, "feedback": ""}]}
CHOICE["options"].append({"text": "Y", "right": False, "feedback": ""})
SIMPLE = ReadQuestion(type="single choice", stem="Which?", content=CHOICE, code="a")


def with_link():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("imsmanifest.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return file.getvalue()


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", MANIFEST)
        archive.writestr("a.xml", b" " * (61 * 1024 * 1024))
    return file.getvalue()


REFUSED = {
    "no manifest": (
        packed({"a.xml": ITEM}),
        "The package has no imsmanifest.xml at its top, so nothing says what is in it.",
    ),
    "manifest of something else": (
        packed({"imsmanifest.xml": ITEM}),
        "The manifest of the package is no manifest of IMS content packaging.",
    ),
    "no items": (
        packed({"imsmanifest.xml": MANIFEST.replace(b"imsqti_item_xmlv2p2", b"webcontent")}),
        "The manifest of the package names no item of QTI.",
    ),
    "QTI 1.2": (
        packed({"imsmanifest.xml": MANIFEST.replace(b"imsqti_item_xmlv2p2", b"imsqti_xmlv1p2")}),
        "The package holds QTI 1.2. Export it again as QTI 2.2 or QTI 3.0.",
    ),
    "broken manifest": (
        packed({"imsmanifest.xml": MANIFEST[:-5]}),
        "The file is broken XML: line 2, column 79 cannot be read.",
    ),
    "entities": (
        packed({"imsmanifest.xml": b'<!DOCTYPE m [<!ENTITY x "y">]>' + MANIFEST}),
        "The file defines a document type or entities (DOCTYPE); that is not accepted.",
    ),
    "path out of the archive": (
        packed({"imsmanifest.xml": MANIFEST, "../a.xml": ITEM}),
        "The archive holds a path that leads out of it (“../a.xml”); that is not accepted.",
    ),
    "a link": (
        with_link(),
        "The archive holds a link (“imsmanifest.xml”); that is not accepted.",
    ),
    "a bomb": (bomb(), "Unpacked, the archive is larger than 60 MB."),
    "cut off": (
        packed({"imsmanifest.xml": MANIFEST})[:60],
        "The archive is broken and cannot be unpacked.",
    ),
    "too many entries": (
        packed({f"{number}.xml": b"" for number in range(2_001)}),
        "The archive has 2001 entries; at most 2000 are accepted.",
    ),
    "an item of QTI 3.0": (
        package("three"),
        "It is written in QTI 3.0. Choose that format.",
    ),
    "single file of another version": (
        ITEM.replace(b"imsqti_v2p2", b"imsqtiasi_v3p0"),
        "It is written in QTI 3.0. Choose that format.",
    ),
    "single file without a version": (
        ITEM.replace(b"http://www.imsglobal.org/xsd/imsqti_v2p2", b"urn:other"),
        "It does not say a version of QTI that is read here (namespace “urn:other”).",
    ),
    "single file of QTI 1.2": (
        b"<questestinterop><item/></questestinterop>",
        "The file is QTI 1.2. Export it again as QTI 2.2 or QTI 3.0.",
    ),
    "a test": (
        b'<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"/>',
        "The file names questions that are in other files. Send the whole package (ZIP).",
    ),
    "another root": (b"<html/>", "The file is no item of QTI: it begins with <html>."),
    "no XML": (b"Which?", "The file is broken XML: line 1, column 1 cannot be read."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_or_hostile_file_is_refused_with_its_sentence(name):
    data, sentence = REFUSED[name]
    with pytest.raises(FileRefused) as refused:
        read_qti_22(data)
    assert refused.value.sentence == sentence


def changed(old, new):
    assert old in ITEM
    return ITEM.replace(old, new)


NOT_TAKEN = {
    "broken item": (ITEM[:-9], "The file is broken XML: line 6, column 32 cannot be read."),
    "entity in the item": (
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + ITEM,
        "The file defines a document type or entities (DOCTYPE); that is not accepted.",
    ),
    "no body": (changed(b"itemBody", b"otherBody"), "It has no text (itemBody)."),
    "no key": (changed(b"<value>x</value>", b""), "It declares no right answer."),
    "no declaration": (
        changed(b'identifier="RESPONSE"', b'identifier="OTHER"'),
        "One of its interactions has no declared response.",
    ),
    "nothing asked": (
        changed(b"choiceInteraction", b"div"),
        "It asks nothing: there is text, but no interaction.",
    ),
    "adaptive": (
        changed(b'title="A"', b'title="A" adaptive="true"'),
        "It goes on in several tries (adaptive), for which there is no counterpart.",
    ),
    "a local file": (
        changed(b"Which?", b'Which?<img src="file:///etc/passwd" alt=""/>'),
        "It fetches something from another place (file:///etc/passwd).",
    ),
    "no such picture": (
        changed(b"Which?", b'Which?<img src="../../map.png" alt=""/>'),
        "Its picture “../../map.png” is not in the file.",
    ),
    "no picture at all": (
        changed(b"Which?", b'Which?<img src="data:image/png;base64,AAAA" alt=""/>'),
        "Its picture “data:image/png;base64,AAAA” is no PNG, JPEG, GIF or WebP.",
    ),
    "an object from elsewhere": (
        changed(b"Which?", b'Which?<object type="text/html" data="x.html"/>'),
        "It holds <object>, which can run or fetch something.",
    ),
    "a text from elsewhere": (
        changed(b"<itemBody>", b'<assessmentStimulusRef href="https://example.org"/><itemBody>'),
        "It shows a text from another place (https://example.org).",
    ),
    "a link that runs": (
        changed(b"Which?", b'<a href=" java\nscript:alert(1)">Which?</a>'),
        "It holds a script (in a link).",
    ),
    "a template in the text": (
        changed(b"<p>Which?</p>", b"<templateBlock><p>Which?</p></templateBlock>"),
        "It holds <templateBlock>, for which questions here have no counterpart.",
    ),
    "an option of a picture": (
        changed(b">X<", b'><img src="x.png"/><'),
        "An option or a side of a pair is a picture without words.",
    ),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_a_broken_or_hostile_item_is_not_taken_but_the_others_are(name):
    item, reason = NOT_TAKEN[name]
    second = b'<resource identifier="b" type="imsqti_item_xmlv2p2" href="b.xml"/></resources>'
    manifest = MANIFEST.replace(b"</resources>", second)
    files = {"imsmanifest.xml": manifest, "a.xml": item, "b.xml": ITEM}
    bad, good = read_qti_22(packed(files))
    assert (bad.question, bad.reason) == (None, reason)
    assert good.question == SIMPLE


def test_a_package_of_a_folder_and_a_single_file_are_read_as_well():
    [line] = read_qti_22(packed({"export/imsmanifest.xml": MANIFEST, "export/a.xml": ITEM}))
    assert line.question == SIMPLE
    [line] = read_qti_22(ITEM)
    assert line.question == SIMPLE


def test_two_values_that_double_each_other_do_not_blow_up():
    sets = "".join(
        f'<setTemplateValue identifier="v{n}"><sum><variable identifier="v{n - 1}"/>'
        f'<variable identifier="v{n - 1}"/></sum></setTemplateValue>'
        for n in range(1, 60)
    )
    drawn = (
        '<templateProcessing><setTemplateValue identifier="v0"><randomInteger min="1" max="2"/>'
        f"</setTemplateValue>{sets}</templateProcessing><itemBody>"
    )
    [line] = read_qti_22(changed(b"<itemBody>", drawn.encode()))
    assert line.reason == "Its formula is longer than 300 characters."


RUBRIC = [
    {
        "text": "Clear",
        "points": 3,
        "levels": [{"points": 0, "text": "No"}, {"points": 3, "text": "Yes"}],
    },
    {"text": "Short", "points": 2},
]
AREAS = [
    {
        "text": "N",
        "shape": "rectangle",
        "coords": [10, 20, 30, 40],
        "right": True,
        "feedback": "So.",
    },
    {"text": "S", "shape": "circle", "coords": [50, 50, 5], "right": False, "feedback": ""},
    {
        "text": "E",
        "shape": "polygon",
        "coords": [5, 5, 50, 5, 20, 90],
        "right": True,
        "feedback": "",
    },
]
STANDARD = {
    "single choice": CHOICE,
    "multiple response": {"options": [*CHOICE["options"], CHOICE["options"][0] | {"text": "Z"}]},
    "true or false": {"answer": "False"},
    "matching": {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}]},
    "ordering": {"items": ["one", "two", "three"]},
    "numeric": {"answer": "2.50", "tolerance": "0.1", "unit": "km"},
    "fill the gap": {"answers": [["x", "y"], ["z"]]},
    "drag into gaps": {"texts": ["x", "y", "z"], "answers": [2, 0], "reuse": False},
    "statement matrix": {
        "columns": ["yes", "no"],
        "rows": [
            {"text": "r", "right": 1, "feedback": "No."},
            {"text": "s", "right": 1, "feedback": ""},
        ],
    },
    "open answer": {"model": "So.\n\nOr so.", "rubric": RUBRIC},
    "essay": {"least_words": 5, "most_words": 50, "model": "", "rubric": RUBRIC},
    "hot spot": {"alt": "A map", "areas": AREAS, "many": True},
    "formula": {
        "variables": [
            {"name": "a", "from": "1", "to": "9", "decimals": 0},
            {"name": "b", "from": "0.5", "to": "2.5", "decimals": 1},
        ],
        "formula": "(a + b) * sqrt(a) / 2 - max(a, 0.25) ** 2",
        "tolerance": "2",
        "tolerance_is_percent": True,
        "unit": "kg",
        "decimals": 2,
    },
    "file upload": {
        "endings": [".pdf"],
        "most_files": 1,
        "largest_mb": 20,
        "model": "",
        "rubric": RUBRIC,
    },
}
STEMS = {
    "fill the gap": "Then ____ and\n____.",
    "drag into gaps": "____ comes\n\nafter ____.",
    "formula": "What of {a} and {b}?",
}
PARTS = {
    "parts": [
        {
            "type": kind,
            "stem": STEMS.get(kind, f"What of the {kind}?"),
            "points": 2,
            "content": content,
        }
        for kind, content in STANDARD.items()
        if kind not in {"hot spot", "file upload", "formula"}
    ]
}
SIMPLE_ONES = [
    ReadQuestion(
        type=kind,
        stem=STEMS.get(kind, f"What of the {kind}?"),
        content=content,
        code=f"q-{number}",
        feedback="Read on.\n\nThen again.",
        outcome=number,
        points=Decimal("2.5"),
        penalty=Decimal("0.333"),
        category="Region/Maps",
        difficulty="hard",
        tags=("maps", "region"),
        picture=PICTURE,
    )
    for number, (kind, content) in enumerate({**STANDARD, "case study": PARTS}.items(), start=1)
]


@pytest.mark.parametrize("write", [write_qti_22, write_qti_30])
def test_standard_elements_carry_what_they_can(write):
    """So other systems read it too: nothing of our own stands beside these."""
    package, lines = write(SIMPLE_ONES)
    assert [line.question for line in lines] == SIMPLE_ONES
    read = read_qti_22 if write is write_qti_22 else read_qti_30
    assert [(line.question, line.losses) for line in read(package)] == [
        (question, ()) for question in SIMPLE_ONES
    ]
    manifest = entries(package)["imsmanifest.xml"]
    assert b"cascade:exact" not in manifest
    assert manifest.count(b"<file href=") == 2 * len(SIMPLE_ONES)


def test_a_mapping_alone_uses_the_standard_marking():
    files = entries(write_qti_22([SIMPLE])[0])
    assert sorted(files) == ["imsmanifest.xml", "items/item_1.xml"]
    assert b"rptemplates/map_response" in files["items/item_1.xml"]


def test_the_same_questions_give_the_same_package():
    assert write_qti_22(SIMPLE_ONES) == write_qti_22(SIMPLE_ONES)


@pytest.mark.parametrize("vocabulary", VERSIONS, ids=lambda version: version.title)
def test_what_only_we_can_hold_never_overrides_a_changed_item(vocabulary):
    question = ReadQuestion(
        type="fill the gap", stem="A  wide ____.", content={"answers": [["x"]]}, code="a"
    )
    files = entries(write_package([question], vocabulary)[0])
    assert b"cascade:exact" in files["imsmanifest.xml"]
    read = read_qti_30 if vocabulary.is_dashed else read_qti_22
    [line] = read(packed(files))
    assert (line.question, line.losses) == (question, ())
    files["items/item_1.xml"] = files["items/item_1.xml"].replace(b"wide", b"narrow")
    [line] = read(packed(files))
    assert line.question.stem == "A narrow ____."
    assert line.losses == ("It was changed after its export; details kept beside it are lost.",)


def test_a_question_that_qti_cannot_hold_says_why():
    svg = ReadQuestion(
        type="numeric",
        stem="How many?",
        content={"answer": "1", "tolerance": "0", "unit": ""},
        picture=type(PICTURE)("x.svg", b"<svg/>"),
    )
    package, [line] = write_qti_22([svg])
    assert line.question is None
    assert line.reason == "Its picture “x.svg” is no PNG, JPEG, GIF or WebP."
    assert list(entries(package)) == ["imsmanifest.xml"]


def attempt(read, data):
    """What a reader and the plan make of a file; whatever it is, they raise nothing but refusals."""
    try:
        plan_lines(read(data), {}, bank=1, bank_code="bank")
    except FileRefused as refused:
        assert refused.sentence


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"<assessmentItem>"]))
def test_random_bytes_are_refused_or_read(data, start):
    attempt(read_qti_22, start + data)


WORDS = [b"", b"NaN", b"-1", b"1e999", b"A B C", b"../../x", b"99999999999999999999", b"<p>", b"&"]


@settings(max_examples=40, deadline=None)
@given(
    folder=st.sampled_from(["examples", "tao", "canvas", "three"]),
    which=st.integers(0, 100),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(WORDS)),
        min_size=1,
        max_size=4,
    ),
)
def test_mutated_packages_are_refused_or_read(folder, which, cuts):
    files = entries(package(folder))
    names = [name for name in files if name.endswith(".xml")]
    name = names[which % len(names)]
    data = files[name]
    for share, length, word in cuts:
        start = int(share * len(data))
        data = data[:start] + word + data[start + length :]
    attempt(read_qti_30 if folder == "three" else read_qti_22, packed(files | {name: data}))
