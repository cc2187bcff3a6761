"""Simulates how colours look in grey print and with each kind of colour vision."""

from math import dist

LEAST_LIGHTNESS = 15.0
"""Steps of CIE L* between neighbours, to be told apart in grey."""
LEAST_DIFFERENCE = 15.0
"""The distance in CIELAB (1976) at which two areas of colour are plainly different."""

KINDS = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Linear red, green and blue as seen without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1)."""

XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)


def lightness(colour: str) -> float:
    """Return CIE L* of #rrggbb, from 0 (black) to 100 (white)."""
    return lab(colour)[0]


def difference(one: str, other: str) -> float:
    """Return the smallest distance of two colours over all kinds of colour vision."""
    return min(dist(lab(one, kind), lab(other, kind)) for kind in KINDS)


def lab(colour: str, kind: str = "usual") -> tuple[float, float, float]:
    """Return CIELAB of #rrggbb for a reader with that kind of colour vision."""
    parts = [byte / 255 for byte in bytes.fromhex(colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    seen = [min(1.0, max(0.0, part)) for part in _times(KINDS[kind], linear)]
    x, y, z = (_root(part / white) for part, white in zip(_times(XYZ, seen), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: tuple[tuple[float, ...], ...], values: list[float]) -> list[float]:
    return [sum(part * value for part, value in zip(row, values, strict=True)) for row in matrix]


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
