"""What programs read first: robots.txt, security.txt, the sitemap, and the preview of a link."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.factories.enterprises import OrganisationFactory
from tests.factories.learning import CaseStudyFactory
from tests.factories.noms import ServiceFactory

pytestmark = pytest.mark.django_db


def test_robots_are_kept_out_of_forms_and_shown_the_sitemap(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /work/" in text
    assert "Disallow: /corrections/" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


@pytest.mark.parametrize("day", ["2026-12-01", "2031-03-31"])
def test_the_address_for_faults_of_security_never_expires(client: Client, day: str) -> None:
    with time_machine.travel(f"{day}T10:00:00+00:00", tick=False):
        text = client.get("/.well-known/security.txt").content.decode()
    expires = re.search(r"^Expires: (\S+)$", text, re.MULTILINE)

    assert expires
    ahead = dt.datetime.fromisoformat(expires[1]) - dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")
    assert dt.timedelta(days=90) < ahead < dt.timedelta(days=365)
    assert re.search(r"^Contact: mailto:\S+@\S+$", text, re.MULTILINE)


def test_the_sitemap_has_every_public_page_and_no_other(
    client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    shown = OrganisationFactory.create_batch(3, is_published=True)
    hidden = OrganisationFactory()
    case, draft = CaseStudyFactory(), CaseStudyFactory(is_published=False)
    service = ServiceFactory()
    parts = re.findall(
        r"<loc>http://testserver(/sitemap-[^<]+)</loc>", client.get("/sitemap.xml").content.decode()
    )
    with django_assert_max_num_queries(6):
        client.get("/sitemap-organisations.xml")
    found = re.findall(
        r"<loc>http://testserver([^<]+)</loc>", "".join(client.get(each).content.decode() for each in parts)
    )

    assert {row.get_absolute_url() for row in shown} | {service.get_absolute_url(), "/privacy/"} <= set(found)
    assert {case.get_absolute_url(), case.programme.get_absolute_url(), "/learning/"} <= set(found)
    assert hidden.get_absolute_url() not in found and draft.get_absolute_url() not in found
    own = [path for path in found if not path.startswith(("/areas/", "/regions/"))]
    assert {client.get(path).status_code for path in own} == {200}
    assert client.get("/sitemap-none.xml").status_code == 404
    assert "lastmod" not in client.get("/sitemap-organisations.xml").content.decode()


def test_a_public_page_names_its_picture_and_asks_whether_it_was_useful(
    client: Client, client_for: Callable[[str], Client]
) -> None:
    page = client.get("/privacy/").content.decode()
    inside = client_for("curator").get("/admin/").content.decode()

    picture = re.search(r'og:image" content="http://testserver([^"]+)"', page)
    assert picture
    assert picture[1].endswith(".png")
    assert "Was this page useful?" in page
    assert "Was this page useful?" not in inside
    assert "og:image" not in client.get("/accounts/login/").content.decode()
