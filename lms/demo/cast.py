"""Invented people, places and organisations; no one of them exists."""

from datetime import date

COUNTRIES = ["AT", "ES", "HU", "DK", "FR", "DE", "PT", "IT", "SI", "PL", "SE", "RO", "TR", "TN"]

# One region of each country in the NUTS version of those years; the last two have none (R24).
NUTS_VERSION = 2010
REGIONS = {
    "AT": ("AT31", "Oberösterreich"),
    "ES": ("ES51", "Cataluña"),
    "HU": ("HU10", "Közép-Magyarország"),
    "DK": ("DK01", "Hovedstaden"),
    "FR": ("FR24", "Centre"),
    "DE": ("DE21", "Oberbayern"),
    "PT": ("PT11", "Norte"),
    "IT": ("ITC4", "Lombardia"),
    "SI": ("SI02", "Zahodna Slovenija"),
    "PL": ("PL21", "Małopolskie"),
    "SE": ("SE23", "Västsverige"),
    "RO": ("RO42", "Vest"),
}

FIRST_NAMES = [
    "Ada", "Boris", "Carla", "Dario", "Elin", "Filip", "Greta", "Hugo", "Ines", "Jonas",
    "Katja", "Lars", "Marta", "Nuno", "Olga", "Pavel", "Rosa", "Sven", "Tilda", "Viktor",
]  # fmt: skip
LAST_NAMES = [
    "Amsel", "Birkholt", "Castelmar", "Dunavar", "Eskeland", "Fontaval", "Grünweg", "Hollmark",
    "Isaksro", "Jarnvik", "Kovarik", "Lindemar", "Montserva", "Nordlund", "Ostrava", "Pinheira",
    "Quellmark", "Rosenvad", "Silvarosa", "Torvald",
]  # fmt: skip

PLACES = [
    "Valdera", "Nordhaven", "Brennamar", "Costafina", "Dunaberg", "Estvalle", "Fjordby",
    "Gornaves", "Halvamar", "Isolara", "Jaskova", "Kaltenried", "Lumenau", "Mirasol", "Nevesta",
    "Orrefall", "Pontalva", "Quintara", "Ravensholm", "Sollentar", "Tannwald", "Ulmira",
    "Vestervik-Ost", "Westermark", "Ypsalon", "Zelenogor", "Alvestra", "Belmora", "Cerrado Alto",
    "Dravina", "Elbquell",
]  # fmt: skip
THEMES = [
    "Water", "Wood", "Textile", "Food", "Maritime", "Plastics", "Health", "Mobility", "Energy",
    "Tourism", "Optics", "Agro", "Metal", "Design", "Packaging",
]  # fmt: skip

PROJECTS = [
    ("DEMO-NORTH", "Cluster managers of the north (demonstration)"),
    ("DEMO-SOUTH", "Cluster managers of the south (demonstration)"),
    ("DEMO-EAST", "Cluster managers of the east (demonstration)"),
    ("DEMO-WEST", "Cluster managers of the west (demonstration)"),
]
PROJECT_PERIOD = (date(2012, 1, 1), date(2013, 12, 31))
FINAL_PAYMENT = date(2014, 6, 30)
ZONE = "Europe/Brussels"

INSTRUCTORS, MANAGERS = 20, 80
BRONZE, GOLD = 450, 15
HALF_WAY, FAILED, NOT_STARTED = 12, 6, 4

OPEN_ANSWER = (
    "In our valley about thirty makers of wooden parts, one technical school and a small test "
    "laboratory depend on one another. The laboratory's certificate lets the small makers sell to "
    "large builders; without it the buyers would go elsewhere within a year, and the school would "
    "lose the workshops in which its pupils learn."
)
