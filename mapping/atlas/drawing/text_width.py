"""The width of a line of text on a drawing, from the advances of the font."""

SIZE = 1000
USUAL = 556
"""The advance of a letter that the table does not have, in thousandths of the font's size: that of most letters."""
SPACE_OF_CAPITALS = 0.09
"""What is added after each letter of a spaced name, as a share of the font's size."""

REGULAR = {
    191: "'", 222: "ijl’", 260: "|", 278: " !,./:;I[]ft\\î", 333: "()-`r", 334: "{}", 355: '"', 389: "*", 469: "^",
    500: "Jcksvxyzŷ", 556: "#$0123456789?L_abdeghnopqu–ôâêûéè", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXYÂŶ",
    722: "CDHNRUwŵ", 778: "GOQÔ", 833: "Mm", 889: "%", 944: "WŴ", 1015: "@",
}  # fmt: skip
BOLD = {
    238: "'", 278: " ,./I\\ijl’î", 280: "|", 333: "!()-:;[]`ft", 389: "*r{}", 474: '"', 500: "z",
    556: "#$0123456789J_aceksvxy–âêŷéè", 584: "+<=>^~", 611: "?FLTZbdghnopquôû", 667: "EPSVXYŶ",
    722: "&ABCDHKNRUÂ", 778: "GOQwŵÔ", 833: "M", 889: "%m", 944: "WŴ", 975: "@",
}  # fmt: skip
"""The letters by their advance in thousandths of the size: those of Liberation Sans, which are those of Arial."""

_ADVANCES = {
    is_bold: {letter: advance for advance, letters in table.items() for letter in letters}
    for is_bold, table in ((False, REGULAR), (True, BOLD))
}


def text_width(text: str, size: float, *, is_bold: bool = False, is_spaced: bool = False) -> float:
    """Return the width of a text in the unit of `size`.

    >>> text_width("Leeds", 12)
    32.688
    """
    advances = _ADVANCES[is_bold]
    width = sum(advances.get(letter, USUAL) for letter in text) * size / SIZE
    return round(width + (SPACE_OF_CAPITALS * size * len(text) if is_spaced else 0), 3)
