"""Log lines hold no personal data."""

import pytest
from django.test import Client
from structlog.testing import capture_logs


@pytest.mark.django_db
def test_a_request_is_logged_without_its_query_string(client: Client) -> None:
    with capture_logs() as lines:
        client.get("/healthz?name=somebody")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["view"] == "healthz"
    assert line["status"] == 200
    assert "somebody" not in str(line)
