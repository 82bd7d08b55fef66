"""Where the demonstration happens: countries with the regions in which its organisations sit."""

# NUTS 2 regions as they were called in the classification of 2010, which held in 2012 and 2013.
NUTS_VERSION = 2010
REGIONS: dict[str, list[tuple[str, str]]] = {
    "AT": [("AT31", "Oberösterreich"), ("AT22", "Steiermark")],
    "BE": [("BE21", "Prov. Antwerpen")],
    "CZ": [("CZ06", "Jihovýchod")],
    "DE": [("DE11", "Stuttgart"), ("DE21", "Oberbayern")],
    "DK": [("DK04", "Midtjylland"), ("DK01", "Hovedstaden")],
    "ES": [("ES51", "Cataluña"), ("ES21", "País Vasco")],
    "FI": [("FI19", "Länsi-Suomi")],
    "FR": [("FR71", "Rhône-Alpes"), ("FR62", "Midi-Pyrénées")],
    "GR": [("EL12", "Kentriki Makedonia"), ("EL30", "Attiki")],
    "HU": [("HU10", "Közép-Magyarország"), ("HU22", "Nyugat-Dunántúl")],
    "IE": [("IE02", "Southern and Eastern")],
    "IT": [("ITC4", "Lombardia"), ("ITH5", "Emilia-Romagna")],
    "LT": [("LT00", "Lietuva")],
    "NL": [("NL41", "Noord-Brabant")],
    "PL": [("PL21", "Małopolskie"), ("PL22", "Śląskie")],
    "PT": [("PT11", "Norte")],
    "RO": [("RO11", "Nord-Vest")],
    "SE": [("SE23", "Västsverige"), ("SE12", "Östra Mellansverige")],
    "SI": [("SI02", "Zahodna Slovenija")],
    "SK": [("SK01", "Bratislavský kraj")],
    # Outside NUTS: a country only (R24).
    "TN": [],
    "TR": [],
}
