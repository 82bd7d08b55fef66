"""Draws Europe and the lands around the Mediterranean once, for the site to colour by numbers.

    python scripts/country_map.py countries-50m.json

reads the borders of Natural Earth (public domain) as the npm package `world-atlas` packs them
(TopoJSON, ISC licence), projects them equal-area, keeps what a picture of that size can show, and
writes content/country_map.json. Borders are simplified as shared lines, so neighbours stay joined.
"""

import json
import math
import sys
from pathlib import Path

import pycountry

ROOT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT = 640, 560
CENTRE = (14.0, 48.0)  # degrees
WEST, EAST, SOUTH, NORTH = -2700, 2900, -2250, 2650  # kilometres from the centre
EARTH = 6371  # kilometres
TOLERANCE = 0.5  # units of the picture that a line may be off
SMALLEST = 2.0  # square units of an island that is drawn
WITHOUT_NUMBER = {"Kosovo": "XK", "N. Cyprus": "CY"}
LICENCE = (
    "Borders: Natural Earth 1:50m, public domain. Packed as TopoJSON by world-atlas 2.0.2, ISC."
)


def main(path: str) -> None:
    topology = json.loads(Path(path).read_text())
    arcs = [projected(arc) for arc in degrees(topology)]
    countries: dict[str, list] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = code_of(geometry)
        if code:
            countries.setdefault(code, []).extend(rings_of(geometry, arcs))
    shapes = {code: shape(rings) for code, rings in sorted(countries.items())}
    said = {
        "licence": LICENCE,
        "width": WIDTH,
        "height": HEIGHT,
        "countries": {code: each for code, each in shapes.items() if each},
    }
    file = ROOT / "content" / "country_map.json"
    file.write_text(json.dumps(said, indent=0, separators=(",", ":")) + "\n")
    print(f"{len(said['countries'])} countries, {file.stat().st_size} bytes")


def code_of(geometry: dict) -> str:
    number = geometry.get("id")
    found = pycountry.countries.get(numeric=number) if number else None
    return found.alpha_2 if found else WITHOUT_NUMBER.get(geometry["properties"]["name"], "")


def degrees(topology: dict) -> list[list[tuple[float, float]]]:
    """Arcs as (longitude, latitude); they are stored as differences of whole numbers."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def projected(arc: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Lambert's equal-area projection around the centre, simplified to the size of the picture."""
    return simplified([place(*point) for point in arc])


def place(longitude: float, latitude: float) -> tuple[float, float]:
    lon, lat = math.radians(longitude - CENTRE[0]), math.radians(latitude)
    lat0 = math.radians(CENTRE[1])
    cosine = math.sin(lat0) * math.sin(lat) + math.cos(lat0) * math.cos(lat) * math.cos(lon)
    scale = EARTH * math.sqrt(2 / max(1 + cosine, 0.01))
    x = scale * math.cos(lat) * math.sin(lon)
    y = scale * (math.cos(lat0) * math.sin(lat) - math.sin(lat0) * math.cos(lat) * math.cos(lon))
    return (x - WEST) / (EAST - WEST) * WIDTH, (NORTH - y) / (NORTH - SOUTH) * HEIGHT


def simplified(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Douglas and Peucker: without the points that lie almost on the line between others."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.hypot(x2 - x1, y2 - y1)

    def distance(point: tuple[float, float]) -> float:
        x, y = point
        if length < 1e-9:
            return math.hypot(x - x1, y - y1)
        return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length

    farthest = max(range(1, len(points) - 1), key=lambda index: distance(points[index]))
    if distance(points[farthest]) <= TOLERANCE:
        return [points[0], points[-1]]
    return simplified(points[: farthest + 1])[:-1] + simplified(points[farthest:])


def rings_of(geometry: dict, arcs: list) -> list[list[tuple[float, float]]]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [ring(indexes, arcs) for polygon in polygons for indexes in polygon]


def ring(indexes: list[int], arcs: list) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def shape(rings: list) -> dict | None:
    """The path of what is within the picture, and the middle of its largest part."""
    inside = [clipped(each) for each in rings]
    inside = sorted((each for each in inside if len(each) > 2), key=area, reverse=True)
    if not inside:
        return None
    kept = [inside[0], *(each for each in inside[1:] if area(each) >= SMALLEST)]
    x, y = middle(inside[0])
    return {"path": "".join(map(drawn, kept)), "x": round(x), "y": round(y)}


def clipped(points: list) -> list:
    """Within the picture, by Sutherland and Hodgman: one edge after the other."""
    for axis, limit, sign in ((0, 0, 1), (0, WIDTH, -1), (1, 0, 1), (1, HEIGHT, -1)):
        result = []
        for before, after in zip(points[-1:] + points[:-1], points, strict=True):
            was, is_in = (sign * (point[axis] - limit) >= 0 for point in (before, after))
            if was != is_in:
                share = (limit - before[axis]) / (after[axis] - before[axis])
                result.append(
                    tuple(b + share * (a - b) for b, a in zip(before, after, strict=True))
                )
            if is_in:
                result.append(after)
        points = result
    return points


def area(points: list) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def middle(points: list) -> tuple[float, float]:
    """The centre of gravity; of something without an area the first point."""
    pairs = list(zip(points, points[1:] + points[:1], strict=True))
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)
    if abs(twice) < 1e-6:
        return points[0]
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs)
    return x / 3 / twice, y / 3 / twice


def drawn(points: list) -> str:
    """A path in whole tenths, from point to point by differences."""
    whole = [(round(x * 10), round(y * 10)) for x, y in points]
    text, (px, py) = "", (0, 0)
    for number, (x, y) in enumerate(whole):
        dx, dy = x - px, y - py
        if number and not (dx or dy):
            continue
        text += f"{'l' if number else 'M'}{tenth(dx)},{tenth(dy)}"
        px, py = x, y
    return text + "z"


def tenth(value: int) -> str:
    return f"{value / 10:g}"


if __name__ == "__main__":
    main(sys.argv[1])
