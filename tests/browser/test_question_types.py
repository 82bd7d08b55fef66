"""Every newer type of question answered by keyboard, by pointer and without a script."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.attempts.models import AnswerFile
from courses.attempts.queries import current_answers
from tests.browser.conftest import DESK, PHONE
from tests.factories.assessments import ORDER, QUESTIONS, module_with, started
from tests.factories.courses import enrolment
from tests.factories.people import PersonFactory
from tests.factories.question_types import GAPS, MATRIX, SPOTS, every_type_assessment

pytestmark = pytest.mark.browser
TYPES = [
    "hot spot",
    "drag into gaps",
    "statement matrix",
    "formula",
    "file upload",
    "essay",
    "ordering",
    "matching",
    "case study",
]
SAME, FOLLOWING = 0, 4  # where one element of a page lies, seen from another
ESSAY = "The first year went by with forty visits."
PAIRS = QUESTIONS["matching"][1]["pairs"]
FILE = {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 three visits"}
RIGHT = {
    "hot spot": 1,
    "drag into gaps": [0, 1],
    "statement matrix": [1, 0],
    "formula": "12,5",
    "essay": ESSAY,
    "ordering": [0, 1, 2, 3],
    "matching": [0, 1, 2],
    "case study": [
        1,
        [0, 1],
        "True",
        [0, 1, 2],
        [0, 1, 2, 3],
        "86753,09",
        ["zephyr", "zephyr budget"],
        "The toolmakers of Eisenerz.",
        [0, 1],
        [1, 0],
        "7",
    ],
}


@pytest.fixture
def attempt(sign_in):
    module = module_with(every_type_assessment(TYPES))
    place = enrolment(programme=module.get_parent().specific, person=PersonFactory())
    sign_in(place.person)
    return started(place, module.assessment, at=timezone.now(), seed=7)


class Keys:
    """A learner with a keyboard and nothing else: goes on or back until the field is reached."""

    def __init__(self, page) -> None:
        self.page = page
        page.on("filechooser", lambda chooser: chooser.set_files([FILE]))

    def reach(self, field) -> None:
        wanted = field.element_handle()
        for _step in range(80):
            where = wanted.evaluate("each => each.compareDocumentPosition(document.activeElement)")
            if where == SAME:
                return
            self.page.keyboard.press("Shift+Tab" if where & FOLLOWING else "Tab")
        pytest.fail(f"{field} cannot be reached with the Tab key.")

    def press(self, button) -> None:
        self.reach(button)
        self.page.keyboard.press("Enter")

    def choose(self, option) -> None:
        """A box of its own, or one of a group of radio buttons, which is entered at its first."""
        first = option.locator("xpath=ancestor::*[@role='radiogroup']//input").first
        self.reach(first if first.count() else option)
        self.page.keyboard.press("Space")
        while not option.is_checked():
            self.page.keyboard.press("ArrowDown")

    def write(self, field, text) -> None:
        self.reach(field)
        self.page.keyboard.type(text)

    def put(self, part, text, gap) -> None:
        """The text goes into the next empty place, which is said."""
        self.press(part.get_by_role("button", name=text, exact=True))
        said = self.page.locator("[data-announce]")
        expect(said).to_have_text(re.compile(f"^{text}: is now .* {gap}$"))

    def order(self, part, texts) -> None:
        self.press(part.get_by_role("button", name=f"Move up: {items(part)[-1]}"))
        for place, text in enumerate(texts):
            while items(part).index(text) > place:
                self.press(part.get_by_role("button", name=f"Move up: {text}"))

    def spot(self, part, text) -> None:
        self.choose(part.get_by_label(text))

    def upload(self, field) -> None:
        self.press(field)


class Pointer:
    """A learner with a mouse, who drags what can be dragged; only texts are typed."""

    def __init__(self, page) -> None:
        self.page = page
        page.on("filechooser", lambda chooser: chooser.set_files([FILE]))

    def press(self, button) -> None:
        button.click()

    def choose(self, option) -> None:
        option.click()

    def write(self, field, text) -> None:
        field.click()
        self.page.keyboard.type(text)

    def drag(self, grip, target) -> None:
        target.scroll_into_view_if_needed()
        grip.hover()
        self.page.mouse.down()
        box = target.bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.move(*middle, steps=4)
        self.page.mouse.up()

    def put(self, part, text, gap) -> None:
        self.drag(
            part.get_by_role("button", name=text, exact=True), part.get_by_label(gap, exact=True)
        )

    def order(self, part, texts) -> None:
        self.move(part, items(part)[0], 1)
        for place, text in enumerate(texts):
            if items(part)[place] != text:
                self.move(part, text, place)

    def move(self, part, text, place) -> None:
        grip = part.locator(f"[data-text='{text}'] .grip")
        self.drag(grip, part.locator("[data-order] > li").nth(place))

    def spot(self, part, text) -> None:
        number = [area["text"] for area in SPOTS["areas"]].index(text)
        part.locator("[data-spot]").nth(number).click()

    def upload(self, field) -> None:
        field.click()


class Form(Pointer):
    """A learner whose browser runs no script, so that lists and boxes are all there is."""

    def put(self, part, text, gap) -> None:
        part.get_by_label(gap, exact=True).select_option(label=text)

    def order(self, part, texts) -> None:
        for place, text in enumerate(texts, start=1):
            part.get_by_label(f"Place of: {text}").select_option(str(place))

    def spot(self, part, text) -> None:
        part.get_by_label(text).check()

    def upload(self, field) -> None:
        field.set_input_files([FILE])


def items(part) -> list[str]:
    return part.locator("[data-order] li").evaluate_all("all => all.map(each => each.dataset.text)")


def answer_everything(hand, page, attempt) -> None:
    places = {
        each.version.type: each.position for each in attempt.questions.select_related("version")
    }

    def question(name):
        return page.locator(f"#question-{places[name]}")

    hand.spot(question("hot spot"), "Eastern town")
    fill_gaps(hand, question("drag into gaps"))
    fill_matrix(hand, question("statement matrix"))
    hand.write(question("formula").get_by_role("textbox"), "12,5")
    hand.upload(question("file upload").get_by_label("Choose files"))
    hand.write(question("essay").get_by_role("textbox"), ESSAY)
    hand.order(question("ordering"), ORDER)
    match(hand, question("matching"))
    answer_case(hand, question("case study").locator(".case-part"))


def answer_case(hand, parts) -> None:
    hand.choose(parts.nth(0).get_by_label("A service network"))
    hand.choose(parts.nth(1).get_by_label("Suppliers at hand"))
    hand.choose(parts.nth(1).get_by_label("Rivals next door"))
    hand.choose(parts.nth(2).get_by_label("True"))
    match(hand, parts.nth(3))
    hand.order(parts.nth(4), ORDER)
    hand.write(parts.nth(5).get_by_role("textbox"), "86753,09")
    hand.write(parts.nth(6).get_by_label("Gap 1"), "zephyr")
    hand.write(parts.nth(6).get_by_label("Gap 2"), "zephyr budget")
    hand.write(parts.nth(7).get_by_role("textbox"), "The toolmakers of Eisenerz.")
    fill_gaps(hand, parts.nth(8))
    fill_matrix(hand, parts.nth(9))
    hand.write(parts.nth(10).get_by_role("textbox"), "7")


def fill_gaps(hand, part) -> None:
    for number, answer in enumerate(GAPS["answers"], start=1):
        hand.put(part, GAPS["texts"][answer], f"Gap {number}")


def match(hand, part) -> None:
    lefts = part.locator(".match label").all_inner_texts()
    for pair in sorted(PAIRS, key=lambda pair: lefts.index(pair["left"])):
        hand.put(part, pair["right"], pair["left"])


def fill_matrix(hand, part) -> None:
    rows = {row["text"]: MATRIX["columns"][row["right"]] for row in MATRIX["rows"]}
    for text in part.locator(".matrix-row p").all_inner_texts():
        row = part.get_by_role("radiogroup", name=text)
        hand.choose(row.get_by_label(rows[text]))


def hand_in(hand, page, attempt) -> None:
    hand.press(page.get_by_role("button", name="Hand in the test"))
    expect(page.get_by_text("Every question is answered and saved")).to_be_visible()
    hand.press(page.get_by_role("button", name="Hand in now"))
    expect(page.get_by_text("Handed in", exact=False).first).to_be_visible()
    answers = current_answers(attempt)
    stored = {
        question.version.type: answers[question.pk].response
        for question in attempt.questions.select_related("version")
    }
    assert stored == RIGHT | {"file upload": [str(AnswerFile.objects.get().uid)]}


@pytest.mark.parametrize(("hand", "size"), [(Keys, PHONE), (Pointer, DESK)])
def test_every_type_is_answered_by_keyboard_on_a_phone_and_by_pointer(
    page, live_server, attempt, accessible, hand, size
):
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/learn/attempts/{attempt.uid}/")
    hand = hand(page)
    answer_everything(hand, page, attempt)
    expect(page.get_by_role("button", name="Remove: notes.pdf")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("scrollTo(0, 0)")
        accessible(page)
    hand_in(hand, page, attempt)


def test_every_type_is_answered_by_the_plain_form(browser, page, live_server, attempt):
    plain = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state(), viewport=PHONE
    )
    page = plain.new_page()
    page.goto(f"{live_server.url}/learn/attempts/{attempt.uid}/")
    hand = Form(page)
    answer_everything(hand, page, attempt)
    hand_in(hand, page, attempt)
    plain.close()
