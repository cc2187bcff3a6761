"""Actions on quotations."""

from reports.quotations import actions
from tests.action_table.cases import Act, case, fresh
from tests.factories.accounts import UserFactory
from tests.factories.quotations import PUBLISHED, QuotationFactory, interview_with_words


@case
def quotations__propose() -> Act:
    interview, by = interview_with_words(), UserFactory()
    return lambda: actions.propose(
        respondent=interview, source="views", theme="barriers", text=PUBLISHED, by=by
    )


@case
def quotations__change() -> Act:
    quotation, by = QuotationFactory(), UserFactory()
    return lambda: actions.change(quotation=fresh(quotation), theme="barriers", text="No money.", by=by)


@case
def quotations__approve() -> Act:
    quotation, by = QuotationFactory(), UserFactory()
    return lambda: actions.approve(quotation=fresh(quotation), names_checked=False, by=by)


@case
def quotations__send_back() -> Act:
    quotation, by = QuotationFactory(), UserFactory()
    return lambda: actions.send_back(quotation=fresh(quotation), reason="Too long", by=by)


@case
def quotations__take_out() -> Act:
    quotation, by = QuotationFactory(approved=True), UserFactory()
    return lambda: actions.take_out(quotation=fresh(quotation), reason="Said twice", by=by)


@case
def quotations__erase_quotations_of() -> Act:
    quotation = QuotationFactory(approved=True)
    return lambda: actions.erase_quotations_of(quotation.interview)
