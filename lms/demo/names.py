"""Names for invented people: common given and family names of a country, put together at random."""

import random
from collections.abc import Iterator

GIVEN = {
    "AT": "Lukas Anna Tobias Katharina Florian Verena Stefan Johanna",
    "BE": "Lotte Wouter Elise Bram Charlotte Jens Nathalie Pieter",
    "CZ": "Tomáš Lenka Jakub Markéta Ondřej Tereza Pavel Ivana",
    "DE": "Sebastian Julia Matthias Sabine Jonas Friederike Heike Carsten",
    "DK": "Mads Freja Søren Mette Rasmus Astrid Anders Signe",
    "ES": "Marta Javier Nuria Álvaro Carmen Pablo Lucía Diego",
    "FI": "Aino Mikko Laura Antti Päivi Juha Sanna Ville",
    "FR": "Camille Antoine Claire Julien Sophie Mathieu Élodie Bastien",
    "GR": "Eleni Giorgos Katerina Nikos Sofia Dimitris Maria Vasilis",
    "HU": "Eszter Gábor Zsófia Péter Ágnes Balázs Judit Tamás",
    "IE": "Aoife Conor Niamh Ciarán Siobhán Declan Orla Eoin",
    "IT": "Chiara Marco Giulia Lorenzo Francesca Davide Elisa Matteo",
    "LT": "Rūta Tomas Eglė Mantas Ieva Darius Jurga Linas",
    "NL": "Sanne Joris Femke Bas Marieke Ruben Anouk Thijs",
    "PL": "Agnieszka Tomasz Magdalena Piotr Joanna Marcin Ewa Kamil",
    "PT": "Inês Tiago Catarina Rui Sofia Miguel Beatriz Nuno",
    "RO": "Ioana Andrei Elena Mihai Raluca Radu Simona Bogdan",
    "SE": "Elin Johan Karin Erik Sara Magnus Linnea Oskar",
    "SI": "Maja Luka Nina Matej Petra Rok Tina Gregor",
    "SK": "Zuzana Martin Katarína Peter Jana Michal Lucia Juraj",
    "TN": "Amira Karim Leila Mehdi Salma Youssef Rim Walid",
    "TR": "Elif Mehmet Zeynep Burak Ayşe Emre Derya Can",
}
FAMILY = {
    "AT": "Gruber Huber Wagner Pichler Steiner Moser Leitner Auer",
    "BE": "Peeters Janssens Maes Jacobs Willems Claes Lambert Dubois",
    "CZ": "Novák Svoboda Dvořák Černý Procházka Kučera Veselý Horák",
    "DE": "Müller Schmidt Weber Becker Hoffmann Koch Richter Krause",
    "DK": "Jensen Nielsen Hansen Pedersen Larsen Rasmussen Møller Holm",
    "ES": "García Fernández López Martínez Sánchez Romero Navarro Vidal",
    "FI": "Korhonen Virtanen Mäkinen Nieminen Laine Heikkinen Koskinen Salo",
    "FR": "Martin Bernard Petit Durand Moreau Lefebvre Girard Fontaine",
    "GR": "Papadopoulos Georgiou Nikolaidis Ioannou Pappas Vlachos Makris Angelou",
    "HU": "Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár",
    "IE": "Murphy Kelly Byrne Ryan Walsh Doyle Nolan Brennan",
    "IT": "Rossi Russo Ferrari Bianchi Romano Colombo Greco Conti",
    "LT": "Kazlauskas Petrauskas Jankauskas Stankevičius Butkus Urbonas Paulauskas Žukas",
    "NL": "de Vries|Jansen|Bakker|Visser|Smit|Mulder|Dekker|van Dijk",
    "PL": "Nowak Kowalczyk Wójcik Mazur Krawczyk Zając Pawlak Sikora",
    "PT": "Silva Santos Ferreira Pereira Oliveira Costa Carvalho Lopes",
    "RO": "Popescu Ionescu Dumitru Stan Marin Tudor Dobre Barbu",
    "SE": "Johansson Andersson Karlsson Nilsson Lindberg Bergström Sandberg Nyström",
    "SI": "Novak Horvat Kovač Krajnc Zupan Potočnik Kos Vidmar",
    "SK": "Horváth Kováč Varga Tóth Baláž Molnár Hudák Urban",
    "TN": "Trabelsi Gharbi Jaziri Mansour Chebbi Hamdi Saidi Ayari",
    "TR": "Yılmaz Kaya Demir Şahin Çelik Aydın Arslan Doğan",
}


def names_of(country: str) -> Iterator[tuple[str, str]]:
    """Given and family names of a country, each pair once, in the same order every time."""
    given, family = GIVEN[country].split(), _words(FAMILY[country])
    pairs = [(first, last) for first in given for last in family]
    random.Random(f"names of {country}").shuffle(pairs)  # noqa: S311 - invented names
    return iter(pairs)


def _words(text: str) -> list[str]:
    return text.split("|") if "|" in text else text.split()
