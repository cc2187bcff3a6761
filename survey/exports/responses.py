"""The extract of the responses to an online survey."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import SystemRandom

from django.utils import timezone

from survey.exports.coarsening import RULES
from survey.exports.extract import Extract, Record
from survey.exports.variables import Cell, tables_of
from survey.models import Instrument, Response, Strand
from survey.online import directory_mapping

READ = (
    "answers",
    "submitted_at",
    "status",
    "reference",
    "invitation_id",
    "instrument_id",
    "organisation__name",
    "delivery__tool",
)
"""The fields that are read. The whole file of a delivery is not."""


class ResponseExtract(Extract):
    """The responses that count. One query reads them, so all tables are of the same moment.

    For archiving (`for_archive`) they are de-identified: coarsened, in random order, and without the questions whose
    answers the public directory shows under a name.
    """

    def __init__(
        self,
        strand: Strand,
        instrument: Instrument,
        *,
        is_full: bool,
        for_archive: bool = False,
        on_record: Callable[[int], None] = lambda number: None,
    ) -> None:
        left_out = directory_mapping.PUBLISHED if for_archive else frozenset()
        tables = tables_of(instrument.questionnaire, is_full=is_full, left_out=left_out)
        super().__init__(strand, instrument, tables=tables, is_full=is_full, on_record=on_record)
        self.instruments: Sequence[Instrument] = (instrument,)
        self._kept: list[Record] | None = None
        if for_archive:
            self._kept = list(self._stored())
            SystemRandom().shuffle(self._kept)
            self.notes = RULES
            self.coarsen()

    def records(self) -> Iterator[Record]:
        yield from self._stored() if self._kept is None else self._kept

    def _stored(self) -> Iterator[Record]:
        places = {instrument.pk: place for place, instrument in enumerate(self.instruments)}
        sent = Response.objects.sent().filter(strand=self.strand, instrument__in=places).order_by("pk")
        sent = sent.select_related("organisation", "delivery").only(*READ)
        for response in sent.iterator(chunk_size=100):
            place = places[response.instrument_id]
            yield Record(self._about(response, self.instruments[place]), response.answers, version=place)

    @staticmethod
    def _about(response: Response, instrument: Instrument) -> dict[str, Cell]:
        assert response.submitted_at is not None
        return {
            "version": instrument.version,
            "sent_on": timezone.localdate(response.submitted_at),
            "came_by": response.source.value,
            "status": str(response.status),
            "reference": response.reference,
            "organisation": str(response.organisation or ""),
        }
