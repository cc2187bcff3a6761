"""The schema of DDI-Codebook 2.5, where it lies beside the project."""

from functools import cache
from pathlib import Path

import pytest
from lxml import etree

PLACE = Path("shared/reference/formats/ddi-codebook-2.5/codebook.xsd")


@cache
def _schema() -> etree.XMLSchema | None:
    found = next((folder / PLACE for folder in Path(__file__).parents if (folder / PLACE).exists()), None)
    return None if found is None else etree.XMLSchema(etree.parse(found, etree.XMLParser(no_network=True)))


def assert_valid(codebook: bytes) -> None:
    """Validate a codebook with lxml; skip the test where the schema does not lie beside the project."""
    schema = _schema()
    if schema is None:
        pytest.skip(f"The schema of DDI-Codebook 2.5 is not beside the project ({PLACE}).")
    document = etree.fromstring(codebook)
    assert schema.validate(document), schema.error_log
