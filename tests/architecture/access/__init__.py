"""What every route answers to every role: a line for each of GET and POST."""

from tests.architecture.access.certification import CERTIFICATION
from tests.architecture.access.courses import COURSES
from tests.architecture.access.lines import Line
from tests.architecture.access.lms import LMS

TABLE: dict[str, tuple[Line, Line]] = LMS | CERTIFICATION | COURSES  # route name: (GET, POST)
