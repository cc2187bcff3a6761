"""Simulates how colours look in grey print and with each kind of colour vision."""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Lab = tuple[float, float, float]

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
    """Return the smallest difference (CIEDE2000) of two colours for readers without one kind of cone, and with all."""
    return min(ciede2000(lab(one, kind), lab(other, kind)) for kind in KINDS)


def ciede2000(one: Lab, other: Lab) -> float:
    """Return the difference of two colours in CIELAB (CIE 142-2001; Sharma, Wu and Dalal 2005)."""
    lightness_one, lightness_other = one[0], other[0]
    mean_chroma = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    stretch = 1 + 0.5 * (1 - sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    a_one, a_other = one[1] * stretch, other[1] * stretch
    chroma_one, chroma_other = hypot(a_one, one[2]), hypot(a_other, other[2])
    hue_one = degrees(atan2(one[2], a_one)) % 360 if chroma_one else 0.0
    hue_other = degrees(atan2(other[2], a_other)) % 360 if chroma_other else 0.0
    turn = hue_other - hue_one if chroma_one and chroma_other else 0.0
    turn -= 360 * round(turn / 360)
    in_hue = 2 * sqrt(chroma_one * chroma_other) * sin(radians(turn / 2))
    mean_lightness, mean_chroma = (lightness_one + lightness_other) / 2, (chroma_one + chroma_other) / 2
    mean_hue = hue_one + turn / 2 if chroma_one and chroma_other else hue_one + hue_other
    weight = (
        1
        - 0.17 * cos(radians(mean_hue - 30))
        + 0.24 * cos(radians(2 * mean_hue))
        + 0.32 * cos(radians(3 * mean_hue + 6))
        - 0.20 * cos(radians(4 * mean_hue - 63))
    )
    off = (mean_lightness - 50) ** 2
    lightness = (lightness_other - lightness_one) / (1 + 0.015 * off / sqrt(20 + off))
    chroma = (chroma_other - chroma_one) / (1 + 0.045 * mean_chroma)
    hue = in_hue / (1 + 0.015 * mean_chroma * weight)
    rotation = exp(-((((mean_hue % 360) - 275) / 25) ** 2))
    together = (
        -2 * sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)) * sin(radians(60 * rotation)) * chroma * hue
    )
    return sqrt(lightness**2 + chroma**2 + hue**2 + together)


def lab(colour: str, kind: str = "usual") -> Lab:
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
