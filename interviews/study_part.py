"""What fieldwork holds of a study: what is unfinished before it closes, contacts to erase, rules of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.uploads import actions as uploads
from interviews.actions.contact_uploads import CONTACTS_UPLOAD
from interviews.actions.letters import save_letter_template
from interviews.actions.planning import RULE_FIELDS, follow_erasure_day, set_rules
from interviews.actions.quotas import set_quotas
from interviews.actions.retention import erase_contact
from interviews.appointments import open_appointments
from interviews.models import Contact, ContactUpload, FieldworkRules, LetterTemplate, Quota, QuotaPlan
from interviews.planning.quotas import division_of, quotas_of
from interviews.worklist import ordered_cases
from survey.models import Strand, Study
from wording import counted

if TYPE_CHECKING:
    from accounts.models import User


class Fieldwork:
    """The part of a study that this app holds."""

    def unfinished(self, study: Study) -> list[str]:
        """Return sentences on interviews that were held and not entered, and on call-backs. Three queries."""
        now = timezone.now()
        sentences = []
        if owed := ordered_cases(study, now=now).filter(is_interview_owed=True).count():
            sentences.append(
                f"{counted(owed, 'interview', 'interviews')} {'was' if owed == 1 else 'were'} held and not entered yet."
            )
        times = open_appointments().filter(unit__strand__study=study).values_list("call_back_at", flat=True)
        if arranged := list(times):
            due = sum(time is not None and time <= now for time in arranged)
            number = counted(len(arranged), "call-back", "call-backs")
            verb = "is" if len(arranged) == 1 else "are"
            sentences.append(f"{number} {verb} arranged and not kept yet, {due} of them due now.")
        return sentences

    def follow_days(self, study: Study, *, by: User | None) -> None:
        """Set the day on which contacts are erased by the new end of fieldwork."""
        for strand in Strand.objects.filter(study=study).select_related("study"):
            follow_erasure_day(strand, by=by)

    def archive(self, study: Study, *, by: User | None) -> dict[str, Any]:
        """Erase the details of every contact of the study before its day, and discard lists that nobody loaded."""
        waiting = ContactUpload.objects.filter(strand__study=study, applied_at=None, discarded_at=None)
        for upload in waiting:
            uploads.discard(kind=CONTACTS_UPLOAD, upload=upload, by=by)
        contacts = Contact.objects.filter(unit__strand__study=study, erased_at=None)
        erased = [erase_contact(contact=contact, by=by) for contact in contacts.order_by("pk")]
        return {"contacts_erased": len(erased)}

    def copy(self, study: Study, draft: Study, *, by: User | None) -> None:
        """Copy the rules of calling, the quotas if the regions are the same, and the newest version of each letter."""
        same_regions = study.region_system == draft.region_system
        new = {strand.kind: strand for strand in Strand.objects.filter(study=draft)}
        for old in Strand.objects.filter(study=study, kind__in=new):
            strand = new[old.kind]
            for rules in FieldworkRules.objects.filter(strand=old):
                values = {name: getattr(rules, name) for name in RULE_FIELDS}
                set_rules(strand=strand, by=by, **values)
            if same_regions and (divided_by := division_of(old)):
                quotas = quotas_of([old.pk]).get(old.pk, {})
                set_quotas(strand=strand, divided_by=divided_by, quotas=quotas, by=by)
        newest: dict[str, LetterTemplate] = {}
        for letter in LetterTemplate.objects.filter(study=study).order_by("version"):
            newest[letter.name] = letter
        for letter in newest.values():
            save_letter_template(
                study=draft,
                name=letter.name,
                language=letter.language,
                subject=letter.subject,
                text=letter.text,
                by=by,
            )

    def delete_strand(self, strand: Strand) -> None:
        """Delete the rules and quotas of a strand."""
        for prepared in (FieldworkRules, Quota, QuotaPlan):
            prepared.objects.filter(strand=strand).delete()

    def delete_draft(self, study: Study) -> None:
        """Delete the rules, quotas and letters that were prepared."""
        for strand in Strand.objects.filter(study=study):
            self.delete_strand(strand)
        LetterTemplate.objects.filter(study=study).delete()
