"""No English of ours is left on a respondent's page in another language: all pages in a language made of marks."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from survey import actions
from survey.models import Invitation, Response, Strand
from survey.online import emails, tokens
from survey.online.invitation_texts import text_of
from tests.factories.survey import InvitationFactory, OnlineStrandFactory, StudyFactory
from tests.survey.languages.pseudo import CODE, NAME, left_over, write_catalogue
from tests.survey.respondent import hidden

pytestmark = pytest.mark.django_db

MORE = " readonly | parameters | guidance_hint | repeat_count |"
FORM = (
    f"""| survey |
| | type | name | label | hint | required | relevant | constraint | appearance | choice_filter |{MORE}
| | begin_group | about | ⟦About⟧ | | | | | | |
| | text | organisation_name | ⟦Name⟧ | ⟦In full⟧ | yes | | | | |
| | select_one yes_no | works | ⟦Works⟧ | | yes | | | | |
| | select_multiple yes_no | several | ⟦Several⟧ | | | ${{works}} = 'yes' | | | |
| | integer | number | ⟦Number⟧ | | | ${{works}} = 'yes' or ${{organisation_name}} = 'x' | | | |
| | decimal | share | ⟦Share⟧ | | | | . < 100 | | |
| | date | day | ⟦Day⟧ | | | | | | |
| | time | hour | ⟦Hour⟧ | | | | | | |
| | dateTime | moment | ⟦Moment⟧ | | | | | | |
| | acknowledge | noted | ⟦Noted⟧ | | yes | | | | |
| | rank yes_no | order | ⟦Order⟧ | | | | | | |
| | text | long | ⟦Long⟧ | | | | | multiline | |
| | select_one areas | area | ⟦Area⟧ | | | | | | works = ${{works}} |
| | select_multiple keep | check_number | ⟦So few?⟧ | | yes | ${{number}} = 0 | | check | |
| | end_group | | | | | | | | |
| | begin_group | people | ⟦People page⟧ | | | | | | |
| | note | read | ⟦Read⟧ | | | | | | |
| | begin_repeat | persons | ⟦Persons⟧ | | | | | | |
| | text | person | ⟦Person⟧ | | yes | | | | |
| | integer | age | ⟦Age⟧ | | | | | | |
| | end_repeat | | | | | | | | |
| | text | contact_email | ⟦E-mail⟧ | | | | | | |
| | end_group | | | | | | | | |
| | begin_group | extras | ⟦Extras⟧ | | | | | | | | | | |
| | begin_group | inner | ⟦Inner⟧ | | | | | | | | | | |
| | range | warmth | ⟦Warmth⟧ | | | | | | | | start=1 end=5 step=1 | | |
| | text | fixed | ⟦Fixed⟧ | | | | | | | yes | | | |
| | text | hinted | ⟦Hinted⟧ | ⟦A hint⟧ | | | | | | | | ⟦Guidance⟧ | |
| | select_one yes_no | picked | ⟦Picked, ${{organisation_name}}?⟧ | | | | | likert | | | | | |
| | end_group | | | | | | | | | | | | |
| | integer | several_of | ⟦Of several⟧ | | | | | | | | | | |
| | begin_repeat | visits | ⟦Visits⟧ | | | | | | | | | | ${{several_of}} |
| | text | place | ⟦Place⟧ | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | begin_repeat | twice | ⟦Twice⟧ | | | | | | | | | | 2 |
| | text | again | ⟦Again⟧ | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
| choices |
| | list_name | name | label | works |
| | yes_no | yes | ⟦Yes⟧ | |
| | yes_no | no | ⟦No⟧ | |
| | keep | keep | ⟦Keep⟧ | |
| | areas | north | ⟦North⟧ | yes |
| | areas | south | ⟦South⟧ | no |
| settings |
| | form_title | form_id | version | default_language |
| | ⟦Survey⟧ | survey | 1 | {NAME} ({CODE}) |
""".replace("| label |", f"| label::{NAME} ({CODE}) |")
    .replace("| hint |", f"| hint::{NAME} ({CODE}) |")
    .replace("| guidance_hint |", f"| guidance_hint::{NAME} ({CODE}) |")
)
STUDY = {
    "title": "Study 2026",
    "purpose": "To learn",
    "commissioner": "The Board",
    "contractor": "Example Research",
    "contact": "study@example.org",
}
TYPED = "x7"
KNOWN = {*STUDY.values(), "Gatehouse", "API", "Invited", "English", "Cymraeg", NAME}
KNOWN |= {"de", "novembro", "decembro"}  # of days, from Django


@dataclass
class Journey:
    """A respondent without JavaScript, who collects every page that is met."""

    client: Client
    strand: Strand
    pages: dict[str, str]

    def see(self, name: str, page: HttpResponse, status: int = 200) -> HttpResponse:
        assert page.status_code == status, name
        self.pages[name] = page.content.decode()
        return page

    def begin(self, address: str) -> str:
        start = self.client.get(address)
        begun = self.client.post(address, {"start_key": hidden(start, "start_key"), "agrees": "on"})
        Response.objects.update(created_at=timezone.now() - dt.timedelta(minutes=5))
        return begun.url.split("questions/")[0]

    def fill(self, home: str, section: str, action: str = "continue", **typed: str) -> HttpResponse:
        address = f"{home}questions/{section}/"
        seen = hidden(self.client.get(address), "seen")
        data = {f"q-{name.replace('__', ':')}": value for name, value in typed.items()}
        return self.client.post(address, {"seen": seen, "action": action, **data})

    def send(self, home: str) -> HttpResponse:
        check = self.client.get(f"{home}check/")
        sent = {name: hidden(check, name) for name in ("submission_key", "seen")}
        return self.client.post(f"{home}check/", sent)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked")
    write_catalogue(folder)
    return folder


@pytest.fixture
def journey(marked: Path, settings, client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, marked]
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, NAME)]
    monkeypatch.setattr("accounts.email.can_send", lambda: True)
    instrument = actions.publish_instrument(source=FORM, by=None)
    study = StudyFactory(slug="study", is_demonstration=True, **STUDY)
    closes = timezone.localdate() + dt.timedelta(days=30)
    strand = OnlineStrandFactory(study=study, instrument=instrument, closes_on=closes)
    with time_machine.travel("2026-12-01 09:30Z", tick=True):
        yield Journey(client, strand, {})


GOOD = {"noted": "OK", "organisation_name": TYPED, "works": "yes", "long": TYPED}


def test_every_page_of_a_respondent_is_in_the_language_of_the_questions(journey: Journey) -> None:
    client, see = journey.client, journey.see

    see("start", client.get("/survey/study/"))
    see("start with an error", client.post("/survey/study/", {"start_key": uuid.uuid4()}))
    home = journey.begin("/survey/study/")
    see("resume at first", client.get(f"{home}all/"))
    see("questions", client.get(f"{home}questions/about/"))
    wrong = {
        "number": "z9",
        "share": "200",
        "day_day": "99",
        "day_month": "1",
        "day_year": "2009",
        "works": "w9",
        "hour": "99",
        "moment": "99",
    }
    see("errors", journey.fill(home, "about", **wrong))
    see("check with errors", journey.send(home))
    see("resume with errors", client.get(f"{home}all/"))
    see("too long", journey.fill(home, "about", organisation_name="7" * 250_001))
    stale = client.post(
        f"{home}questions/about/", {"seen": "0", "action": "continue", "q-organisation_name": "y8"}
    )
    see("two windows", stale, 409)
    journey.fill(home, "about", **GOOD, number="0")
    see("two answers that do not agree", client.get(f"{home}check/"))
    old = client.get(f"{home}check/")
    journey.fill(home, "about", **GOOD)
    stale = {name: hidden(old, name) for name in ("submission_key", "seen")}
    see("changed before sending", client.post(f"{home}check/", stale), 409)
    see("repeats", client.get(f"{home}questions/people/"))
    see("errors in rows", journey.fill(home, "people", persons__rows="1", persons__1__age="z9"))
    see("row removed", client.get(f"{home}questions/people/?add=persons"))
    journey.fill(home, "people", persons__rows="1", persons__1__person=TYPED, contact_email="x@example.org")
    see("extras", client.get(f"{home}questions/extras/"))
    see("errors of extras", journey.fill(home, "extras", warmth="99", several_of="z9", picked="w9"))
    journey.fill(home, "extras", several_of="2")
    see("rows by an answer", client.get(f"{home}questions/extras/"))
    see("check", client.get(f"{home}check/"))
    see("saved", client.get(f"{home}saved/"))
    see("saved with an error", client.post(f"{home}saved/", {"email": "nobody"}))
    see("link sent", client.post(f"{home}saved/", {"email": "x@example.org"}))
    see("resume", client.get(f"{home}all/"))
    see("not whole", client.post(f"{home}check/", {}), 409)
    assert journey.send(home).status_code == 302
    see("sent", client.get(f"{home}all/"))
    Strand.objects.update(closes_on=None)
    see("sent, without an end", client.get(f"{home}all/"))
    see(
        "too late",
        client.post(f"{home}questions/about/", {"action": "continue", "q-organisation_name": "y8"}),
        409,
    )
    see("copy", client.get(f"{home}copy/"))
    client.post(f"{home}change/")
    see("changing", client.get(f"{home}check/"))
    see("changing, resume", client.get(f"{home}all/"))
    see("changing, saved", client.get(f"{home}saved/"))
    Strand.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    see("closed while changing", client.get(f"{home}questions/about/"), 403)
    client.post(f"{home}change/", {"action": "discard"})
    see("sent and closed", client.get(f"{home}all/"))
    see("closed", client.get("/survey/study/"))
    see("withdraw", client.get(f"{home}withdraw/"))
    see("withdrawn", client.post(f"{home}withdraw/", follow=True))

    assert_nothing_is_left(journey)


def test_an_invitation_and_what_surrounds_it_are_in_its_language(journey: Journey) -> None:
    client, see = journey.client, journey.see
    invitation = InvitationFactory(strand=journey.strand, name="Invited", email="x@example.org")
    token = tokens.token_of(tokens.INVITATION, invitation.key)
    home = f"/survey/answers/{token}/"

    see("invited", client.get(home))
    see("decline?", client.get(f"{home}declined/"))
    see("declined", client.post(f"{home}declined/"))
    for is_reminder in (False, True):
        text = text_of(Invitation.objects.get(), "http://testserver/7", is_reminder=is_reminder)
        journey.pages[f"letter, {is_reminder}"] = f"{text.subject}\n{text.body}\n{text.written_on}"
    emails.send_invitation(invitation, site="http://testserver")
    begun = journey.begin(home)
    see("filled in", client.get(f"{begun}questions/about/"))
    see("in the middle", client.get(f"{home}questions/people/"))
    Strand.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    late = client.post(f"{home}questions/people/", {"seen": "", "action": "continue"})
    see("a draft after the end", late, late.status_code)
    Strand.objects.update(closes_on=None)
    Strand.objects.update(opens_on=timezone.localdate() + dt.timedelta(days=1))
    other = InvitationFactory(strand=journey.strand, name="Invited")
    see("not open yet", client.get(f"/survey/answers/{tokens.token_of(tokens.INVITATION, other.key)}/"))

    assert_nothing_is_left(journey)


def test_what_the_script_is_told_is_in_the_language_too(journey: Journey) -> None:
    home = journey.begin("/survey/study/")
    saving = {"action": "autosave", "q-organisation_name": "x7"}
    client = journey.client

    told = [client.post(f"{home}questions/about/", {**saving, "seen": "0"}).json()["reason"]]
    Strand.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    seen = client.get(f"{home}questions/about/")
    told.append(
        client.post(f"{home}questions/about/", {**saving, "seen": hidden(seen, "seen")}).json()["notice"]
    )

    assert [left_over(sentence, known=KNOWN) for sentence in told] == [[], []], told


def test_a_wrong_link_and_a_page_open_too_long_speak_the_language_of_the_browser(journey: Journey) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": f"fr, {CODE};q=0.8, en;q=0.5"})

    for number, address in enumerate(
        ("answers/none/", "answers/none/nowhere/", "none/", "answers/none/all/")
    ):
        journey.see(f"not found {number}", strict.get(f"/survey/{address}"), 404)
    journey.see("open too long", strict.post("/survey/study/", {"agrees": "on"}), 403)

    assert_nothing_is_left(journey)


def assert_nothing_is_left(journey: Journey) -> None:
    for number, message in enumerate(mail.outbox):
        journey.pages[f"e-mail {number}"] = f"{message.subject}\n{message.body}"
    words = {name: " ".join(left_over(text, known=KNOWN)) for name, text in journey.pages.items()}
    found = {name: text for name, text in words.items() if text}

    assert not found, json.dumps(found, ensure_ascii=False, indent=1)
