"""The rows of a list of contacts: headings by many names, cells as people fill them, a sentence for each fault."""

import pytest
from django.core.exceptions import ValidationError

from accounts.uploads.files import read_sheets
from interviews.contact_files.columns import is_heading
from interviews.contact_files.rows import ContactList, Details, read


def contacts(text: str | bytes) -> ContactList:
    content = text if isinstance(text, bytes) else text.encode()
    return read(read_sheets([("list.csv", content)], is_heading=is_heading))


def only(text: str):
    (row,) = contacts(text).rows
    return row


def test_headings_are_found_by_their_many_names():
    row = only(
        "Establishment;Job Title;First name;Surname;Tel. No.;Extn;E-Mail Address;Best time to call;Comments\n"
        "HMP Leeds;Governor;Frankie;Adams;0113 496 0000;12;f.adams@example.org;mornings;Ask twice\n"
    )

    assert (row.row, row.place.name, row.findings) == (2, "HMP Leeds", ())
    assert row.details == Details(
        name="Frankie Adams",
        job_title="Governor",
        telephone="0113 496 0000 ext. 12",
        email="f.adams@example.org",
        note="Ask twice\nBest time: mornings",
    )


@pytest.mark.parametrize(
    "headings",
    [
        pytest.param("officeTitle,fullName,jobPosition,phoneNumber", id="of a program"),
        pytest.param("SERVICE_NAME,CONTACT_PERSON,JOB_TITLE,TELEPHONE_NO", id="of a database"),
        pytest.param("Name of prison,Governor,Post,Direct dial", id="of a person"),
    ],
)
def test_headings_are_read_whoever_wrote_them(headings):
    row = only(f"{headings}\nHMP Leeds,Adams,Deputy,01632 960001\n")

    assert (row.place.name, row.details.name, row.details.job_title, row.details.telephone) == (
        "HMP Leeds",
        "Adams",
        "Deputy",
        "01632 960001",
    )


@pytest.mark.parametrize(
    ("headings", "person", "service"),
    [
        pytest.param("Prison,Name,Phone", "B", "A", id="the person, where another column says the service"),
        pytest.param("Name,Contact,Phone", "B", "A", id="the service, where none does"),
    ],
)
def test_name_alone_means_what_the_other_columns_leave(headings, person, service):
    row = only(f"{headings}\nA,B,01632 960001\n")

    assert (row.place.name, row.details.name) == (service, person)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        pytest.param("01632 960133", "01632 960133", id="as it is read"),
        pytest.param("1632960133", "01632 960133", id="a number that lost its 0"),
        pytest.param("441632960133", "01632 960133", id="a number that lost its +"),
        pytest.param("+44 (0)1632 960133", "01632 960133", id="from abroad"),
        pytest.param("Tel: 01632 960133", "01632 960133", id="with a word before it"),
        pytest.param("01632 960133 ext 214", "01632 960133 ext. 214", id="with its extension"),
        pytest.param("'+441632960133", "01632 960133", id="escaped by a spreadsheet"),
    ],
)
def test_a_number_is_read_however_it_is_written(cell, number):
    assert only(f"Prison,Person,Phone\nHMP Leeds,Adams,{cell}\n").details.telephone == number


@pytest.mark.parametrize(
    ("cells", "column", "problem"),
    [
        pytest.param(",Adams,01632 960001,", "service", "this row says no service", id="no service"),
        pytest.param("HMP Leeds,Adams,ask at the gate,", "Phone", "Enter a telephone number", id="no number"),
        pytest.param("HMP Leeds,Adams,01632,", "Phone", "too few digits", id="too short"),
        pytest.param("HMP Leeds,Adams,1.63296E+09,", "Phone", "has shortened this number", id="shortened"),
        pytest.param(
            "HMP Leeds,Adams,01632 960001 or 01632 960002,", "Phone", "there are several numbers", id="two"
        ),
        pytest.param("HMP Leeds,Adams,,adams at example", "Mail", "this is not an e-mail address", id="mail"),
        pytest.param(f"HMP Leeds,{'A' * 151},,", "Person", "this is longer than 150", id="too long"),
    ],
)
def test_each_fault_has_a_sentence_at_its_row_and_column(cells, column, problem):
    row = only(f"Prison,Person,Phone,Mail\n{cells}\n")

    (found,) = row.findings
    assert (found.row, found.problem[:5] != "") == (2, True)
    assert problem in found.problem
    assert found.column in (column, "Prison")


def test_all_faults_of_a_row_are_said_at_once():
    row = only("Prison,Person,Phone,Mail\n,Adams,none of your business,x\n")

    assert [found.column for found in row.findings] == ["Prison", "Phone", "Mail"]


def test_a_mobile_is_the_number_where_there_is_no_other_and_a_note_beside_one():
    rows = contacts("Prison,Phone,Mobile\nHMP Leeds,,07700 900123\nHMP Hull,01632 960001,07700900123\n").rows

    assert rows[0].details.telephone == "07700 900123"
    assert (rows[1].details.telephone, rows[1].details.note) == ("01632 960001", "Mobile: 07700 900123")


def test_rows_without_a_contact_are_counted_and_left():
    found = contacts(
        "code,service,region,person,telephone\nLEI,HMP Leeds,North,,\nHLI,HMP Hull,North,-,n/a\n"
    )

    assert found.rows == ()
    assert found.notices == ("2 rows name a service without a contact. Nothing changes there.",)


def test_columns_that_mean_nothing_here_are_said():
    found = contacts("Prison,Person,Favourite colour\nHMP Leeds,Adams,blue\n")

    assert found.notices == ("list.csv: not read are the columns “Favourite colour”.",)


def test_a_note_alone_is_nobody_to_ask_for():
    (found,) = only("Prison,Person,Note\nHMP Leeds,,Closed on Fridays\n").findings

    assert "nobody to ask for" in found.problem


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "Person,Phone\nAdams,01632 960001\n", "Prison,Region\nHMP Leeds,x\n"]
)
def test_a_file_without_services_or_contacts_is_refused_with_what_it_needs(text):
    with pytest.raises(ValidationError, match="There is no list of contacts in this file"):
        contacts(text)
