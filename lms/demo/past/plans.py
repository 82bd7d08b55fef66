"""What the demonstration tells of 2012 and 2013: grants, whom each brings, and where they met."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

ZONE = "Europe/Brussels"
INSTRUCTOR_AT = ("DEMO-CIP-2", 0)  # the project and place of the instructor's account
DROPPED_OUT = 3  # of the managers in each project


@dataclass(frozen=True)
class TrainingPlan:
    """A week in a region: the countries that come, and who of the project's instructors teaches.

    Trainers are places in the list of instructors. Co-leads are signed for by the lead (R36).
    """

    city: str
    zone: str
    week: int  # after the first training of the project
    countries: str
    lead: int
    co_leads: tuple[int, ...] = ()
    co_trainers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A grant, when its trainings begin, and whom it brings, by country."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    training: datetime
    instructors: str
    managers: dict[str, int]
    trainings: tuple[TrainingPlan, ...]
    businesses: tuple[str, str]  # what its two teams of the cohort study


PLANS = [
    Plan(
        "DEMO-CIP-1",
        "Danube and Alps",
        date(2012, 1, 1),
        date(2013, 6, 30),
        datetime(2013, 1, 14, 8, tzinfo=UTC),
        "AT DE HU SI SK",
        {"AT": 5, "DE": 5, "HU": 4, "SI": 3, "SK": 3},
        (
            TrainingPlan("Linz", "Europe/Vienna", 0, "AT DE", 0, (1,)),
            TrainingPlan("Bratislava", "Europe/Bratislava", 3, "HU SI SK", 2, (3,), (4,)),
        ),
        ("Wooden windows", "Tool making"),
    ),
    Plan(
        "DEMO-CIP-2",
        "Mediterranean",
        date(2012, 2, 1),
        date(2013, 8, 31),
        datetime(2013, 2, 4, 8, tzinfo=UTC),
        "ES IT GR PT ES",
        {"ES": 6, "IT": 5, "PT": 3, "GR": 3, "TR": 2, "TN": 1},
        (
            TrainingPlan("Barcelona", "Europe/Madrid", 0, "ES PT", 0, (3,)),
            TrainingPlan("Bologna", "Europe/Rome", 3, "IT GR", 1, (2,)),
            TrainingPlan("Izmir", "Europe/Istanbul", 5, "TR TN", 4, (), (0,)),
        ),
        ("Sports shoes", "Citrus drinks"),
    ),
    Plan(
        "DEMO-CIP-3",
        "Baltic and North",
        date(2012, 1, 1),
        date(2013, 8, 31),
        datetime(2013, 1, 21, 8, tzinfo=UTC),
        "DK SE FI PL PL",
        {"DK": 4, "SE": 5, "FI": 4, "PL": 5, "LT": 2},
        (
            TrainingPlan("Aarhus", "Europe/Copenhagen", 0, "DK SE", 0, (1,)),
            TrainingPlan("Kraków", "Europe/Warsaw", 3, "FI PL LT", 3, (2,), (4,)),
        ),
        ("Fish from cold water", "Office furniture"),
    ),
    Plan(
        "DEMO-CIP-4",
        "Atlantic and Centre",
        date(2012, 3, 1),
        date(2013, 8, 31),
        datetime(2013, 2, 11, 8, tzinfo=UTC),
        "FR FR NL BE CZ",
        {"FR": 6, "BE": 3, "NL": 4, "IE": 3, "CZ": 2, "RO": 2},
        (
            TrainingPlan("Lyon", "Europe/Paris", 0, "FR BE", 0, (3,), (1,)),
            TrainingPlan("Eindhoven", "Europe/Amsterdam", 3, "NL IE CZ RO", 2, (4,)),
        ),
        ("Seed potatoes", "Composite boats"),
    ),
]
# People trained in the first project are trained again in the last one (R16).
REFRESHERS = 2
REFRESHER = TrainingPlan("Toulouse", "Europe/Paris", 16, "", 1)
