"""Exports of one form as ODK Central and KoboToolbox write them."""

import csv
import datetime as dt
import re
from io import BytesIO, StringIO

import xlsxwriter

from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not_known", "I don’t know"))
SECTORS = (Choice("food", "Food"), Choice("retail", "Shops"), Choice("other", "Other"))
PROJECTS = Question(
    "projects",
    QuestionType.REPEAT,
    "Projects",
    questions=(
        Question("project_name", QuestionType.TEXT, "What is it called?"),
        Question("places", QuestionType.INTEGER, "How many places?"),
    ),
)
FORM = Questionnaire(
    "form",
    "3",
    "A form",
    (
        Section(
            "about",
            "About",
            (
                Question("intro", QuestionType.NOTE, "Hello"),
                Question("organisation_name", QuestionType.TEXT, "Name?", is_required=True),
                Question("trades", QuestionType.SELECT_ONE, "Trades?", choices=YES_NO),
                Question("sector", QuestionType.SELECT_MULTIPLE, "Sectors?", choices=SECTORS),
                Question("other", QuestionType.TEXT, "Which other?", relevant="selected(${sector}, 'other')"),
            ),
        ),
        Section(
            "size",
            "Size",
            (
                Question(
                    "employees",
                    QuestionType.INTEGER,
                    "Employees?",
                    constraint=". >= 0",
                    constraint_message="Enter a number, such as 12.",
                ),
                Question("since", QuestionType.DATE, "Since?"),
                Question("double", QuestionType.CALCULATE, "", calculation="${employees} + ${employees}"),
            ),
        ),
        Section("more", "More", (PROJECTS,)),
    ),
)
FIRST, SECOND = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"

CENTRAL_HEADS = (
    "SubmissionDate,about-intro,about-organisation_name,about-trades,about-sector,about-other,size-employees,"
    "size-since,size-double,meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,"
    "Status,ReviewState,DeviceID,Edits,FormVersion"
)


def central_row(
    key: str = FIRST,
    name: str = "Phoenix",
    trades: str = "yes",
    sector: str = "food retail",
    other: str = "",
    employees: str = "12",
    since: str = "2004-05-06",
    review: str = "",
) -> str:
    return (
        f"2009-07-15T10:11:12.123Z,,{name},{trades},{sector},{other},{employees},{since},24,uuid:{key},uuid:{key},7,"
        f"Field worker,0,0,,{review},collect:x,0,3"
    )


def central(*rows: str) -> str:
    return "\r\n".join([CENTRAL_HEADS, *(rows or (central_row(),))]) + "\r\n"


CENTRAL_PROJECTS = (
    "project_name,places,PARENT_KEY,KEY\r\n"
    f"Garden,4,uuid:{FIRST},uuid:{FIRST}/more/projects[1]\r\n"
    f"Kitchen,,uuid:{FIRST},uuid:{FIRST}/more/projects[2]\r\n"
)
KOBO = (
    '"start";"end";"about/intro";"about/organisation_name";"about/trades";"about/sector";"about/sector/food";'
    '"about/sector/retail";"about/sector/other";"about/other";"size/employees";"size/since";"size/double";"_id";"_uuid";'
    '"_submission_time";"_validation_status";"_notes";"_status";"_submitted_by";"__version__";"_tags";"_index"\n'
    '"2009-07-15T10:00:00.000+01:00";"2009-07-15T10:10:00.000+01:00";"";"Phoenix";"yes";"food retail";"1";"1";"0";"";'
    f'"12";"2004-05-06";"24";"501";"{FIRST}";"2009-07-15T10:11:12";"";"";"submitted_via_web";"";"vABC";"";"1"\n'
)
KOBO_PROJECTS = (
    '"more/projects/project_name";"more/projects/places";"_index";"_parent_table_name";"_parent_index";'
    '"_submission__id";"_submission__uuid"\n'
    f'"Garden";"4";"1";"form";"1";"501";"{FIRST}"\n"Kitchen";"";"2";"form";"1";"501";"{FIRST}"\n'
)


def kobo_workbook() -> bytes:
    """The export of KoboToolbox as a workbook: a sheet of submissions, and one for each repeated group.

    Days and times are cells of these kinds, and numbers are numbers, as its exporter writes them.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        for name, text in (("form", KOBO), ("projects", KOBO_PROJECTS)):
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(csv.reader(StringIO(text), delimiter=";")):
                for column, cell in enumerate(cells):
                    if re.fullmatch(r"\d+", cell):
                        sheet.write_number(number, column, int(cell))
                    elif re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
                        sheet.write_datetime(number, column, dt.date.fromisoformat(cell))
                    else:
                        sheet.write_string(number, column, cell)
    return file.getvalue()


ANSWERS = {
    "organisation_name": {"value": "Phoenix"},
    "trades": {"value": "yes"},
    "sector": {"value": ["food", "retail"]},
    "employees": {"value": 12},
    "since": {"value": "2004-05-06"},
    "double": {"value": "24"},
    "projects": {
        "value": [
            {"project_name": {"value": "Garden"}, "places": {"value": 4}},
            {"project_name": {"value": "Kitchen"}},
        ]
    },
}
