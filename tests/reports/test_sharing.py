"""Pictures for other sites, and links for e-mails."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory


@pytest.fixture
def rendered():
    def render(text: str, **values: str) -> str:
        request = RequestFactory().get("/", secure=True, headers={"host": "testserver"})
        return Template("{% load sharing %}" + text).render(RequestContext(request, values))

    return render


def test_the_code_of_a_picture_has_whole_addresses_its_words_and_its_source(rendered):
    code = rendered(
        "{% embed_code page picture words source %}",
        page="/studies/s/releases/2/barriers/",
        picture="/studies/s/releases/2/barriers/why.svg?a=1&b=2",
        words='Bars of "reasons"\nby service',
        source="Why not <2009>",
    )

    assert code == (
        "&lt;p&gt;&lt;a href=&quot;https://testserver/studies/s/releases/2/barriers/&quot;&gt;"
        "&lt;img src=&quot;https://testserver/studies/s/releases/2/barriers/why.svg?a=1&amp;amp;b=2&quot; "
        "alt=&quot;Bars of &amp;quot;reasons&amp;quot; by service&quot; width=&quot;640&quot;&gt;&lt;/a&gt;"
        "&lt;br&gt;\nSource: &lt;a href=&quot;https://testserver/studies/s/releases/2/barriers/&quot;&gt;"
        "Why not &amp;lt;2009&amp;gt;&lt;/a&gt;&lt;/p&gt;"
    )


def test_an_email_has_the_title_and_the_address(rendered):
    link = rendered(
        "{% email_link page title %}", page="/atlas/?region=wales&kind=prison", title="Wales & more"
    )
    sent = parse_qs(urlsplit(link.replace("&amp;", "&")).query)

    assert link.startswith("mailto:?")
    assert sent == {
        "subject": ["Wales & more"],
        "body": ["Wales & more\nhttps://testserver/atlas/?region=wales&kind=prison"],
    }
