"""The documents of the frame, stored once for a module whose tests search."""

import pytest

from search import index


@pytest.fixture(scope="module")
def documents_of_module(frame_of_module: None) -> None:
    """The frame and its documents, stored once for all tests of a module."""
    index.rebuild()
