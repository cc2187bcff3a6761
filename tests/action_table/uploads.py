"""Actions on uploads of any kind, shown by answers from another tool."""

from django.utils import timezone

from accounts.uploads import actions
from survey.actions import ANSWERS_UPLOAD
from survey.models import Delivery
from tests.action_table.cases import Act, case, fresh
from tests.action_table.survey import a_delivery
from tests.factories.survey import OnlineStrandFactory


@case
def uploads__stage() -> Act:
    strand = OnlineStrandFactory()

    def act() -> Delivery:
        upload = Delivery(strand=strand, instrument=strand.instrument)
        return actions.stage(kind=ANSWERS_UPLOAD, upload=upload, uploads=[("form.csv", b"")], by=None)

    return act


def read() -> Delivery:
    return actions.preview(kind=ANSWERS_UPLOAD, upload=a_delivery()(), by=None)


@case
def uploads__preview() -> Act:
    row = read()
    return lambda: actions.preview(kind=ANSWERS_UPLOAD, upload=fresh(row), by=None)


@case
def uploads__apply() -> Act:
    row = read()
    return lambda: actions.apply(kind=ANSWERS_UPLOAD, upload=fresh(row), by=None)


@case
def uploads__discard() -> Act:
    row = a_delivery()()
    return lambda: actions.discard(kind=ANSWERS_UPLOAD, upload=fresh(row), by=None)


@case
def uploads__discard_expired() -> Act:
    row = a_delivery()()
    Delivery.objects.filter(pk=row.pk).update(created_at=timezone.now() - actions.RETENTION * 2)
    uploads = Delivery.objects.filter(pk=row.pk)
    return lambda: actions.discard_expired(kind=ANSWERS_UPLOAD, uploads=uploads, dry_run=False)


@case
def uploads__undo() -> Act:
    row = actions.apply(kind=ANSWERS_UPLOAD, upload=read(), by=None)
    return lambda: actions.undo(kind=ANSWERS_UPLOAD, upload=fresh(row), by=None)
