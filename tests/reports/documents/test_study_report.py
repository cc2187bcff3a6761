"""The study report: its chapters in the order of the aims, its numbers, the lead's texts, and files of all formats."""

import json

import pytest

from reports import registry
from reports.documents import page, pdf, word, workbook
from reports.documents.contents import AIMS, MAIN_TABLES, METHOD
from reports.documents.document import Grid, Paragraph, Picture, Quotation, plain
from reports.documents.sources import Background, Publication
from reports.documents.study_report import study_report
from reports.releases.plain_values import from_plain
from reports.releases.plain_values import plain as as_plain
from tests.reports.documents.invented_study import (
    ANNEX_ONLY,
    NAMES,
    a_background,
    a_report,
    a_table,
    all_reports,
)


def chapters(document) -> list[str]:
    return [heading.text for heading in document.headings if heading.level == 1]


def said(document) -> str:
    return " ".join(plain(block.text) for block in document.blocks if isinstance(block, Paragraph))


def test_each_report_has_its_place_in_one_chapter():
    assert sorted(NAMES) == sorted(registry.names())
    assert METHOD in NAMES and set(ANNEX_ONLY) < set(NAMES) and set(MAIN_TABLES) < set(NAMES)


def test_chapters_follow_the_aims_and_texts_that_are_not_written_have_none():
    assert chapters(study_report(all_reports(), a_background())) == [
        "In short",
        "Aims",
        "Method",
        "Quality",
        *(aim.title for aim in AIMS),
        "Words, symbols and protection of people who answered",
        "Annex: all tables",
    ]


def test_the_texts_of_the_lead_stand_around_the_results_with_figures_from_the_tables():
    texts = {
        "lead": "Ann Example, head of research, ann@example.org",
        "foreword": "**{barriers | by_part | Short-term funding | Prisons}** prisons named it.",
        "conclusions": "Change it.",
        "recommendations": "1. The ministry",
        "models": "It worked.",
        "errors": "The register is of 2008.",
    }

    document = study_report(all_reports(), a_background(texts=texts))

    titles = chapters(document)
    assert titles[0] == "Foreword"
    assert titles[-5:-2] == ["Models and learning", "Conclusions", "Recommendations"]
    assert "32 prisons named it." in said(document) and "The register is of 2008." in said(document)
    assert ("Lead", texts["lead"]) in document.facts


def test_a_figure_that_the_tables_do_not_have_is_refused():
    texts = {"foreword": "{barriers | by_part | Withheld | Prisons}"}

    with pytest.raises(ValueError, match="withheld"):
        study_report(all_reports(), a_background(texts=texts))


def test_in_short_is_the_first_sentence_of_five_answers():
    document = study_report(all_reports(), a_background())

    items = next(block for block in document.blocks if block.kind == "items")
    assert [plain(text) for text in items.texts] == [
        f"The answer of {name} is 32." for name in ("coverage", "engagement", "benefits", "barriers", "gaps")
    ]


def test_each_report_has_its_answer_one_chart_one_table_and_its_quotations():
    quotation = Quotation("We had no money.", "A prison")
    document = study_report(all_reports(), a_background(), Publication(quotations={"barriers": (quotation,)}))

    start = next(
        n for n, block in enumerate(document.blocks) if getattr(block, "anchor", "") == "report-barriers"
    )
    kinds = [block.kind for block in document.blocks[start : start + 7]]
    assert kinds == ["heading", "paragraph", "picture", "grid", "heading", "quotation", "heading"]


def test_tables_and_figures_are_numbered_through():
    document = study_report(all_reports(), a_background())

    tables = [block.label for block in document.blocks if isinstance(block, Grid) and block.label]
    figures = [block.label for block in document.blocks if isinstance(block, Picture)]
    assert tables == [f"Table {number}" for number in range(1, len(tables) + 1)]
    assert figures == [f"Figure {number}" for number in range(1, len(figures) + 1)]
    assert len(figures) == len(NAMES) - len(ANNEX_ONLY)


def test_a_comparison_without_another_study_has_no_chapter():
    reports = all_reports() | {"comparison": a_report("comparison", tables=())}

    assert "What has changed" not in chapters(study_report(reports, a_background()))


def test_a_draft_says_on_every_page_that_it_is_not_for_quotation():
    document = study_report(all_reports(), a_background())

    assert "DRAFT, not for quotation" in document.footer
    assert document.warnings[0].startswith("DRAFT, not for quotation")


def test_the_background_comes_back_from_a_release_as_it_was():
    background = a_background(texts={"foreword": "Ŵ “x”"})

    assert from_plain(Background, json.loads(json.dumps(as_plain(background)))) == background


def test_a_study_without_any_figures_has_a_report():
    empty = {name: a_report(name, tables=()) for name in NAMES}

    document = study_report(empty, a_background(strands=(), quality=()))

    assert pdf.write(document) and word.write(document) and page.write(document)
    assert workbook.write(document, empty)


def test_the_annex_names_the_sheet_of_each_table_and_the_workbook_has_it():
    reports = all_reports()
    document = study_report(reports, a_background())

    annex = document.blocks[-1]
    assert annex.rows[3].cells == ("A4", "Report definition", "Barriers by part")
    book = workbook.book_of(document, reports)
    assert [sheet.name for sheet in book.sheets] == [
        "Cover",
        "Contents",
        "Notes",
        *(f"A{number}" for number in range(1, len(NAMES) + 1)),
    ]
    assert list(book.sheets[6].rows)[2] == ("Withheld", "[c]", "[c]")


def test_tables_have_the_symbols_that_the_list_of_symbols_explains():
    document = study_report(all_reports(), a_background())
    grids = {block.anchor: block for block in document.blocks if block.kind == "grid"}

    explained = [row.cells[0] for row in grids["symbol-list"].rows]

    assert [row.cells for row in grids["table-2"].rows] == [
        ("Short-term funding", "32", "33%"),
        ("No * staff", "1,200", "[z]"),
        ("Withheld", "[c]", "[c]"),
    ]
    assert explained == ["[c]", "[z]", "[x]", "[low]", "[r]", "[e]"]


@pytest.mark.slow
def test_four_hundred_tables_give_every_format_twice_the_same():
    many = tuple(a_table(f"table_{number}", title=f"Table of {number}", bars=None) for number in range(400))
    reports = all_reports() | {"barriers": a_report(tables=many)}
    document = study_report(reports, a_background())

    for write in (pdf.write, word.write, page.write):
        assert write(document) == write(study_report(reports, a_background()))
    assert workbook.write(document, reports) == workbook.write(document, reports)
