"""Charts of tables: which tables have one, its text alternative, and its pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from reports.charts import bars, lines, text_alternative, vega
from reports.charts.bar_rows import BarChart, KeyEntry, bar_chart
from reports.charts.layout import DOCUMENT, FILE, PAGE, PHONE, Layout, Specification
from reports.table import DRAWABLE, Bars, Table

MIN_BARS, MAX_BARS = 2, 40
"""A table without `bars` of its own gets bars only if it has this many rows."""

__all__ = ["DOCUMENT", "FILE", "PAGE", "PHONE", "Chart", "charts_of"]


@dataclass(frozen=True)
class Chart:
    """The chart of one table; `caption` are the lines under the title in a file of it."""

    table: Table
    caption: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.table.key

    @property
    def title(self) -> str:
        return self.table.title

    @cached_property
    def bars(self) -> BarChart | None:
        """The bars that are drawn; None if the chart has lines, or no figure to draw."""
        return bar_chart(self.table)

    @property
    def is_drawn(self) -> bool:
        return self.bars is not None or (self.table.lines is not None and lines.has_figures(self.table))

    @cached_property
    def alternative(self) -> str:
        """The chart in words, with the remarks on its figures."""
        words = (
            text_alternative.bars(self.table, self.bars) if self.bars else text_alternative.lines(self.table)
        )
        return " ".join((words, *self.remarks))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Remarks on the figures in the chart, a sentence each: which are left out, and how they are protected."""
        left_out = text_alternative.left_out(self.bars) if self.bars else ""
        return tuple(filter(None, (left_out, text_alternative.protected(self.table))))

    @property
    def entries(self) -> tuple[KeyEntry, ...]:
        """The entries of the key, which a page shows beside the picture; none if there is nothing to distinguish."""
        return self.bars.key if self.bars else lines.key_of(self.table)

    @property
    def is_long(self) -> bool:
        """True if the table of its figures is long, so that the page folds it."""
        return self.table.lines is not None

    def specification(self, layout: Layout) -> Specification:
        """Return the Vega-Lite specification."""
        caption = (*self.caption, *self.remarks)
        if self.bars:
            return bars.specification(self.bars, layout, self.title, caption)
        return lines.specification(self.table, layout, self.title, caption)

    def svg(self, layout: Layout) -> str:
        return vega.svg(self.specification(layout), self.title, self.alternative)

    def png(self, layout: Layout) -> bytes:
        return vega.png(self.specification(layout))

    @cached_property
    def version(self) -> str:
        """A hash of what the chart shows."""
        return sha256(repr((self.specification(PAGE), self.caption, self.remarks)).encode()).hexdigest()[:12]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height on a page, in pixels."""
        return self._size(PAGE)

    @property
    def phone_size(self) -> tuple[int, int]:
        """Width and height on a phone, in pixels."""
        return self._size(PHONE)

    def _size(self, layout: Layout) -> tuple[int, int]:
        width, height = self.specification(layout)["usermeta"]["size"]
        return width, height


def charts_of(tables: Sequence[Table], caption: tuple[str, ...] = ()) -> dict[str, Chart]:
    """Return the charts of a report's controlled tables, by the tables' keys.

    Tables with `lines` or `bars` have a chart. Another table has bars if they suit it and no table before has a chart.
    A table has none if all its figures are hidden, or if it needs more colours than can be told apart.
    """
    found: dict[str, Chart] = {}
    for table in tables:
        charted = table if table.lines or table.bars else _with_bars(table) if not found else None
        if charted is not None and charted.rows and (chart := Chart(charted, caption)).is_drawn:
            found[table.key] = chart
    return found


def _with_bars(table: Table) -> Table | None:
    """Return the table with its first percentages as bars, or its only figures; None if neither suits."""
    texts = [column.key for column in table.columns if column.kind == "text" and column.formula is None]
    figures = [column for column in table.columns if column.kind in DRAWABLE and not column.heads]
    shares = [column for column in figures if column.kind == "percent"]
    series = shares[:1] or figures[:1] if len(figures) == 1 or shares else []
    plain = [row for row in table.rows if not table.is_total(row)]
    if not series or not texts or not MIN_BARS <= len(plain) <= MAX_BARS:
        return None
    names = [str(row[texts[0]]) for row in plain]
    has_groups = len(set(names)) < len(names) and len(texts) > 1
    if not has_groups and len(set(names)) < len(names):
        return None
    chosen = Bars(texts[0], (series[0].key,), group=texts[1] if has_groups else "")
    return Table(**{**vars(table), "bars": chosen})
