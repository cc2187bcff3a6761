"""POST data of the page of an interview."""

import re
from html import unescape
from typing import Any

import lxml.html
from django.test import Client
from django.urls import reverse

from survey.models import SampledUnit

INPUT = re.compile(r"<input[^>]*>")


def address_of(case: SampledUnit) -> str:
    return reverse("interview-entry", args=[case.strand.study.slug, case.pk])


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields and the date of the page."""
    form = page[page.index("data-entry") :]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.S)
    found = {}
    for tag in INPUT.findall(form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") in ("hidden", "date", "text"):
            found[given["name"]] = unescape(given.get("value", ""))
    return found


def unchanged_post_data(case: SampledUnit, client: Client) -> dict[str, list[str]]:
    """Return the POST data of the page as it was opened, without a change."""
    page = lxml.html.fromstring(client.get(address_of(case)).content.decode())
    form = page.xpath("//form[@data-entry]")[0]
    for template in form.xpath(".//template"):
        template.drop_tree()
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def post_data(case: SampledUnit, client: Client, **more: Any) -> dict[str, Any]:
    """Return the POST data of the page with these fields filled in."""
    return fields_of(client.get(address_of(case)).content.decode()) | more


COMPLETE_FORM = {
    "q-works_now": "yes",
    "q-spv_status": "not_interested",
    "q-take_part": "yes",
    "q-be_quoted": "no",
    "q-name_service": "yes",
    "q-archive_answers": "yes",
    "q-ask_again": "state:not_asked",
    "mention-0-name_given": "The Clink",
    "mention-0-match": "new",
    "mention-0-activities": ["vocational_training", "paid_work"],
    "mention-0-arrangement": "contract",
    "mention-0-status": "works",
}
