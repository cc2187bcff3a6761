"""The HTML file of a document: its headings, headers and pictures, and that no text in it becomes markup."""

from lxml import html

from reports.documents import page
from reports.documents.document import Paragraph, Quotation, Run
from tests.reports.documents.invented_documents import a_document


def read(*more):
    return html.fromstring(page.write(a_document(*more)).decode())


def test_the_file_has_headings_in_order_contents_that_lead_to_them_and_its_language():
    found = read()

    assert found.get("lang") == "en-GB"
    assert [each.tag for each in found.iter("h1", "h2", "h3")] == ["h1", "h2", "h2", "h3"]
    links = [each.get("href")[1:] for each in found.xpath("//nav//a")]
    assert links == ["barriers", "words"]
    assert {each.get("id") for each in found.xpath("//main//*[self::h2 or self::h3]")} >= set(links)


def test_a_table_has_headers_of_columns_and_rows_and_a_picture_its_words():
    found = read()

    assert len(found.xpath("//thead//th[@scope='col']")) == 3
    assert [each.text for each in found.xpath("//tbody//th[@scope='row']")] == [
        "Barrier 1",
        "Barrier 2",
        "All",
    ]
    assert found.xpath("//caption")[0].text == "Table 1: Barriers by part"
    assert found.xpath("//img")[0].get("alt") == "Bars of barriers. Funding: 32."


def test_a_script_in_a_text_is_harmless_text():
    evil = "<script>alert(1)</script>"

    written = page.write(a_document(Paragraph((Run(evil, is_bold=True),)), Quotation(evil, evil))).decode()

    assert "<script" not in written
    assert written.count("&lt;script&gt;") == 3
