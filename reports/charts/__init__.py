"""Charts of tables: which tables are drawn, their words for who cannot see them, and their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from reports.charts import alternative, bars, lines, vega
from reports.charts.layout import FILE, PAGE, PHONE, Layout, Specification
from reports.table import DRAWABLE, Bars, Table

FEWEST, MOST = 2, 40
"""So many rows suit bars that a table did not ask for."""

__all__ = ["FILE", "PAGE", "PHONE", "Chart", "charts_of"]


@dataclass(frozen=True)
class Chart:
    """One table as a picture. `caption` are the lines that a file of it carries under its title."""

    table: Table
    caption: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.table.key

    @property
    def title(self) -> str:
        return self.table.title

    @cached_property
    def alternative(self) -> str:
        """The picture in words, with what is to be known of its figures."""
        words = alternative.lines(self.table) if self.table.lines else alternative.bars(self.table)
        return " ".join((words, *self.remarks))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be known of the figures drawn, a sentence each: which are left out, and how they are protected."""
        return tuple(filter(None, (alternative.left_out(self.table), alternative.protected(self.table))))

    @property
    def is_long(self) -> bool:
        """Whether the table of its figures is too long to stand open under it."""
        return self.table.lines is not None

    def specification(self, layout: Layout) -> Specification:
        """The Vega-Lite specification."""
        caption = (*self.caption, *self.remarks)
        return (lines if self.table.lines else bars).specification(self.table, layout, caption)

    def svg(self, layout: Layout) -> str:
        return vega.svg(self.specification(layout), self.title, self.alternative)

    def png(self, layout: Layout) -> bytes:
        return vega.png(self.specification(layout))

    @cached_property
    def version(self) -> str:
        """Changes with what the picture shows."""
        return sha256(repr((self.specification(PAGE), self.caption, self.remarks)).encode()).hexdigest()[:12]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height on a page."""
        return self._size(PAGE)

    @property
    def phone_size(self) -> tuple[int, int]:
        """Width and height on a phone."""
        return self._size(PHONE)

    def _size(self, layout: Layout) -> tuple[int, int]:
        drawn = self.specification(layout)
        return drawn["width"], drawn["height"]


def charts_of(tables: Sequence[Table], caption: tuple[str, ...] = ()) -> dict[str, Chart]:
    """The charts of a report's controlled tables, by the tables' keys.

    Drawn are the tables that ask for it, and of the others the first that suits bars where none before it is drawn.
    """
    found: dict[str, Chart] = {}
    for table in tables:
        drawn = table if table.lines or table.bars else _with_bars(table) if not found else None
        if drawn is not None and drawn.rows and _has_figures(drawn):
            found[table.key] = Chart(drawn, caption)
    return found


def _with_bars(table: Table) -> Table | None:
    """The table with its first percentages as bars, or its only figures; None where neither suits."""
    texts = [column.key for column in table.columns if column.kind == "text" and column.formula is None]
    figures = [column for column in table.columns if column.kind in DRAWABLE and not column.heads]
    shares = [column for column in figures if column.kind == "percent"]
    series = shares[:1] or figures[:1] if len(figures) == 1 or shares else []
    plain = [row for row in table.rows if not table.is_total(row)]
    if not series or not texts or not FEWEST <= len(plain) <= MOST:
        return None
    names = [str(row[texts[0]]) for row in plain]
    has_groups = len(set(names)) < len(names) and len(texts) > 1
    if not has_groups and len(set(names)) < len(names):
        return None
    chosen = Bars(texts[0], (series[0].key,), group=texts[1] if has_groups else "")
    return Table(**{**vars(table), "bars": chosen})


def _has_figures(table: Table) -> bool:
    keys = (table.lines or table.bars).series  # type: ignore[union-attr]
    return any(isinstance(row[key], (int, float)) for row in table.rows for key in keys)
