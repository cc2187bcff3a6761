"""Releases for programs: a feed of them, and their entries for catalogues of open data."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.access import requires
from reports.models import Release, ReleaseDocument
from reports.releases.catalogue import Entry, Listing, catalogue, dataset
from reports.releases.day_feed import DayFeed
from reports.releases.public import opened
from reports.releases.taken_back import taken_back
from survey.models import Study

LONGEST_FEED = 50
"""The number of releases in a feed; the page of all releases has the others."""
AN_HOUR = 60 * 60
JSON_LD = "application/ld+json"


class ReleaseFeed(Feed):
    """The public releases of one study, or of all, the latest first, as Atom. A withdrawn one says so."""

    feed_type = DayFeed
    author_name = "Gatehouse"

    def get_object(self, request: HttpRequest, slug: str = "") -> Study | None:
        return get_object_or_404(Study.objects.published(), slug=slug) if slug else None

    def title(self, study: Study | None) -> str:
        return f"Releases of {study.title}" if study else "Releases of all studies"

    def subtitle(self, study: Study | None) -> str:
        return "Figures of a study as they became public. They never change; a mistake is mended by a new release."

    def link(self, study: Study | None) -> str:
        return reverse("release-list", args=[study.slug]) if study else reverse("release-calendar")

    def items(self, study: Study | None) -> list[Release]:
        releases = Release.objects.public().filter(study__is_published=True)
        chosen = releases.filter(study=study) if study else releases
        return list(
            chosen.defer("content").select_related("study").order_by("-released_at", "-pk")[:LONGEST_FEED]
        )

    def item_title(self, item: Release) -> str:
        state = "Withdrawn: " if item.is_withdrawn else ""
        return f"{state}{item.study.title}, {item.name}"

    def item_description(self, item: Release) -> str:
        return item.withdrawn_note or item.revision_note or "The first release of this study."

    def item_pubdate(self, item: Release) -> dt.datetime | None:
        return item.released_at

    def item_updateddate(self, item: Release) -> dt.datetime | None:
        return item.withdrawn_at or item.released_at


_FEED = ReleaseFeed()


@require_safe
@requires("reports.view")
def release_feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The feed of the releases of one study, or of all. Two queries at most."""
    response = _FEED(request, slug=slug)
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response


@require_safe
@requires("reports.view")
def release_catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue of all public releases as JSON-LD."""
    releases = Release.objects.public().filter(study__is_published=True)
    return _json_ld(catalogue(_listings(releases), _site(request)))


@require_safe
@requires("reports.view")
def release_entry(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The catalogue entry of one public release as JSON-LD."""
    releases = Release.objects.public().filter(study__is_published=True, study__slug=slug)
    release = get_object_or_404(releases.defer("content"), number=number)
    listing = next(each for each in _listings(releases) if each.release.pk == release.pk)
    return _json_ld(dataset(listing, _site(request)))


def _listings(releases: Any) -> list[Listing]:
    """Return what the entries of these releases need; files with something taken back are not offered.

    Three queries, and for each release one for a content not read before and those of `taken_back`.
    """
    found = list(releases.defer("content").select_related("study__frame").order_by("study__slug", "number"))
    documents: defaultdict[int, list[ReleaseDocument]] = defaultdict(list)
    for document in ReleaseDocument.objects.filter(release__in=found).defer("content").order_by("kind"):
        documents[document.release_id].append(document)
    places = {frame.pk: frame.words().title for frame in {each.study.frame for each in found}}
    newest = {each.study_id: each.number for each in found}
    return [
        Listing(
            release=release,
            place=places[release.study.frame_id],
            reports=() if release.is_withdrawn else opened(release).content.titles,
            documents=() if release.is_withdrawn else _offered(release, documents[release.pk]),
            newer=release.number + 1 if release.number < newest[release.study_id] else None,
        )
        for release in found
    ]


def _offered(release: Release, documents: list[ReleaseDocument]) -> list[ReleaseDocument]:
    if not documents:
        return []
    gone = taken_back(opened(release))
    return [document for document in documents if not gone.why(document.kind)]


def _json_ld(entry: Entry) -> HttpResponse:
    response = HttpResponse(json.dumps(entry, ensure_ascii=False, indent=2) + "\n", content_type=JSON_LD)
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
