"""The pages of frames: the list, a new one, one with its units, and its files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from noms import actions
from noms.forms import FrameForm, NewFrameForm, UnitFilter, UnitsForm
from noms.jobs import PREVIEW
from noms.models import Frame, RegionSystem, Service
from noms.own_frames import download
from noms.own_frames.columns import COLUMNS
from noms.own_frames.upload import ALL
from noms.pagination import page_of, query_with
from noms.vocabulary import PROBATION_2021
from wording import counted

PAGE_SIZE = 50
LAST_UPLOADS = 10


@never_cache
@require_safe
@requires("study.manage")
def frame_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the frames with their units by kind on a day. Two queries at any size."""
    day = _day(request)
    counts: dict[str, list[str]] = {}
    rows = (
        Service.objects.open_on(day)
        .order_by("frame", "kind__position", "kind")
        .values_list("frame", "kind__singular", "kind__plural")
        .annotate(number=Count("pk"))
    )
    for frame, singular, plural, number in rows:
        counts.setdefault(frame, []).append(counted(number, singular, plural))
    listed = Frame.objects.annotate(has_units=Exists(Service.objects.filter(frame=OuterRef("pk"))))
    frames = [(frame, counts.get(frame.pk, [])) for frame in listed.order_by("title")]
    frames.sort(key=lambda pair: not pair[0].is_reference)
    return render(request, "noms/frame_list.html", {"frames": frames, "day": day})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def frame_new(request: AuthenticatedRequest) -> HttpResponse:
    """Show the form for an own frame; create it, and start to read its spreadsheet if one was sent."""
    form = NewFrameForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        frame = actions.create_frame(title=data["title"], description=data["description"], by=request.user)
        if not data["units"]:
            messages.success(request, "The frame is made. Bring its units with a spreadsheet.")
            return redirect("frame-detail", frame.pk)
        address = _read(request, frame, form)
        if address:
            return redirect(address)
        actions.delete_frame(frame=frame, by=request.user)
    return render(
        request,
        "noms/frame_new.html",
        {"form": form, "submitted_form": form if form.is_bound else None, "columns": download.HELP.items()},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def frame_detail(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show a frame on a day: its units, counts by kind and region, and its files; POST brings a newer file."""
    frame = get_object_or_404(Frame, pk=slug)
    form = UnitsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        _must_be_own(frame)
        if form.is_valid() and (address := _read(request, frame, form)):
            return redirect(address)
    day = _day(request)
    system = RegionSystem.objects.in_force_on(day, frame).first()
    region = "region_2021" if system and system.key == PROBATION_2021 else "region"
    asked_for = {**request.GET.dict(), "day": request.GET.get("day") or day.isoformat()}
    filters = UnitFilter(asked_for, frame=frame, system=system)
    on_day = Service.objects.in_frame(frame).open_on(day)
    by_region = dict(on_day.order_by().values_list(f"{region}__name").annotate(number=Count("pk")))
    page = page_of(
        filters.applied_to(on_day, region=region).select_related("kind", region).order_by("name", "pk"),
        query=query_with(request.GET),
        size=PAGE_SIZE,
    )
    context: dict[str, Any] = {
        "frame": frame,
        "filters": filters,
        "day": day,
        "by_kind": _by_kind(on_day),
        "by_region": sorted(by_region.items()) if by_region.keys() - {ALL} else [],
        "rows": [(unit, getattr(unit, region)) for unit in page.object_list],
        "without_point": on_day.filter(latitude__isnull=True).count(),
        "page": page,
        "form": form,
        "submitted_form": form if form.is_bound else None,
        "uploads": frame.uploads.defer("content", "preview", "findings").select_related("created_by")[
            :LAST_UPLOADS
        ],
        "total": Service.objects.in_frame(frame).count(),
    }
    return render(request, "noms/frame_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def frame_edit(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Change the title and description of an own frame, or delete one that is empty."""
    frame = get_object_or_404(Frame, pk=slug)
    _must_be_own(frame)
    initial = {"title": frame.title, "description": frame.description}
    form = FrameForm(request.POST if request.method == "POST" else None, frame=frame, initial=initial)
    is_deletion = request.POST.get("what") == "delete"
    if request.method == "POST" and (is_deletion or form.is_valid()):
        try:
            if is_deletion:
                actions.delete_frame(frame=frame, by=request.user)
                messages.success(request, f"“{frame.title}” is deleted.")
                return redirect("frame-list")
            actions.revise_frame(frame=frame, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("frame-detail", frame.pk)
        except ValidationError as refusal:
            form = FrameForm(frame=frame, initial=initial) if is_deletion else form
            messages.error(request, " ".join(refusal.messages))
    context = {"frame": frame, "form": form, "submitted_form": form if form.is_bound else None}
    return render(request, "noms/frame_edit.html", context)


@never_cache
@require_safe
@requires("study.manage")
def units(request: AuthenticatedRequest, slug: str, format: str) -> HttpResponse:
    """Download the units of a frame, of every day, in the columns that an upload reads."""
    frame = get_object_or_404(Frame, pk=slug)
    rows = Service.objects.in_frame(frame).order_by("name", "pk")
    return _file(download.lines_of(rows), format, frame.pk)


@require_safe
@requires("study.manage")
def template(request: AuthenticatedRequest, format: str) -> HttpResponse:
    """Download the template to fill in."""
    return _file([COLUMNS], format, "units", with_help=True)


def _file(lines: Any, format: str, name: str, *, with_help: bool = False) -> HttpResponse:
    if format not in download.FORMATS:
        raise Http404("There is no file of this kind.")
    body = download.content(lines, format, with_help=with_help)
    file = HttpResponse(body, content_type=download.FORMATS[format])
    file.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{format}") or ""
    return file


def _read(request: AuthenticatedRequest, frame: Frame, form: Form) -> str:
    """Store the spreadsheet of a form and start to read it; return where to go, or "" with errors on the form."""
    stored = actions.upload_units(frame=frame, uploads=form.cleaned_data["units"], by=request.user)
    job = jobs.start(
        kind=PREVIEW,
        title=f"Read units for {frame.title}",
        by=request.user.pk,
        arguments={"upload": stored.pk},
        started_from=request.path,
    )
    if job.state != JobState.FAILED:
        return str(job.next_address)
    for sentence in job.errors:
        form.add_error("units", sentence)
    return ""


def _day(request: AuthenticatedRequest) -> dt.date:
    """Return the day that the query asks for, today without one and for a text that is no day."""
    field = UnitFilter.base_fields["day"]
    try:
        return field.clean(request.GET.get("day", "")) or timezone.localdate()
    except ValidationError:
        return timezone.localdate()


def _by_kind(services: QuerySet[Service]) -> list[str]:
    rows = (
        services.order_by("kind__position", "kind")
        .values_list("kind__singular", "kind__plural")
        .annotate(number=Count("pk"))
    )
    return [counted(number, singular, plural) for singular, plural, number in rows]


def _must_be_own(frame: Frame) -> None:
    if frame.is_reference:
        raise Http404("The frame of England and Wales is not changed here.")
