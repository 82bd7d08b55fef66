"""How the people of the demonstration answer: right, with a slip, or wrong."""

import random
from decimal import Decimal
from typing import Any

from courses.assessments.models import QuestionVersion

Type = QuestionVersion.Type

OPEN_ANSWERS = {
    "M1": "The surgical instrument makers around our town: forty workshops, two steel suppliers, the "
    "technical school and the test laboratory of the university. The laboratory's certificate lets a "
    "workshop of six people sell to hospitals abroad. Without it the small ones would lose their "
    "export orders within a year, and the school its reason to teach grinding.",
    "M2": "In our region money is made by those who deliver finished modules to three demanding buyers, "
    "not by those who sell parts by weight. Two buyers told us that they pay more for one supplier who "
    "tests. Four firms that test have grown; eleven that do not have shrunk. I am not sure whether the "
    "third buyer will still decide here after its merger.",
    "M3": "Option one: repair within 24 hours for fleet owners, preferred for certainty; the firm needs "
    "stock and a night shift, the region a common parts store. Option two: lighter bodies for city "
    "delivery; the firm needs a designer, the region a crash test. The first is wrong for single "
    "craftsmen, the second for those who live from steel prices.",
    "M4": "Dear Ms Holm, two of your buyers have begun to ask for proof of origin for every batch. What "
    "would it cost each of us to give it, and what if we do it together? Six owners meet on Tuesday "
    "at five, for ninety minutes, at the weaving mill. I ask you to come and to bring one label.",
    "M5": "The first sign was that two owners stopped looking at each other after ten minutes. I went on "
    "with my slides because I was afraid of the silence. Now I would stop, say what I see and ask each "
    "for one example, since a quarrel about cases can be solved and one about persons cannot.",
    "M6": "Owner: the head of the tool store. First step: list the twenty parts most often waited for, "
    "by the 12th. Date: trial from 1 March. Resources: two days a month, one shelf. Proof: waiting time "
    "in the order book. I would stop it if waiting time has not fallen by a third after three months.",
    "M7": "Week one: figures for three scenarios to the board. Weeks two to four: talks with twelve "
    "members on what they would pay for, and what not. Then we protect the two services that firms use "
    "most, stop one, and tell the staff what is known and when the next decision falls.",
    "M8": "Our need: four firms lack a partner who can coat parts below 80 degrees. Questions: who does it "
    "in your region, for which lot size, and what went wrong at first? Our offer: a week in our test "
    "bay. Result: two firms named on each side and a visit before the end of May.",
    "M9": "Finding: firms in the exchange group export to one more country after two years, eleven firms "
    "against nine that did not join. The limit: they chose themselves. We recommend that the programme "
    "pays the second year only on a named buyer, and checks it against the order books.",
    "M10": "Goal: each can tell a demand from a wish. Opening: which of the three buyers would you lose "
    "first? Board: said, done, paid. Part B after the vote at minute eleven. Closing: back to the vote. "
    "It fails if only two speak; then I let pairs decide first.",
}
COMMENTS = (
    "Clear and concrete.",
    "Good. Say next time how you would check it.",
    "The link is named, the consequence only in part.",
    "Convincing; a figure would have helped.",
    "Sound reasoning from a real case.",
)


def right(version: QuestionVersion) -> Any:
    """The stored form of the right answer."""
    content = version.content
    match version.type:
        case Type.SINGLE_CHOICE:
            return _right_options(content)[0]
        case Type.MULTIPLE_RESPONSE:
            return _right_options(content)
        case Type.TRUE_OR_FALSE:
            return content["answer"]
        case Type.MATCHING:
            return list(range(len(content["pairs"])))
        case Type.ORDERING:
            return list(range(len(content["items"])))
        case Type.NUMERIC:
            return content["answer"]
        case Type.FILL_THE_GAP:
            return [accepted[0] for accepted in content["answers"]]
    raise ValueError(f"{version.type} has no right answer")


def wrong(version: QuestionVersion, rng: random.Random) -> Any:
    """An answer that earns nothing, or little where parts count."""
    content = version.content
    match version.type:
        case Type.SINGLE_CHOICE:
            return rng.choice(_wrong_options(content))
        case Type.MULTIPLE_RESPONSE:
            return _wrong_options(content) or None
        case Type.TRUE_OR_FALSE:
            return "False" if content["answer"] == "True" else "True"
        case Type.NUMERIC:
            return str(Decimal(content["answer"]) * 2 + 1)
        case Type.FILL_THE_GAP:
            return ["things"] * len(content["answers"])
    turned = right(version)
    return turned[1:] + turned[:1]


def slip(version: QuestionVersion) -> Any:
    """An answer that is right but for one part, where the type counts parts; else the right one."""
    answer = right(version)
    match version.type:
        case Type.MULTIPLE_RESPONSE if len(answer) > 2:
            return answer[:-1]
        case Type.MATCHING | Type.ORDERING if len(answer) > 3:
            return [answer[1], answer[0], *answer[2:]]
    return answer


def _right_options(content: dict[str, Any]) -> list[int]:
    return [index for index, option in enumerate(content["options"]) if option["right"]]


def _wrong_options(content: dict[str, Any]) -> list[int]:
    return [index for index, option in enumerate(content["options"]) if not option["right"]]


def rubric_points(version: QuestionVersion, rng: random.Random) -> list[int]:
    """Points for each criterion of an open answer, together three quarters or more."""
    most = [criterion["points"] for criterion in version.content["rubric"]]
    points = list(most)
    points[rng.randrange(len(points))] -= 1
    return points
