"""Makes coast.bin, the fonts and advances.json from their originals.

    python3 src/web/assets.py LAND TTF TTC

LAND is land-50m.json of npm's world-atlas 2.0.2, TTF is NotoSans-Regular.ttf of Debian's fonts-noto-core 20201225, and TTC is
NotoSansCJK-Regular.ttc of its fonts-noto-cjk 20220127. Needs fontTools 4.
"""

import glob
import json
import os
import sys

from fontTools import subset, ttLib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
# Hundredths of a degree: what a line may move, and the least height or width of an island.
TOLERANCE, LEAST_ISLAND = 2.0, 8
# The fonts of simplified Chinese and of symbols that the first font lacks.
CHINESE = 2
# Latin with the letters of its languages, Cyrillic, and signs.
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x400, 0x460), 0x490, 0x491, 0x2082]
LATIN += [*range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x20AC, 0x20BD, 0x2116]
LATIN += [0x2212, 0x2248, 0x2260, 0x2264, 0x2265]
SIGNS = [*range(0x2190, 0x2194), 0x2103, 0x25CB, 0x25CF, 0x3001, 0x3002, *range(0x3008, 0x3012), *range(0xFF01, 0xFF5F), 0xFFE5]


def decoded(topology):
    """Returns the rings of the land in hundredths of a degree."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((100 * (x * sx + tx), 100 * (y * sy + ty)))
        arcs.append(points)
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            points = []
            for index in ring:
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                points += arc[1:] if points else arc
            yield unwound(points)


def unwound(points):
    """Lets longitudes run on beyond 180 degrees, and closes the ring around the pole along it."""
    turn, found = 0, []
    for x, y in points:
        if found and abs(x + turn - found[-1][0]) > 18000:
            turn += 36000 if x + turn < found[-1][0] else -36000
        found.append((x + turn, y))
    if abs(found[-1][0] - found[0][0]) > 18000:
        found += [(found[-1][0], -9000), (found[0][0], -9000), found[0]]
    return found


def simplified(points):
    """Leaves out points that are no further than the tolerance from the line without them (Douglas and Peucker, 1973)."""
    kept = {0, len(points) - 1}
    # A ring ends where it begins: it is halved first at the point that is furthest from there.
    far = max(range(len(points)), key=lambda i: abs(points[i][0] - points[0][0]) + abs(points[i][1] - points[0][1]))
    kept.add(far)
    spans = [(0, far), (far, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        worst, worst_at = 0, None
        for i in range(first + 1, last):
            px, py = points[i]
            off = abs((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / length if length else abs(px - ax) + abs(py - ay)
            if off > worst:
                worst, worst_at = off, i
        if worst > TOLERANCE:
            kept.add(worst_at)
            spans += [(first, worst_at), (worst_at, last)]
    return [points[i] for i in sorted(kept)]


def varint(value):
    """Writes a whole number in bytes of seven bits, the sign in the lowest."""
    value = (value << 1) ^ (value >> 63)
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return out


def coast(path):
    with open(path) as file:
        topology = json.load(file)
    out = bytearray()
    for points in decoded(topology):
        ring = [(round(x), round(y)) for x, y in simplified(points)]
        ring = [point for i, point in enumerate(ring) if i == 0 or point != ring[i - 1]][:-1]
        spans = [max(p[axis] for p in ring) - min(p[axis] for p in ring) for axis in (0, 1) if len(ring) > 2]
        if max(spans, default=0) < LEAST_ISLAND:
            continue
        out += varint(len(ring))
        x = y = 0
        for px, py in ring:
            out += varint(px - x) + varint(py - y)
            x, y = px, py
    with open(os.path.join(HERE, "coast.bin"), "wb") as file:
        file.write(out)


def written():
    """Returns the characters of the scenarios and of what the program says."""
    names = glob.glob(f"{ROOT}/scenarios/**/*.*", recursive=True) + glob.glob(f"{ROOT}/src/core/present/messages/*.json")
    return {ord(character) for name in names for character in open(name, encoding="utf-8").read()}


def font(path, number, characters, name):
    face = ttLib.TTFont(path, fontNumber=number)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 5, 13, 14])
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "kern"]
    options.desubroutinize = False
    cut = subset.Subsetter(options)
    cut.populate(unicodes=characters)
    cut.subset(face)
    # The same bytes whenever it is made.
    face["head"].modified = face["head"].created
    face.recalcTimestamp = False
    face.save(os.path.join(HERE, "fonts", name))
    return face


def main(land, latin, chinese):
    coast(land)
    level_1 = {ord(bytes([row, cell]).decode("gb2312", "ignore") or " ") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)}
    first = font(latin, -1, LATIN, "NotoSans.ttf")
    known = set(first.getBestCmap())
    rest = {character for character in level_1 | written() if character > 0x17F} | set(SIGNS) | set(LATIN)
    second = font(chinese, CHINESE, rest - known, "NotoSansSC.otf")
    # Thousandths of the letter height; characters that are not listed are as wide as that.
    widths = {}
    for face in (second, first):
        unit = face["head"].unitsPerEm
        own = {code: (face["hmtx"][name][0] * 1000 + unit // 2) // unit for code, name in face.getBestCmap().items()}
        widths.update({code: width for code, width in own.items() if width != 1000 or face is first})
    runs = []
    for code, width in sorted(widths.items()):
        if not runs or code != runs[-1][0] + len(runs[-1][1]):
            runs.append((code, []))
        runs[-1][1].append(width)
    with open(os.path.join(HERE, "advances.json"), "w") as file:
        lines = [json.dumps([code, run], separators=(",", ":")) for code, run in runs]
        file.write("[\n" + ",\n".join(lines) + "\n]\n")


main(*sys.argv[1:])
