"""The app of a study's reports: tables, disclosure control, charts, file formats, and releases."""

from django.apps import AppConfig

from accounts import triggers


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from reports.documents.background import PART, background_part
        from reports.documents.formats import register_documents
        from reports.models import Release, ReleaseMember
        from reports.quotations import published as quotations
        from reports.quotations.actions import erase_quotations_of
        from reports.releases import jobs, names, relations  # noqa: F401  (jobs registers its kinds)
        from reports.releases.parts import register_part
        from reports.releases.triggers import RELEASES
        from survey import listing
        from survey.erasure import register_eraser

        triggers.register(RELEASES)
        register_part(PART, background_part)
        register_part(quotations.PART, quotations.part_of_release)
        register_eraser(erase_quotations_of)
        register_documents()
        listing.register(Release.why_listed)
        register_eraser(ReleaseMember.forget)
        names.register()
        relations.register()
