"""Actions on own frames."""

from noms import actions
from noms.models import FrameUpload
from tests.action_table.cases import Act, case, fresh
from tests.factories.noms import FrameFactory, FrameUploadFactory


@case
def noms__create_frame() -> Act:
    return lambda: actions.create_frame(title="Utopia", description="", by=None)


@case
def noms__revise_frame() -> Act:
    frame = FrameFactory()
    return lambda: actions.revise_frame(frame=fresh(frame), title="Utopia", description="", by=None)


@case
def noms__delete_frame() -> Act:
    frame = FrameFactory()
    return lambda: actions.delete_frame(frame=fresh(frame), by=None)


@case
def noms__upload_units() -> Act:
    frame = FrameFactory()

    def act() -> FrameUpload:
        return actions.upload_units(frame=frame, uploads=[("units.csv", b"name\nAford\n")], by=None)

    return act


@case
def noms__name_kinds() -> Act:
    upload = FrameUploadFactory(kind_words={"Farm": []})
    words = {"Farm": ("farm", "farms")}
    return lambda: actions.name_kinds(upload=fresh(upload), words=words, by=None)
