"""Write a published questionnaire as an XLSForm workbook."""

from __future__ import annotations

from io import BytesIO


def as_workbook(source: str) -> bytes:
    """Return the form (Markdown) as an xlsx file. Every cell is text; reading it gives the same questionnaire."""
    # Imported here because it takes half a second and only this function needs it.
    import xlsxwriter
    from pyxform.xls2json_backends import md_to_dict

    content = md_to_dict(source)
    file = BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format({"bold": True})
        for sheet in content["sheet_names"]:
            page = book.add_worksheet(sheet)
            columns = [name for row in content[f"{sheet.lower()}_header"] for name in row]
            for place, name in enumerate(columns):
                page.write_string(0, place, name, head)
                page.set_column(place, place, 40 if name in {"label", "hint"} else 18)
            page.freeze_panes(1, 0)
            for number, row in enumerate(content[sheet.lower()], 1):
                for place, name in enumerate(columns):
                    if row.get(name):
                        page.write_string(number, place, str(row[name]))
    return file.getvalue()
