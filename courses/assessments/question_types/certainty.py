"""Certainty-based marking for practice (Gardner-Medwin 1995): being sure pays only when right.

How certain, and the points for right and wrong: 1: 1 and 0; 2: 2 and -2; 3: 3 and -6. Divided by 3,
so that a certain right answer earns the whole; between right and wrong the points lie on a line.
"""

from fractions import Fraction

POINTS = {1: (1, 0), 2: (2, -2), 3: (3, -6)}


def adjusted(share: Fraction, certainty: int) -> Fraction:
    """The share (0 to 1) as certainty 1, 2 or 3 turns it into -2 to 1."""
    right, wrong = POINTS[certainty]
    share = max(share, Fraction(0))
    return (right * share + wrong * (1 - share)) / 3
