"""Builds that grant wrongly on purpose: the harness is worth something while it finds each of them."""

from scripts.faults.sabotage import Sabotage

BUILDS: list[Sabotage] = []
