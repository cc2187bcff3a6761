"""URLs of the work list, its cases and their interviews."""

from django.urls import path

from interviews.views import (
    call_back_calendar,
    call_backs,
    call_corrections,
    calls,
    cases,
    contacts,
    entry,
    late_changes,
    letters,
    matching,
    microdata,
    my_interviews,
    paper,
    planning,
    progress,
    quotas,
    sampling,
    withdrawal,
    words,
    worklist,
)
from interviews.views.supervision import call_log, checks, live, refusals

urlpatterns = [
    path("", worklist.studies, name="worklist"),
    path("call-backs/calendar/", call_back_calendar.calendar, name="call-back-calendar"),
    path("call-backs/address/", call_back_calendar.feed_address, name="call-back-feed-address"),
    path("call-backs/feed/<str:token>.ics", call_back_calendar.feed, name="call-back-feed"),
    path("<slug:study>/", worklist.cases, name="worklist-study"),
    path("<slug:study>/interviews/", my_interviews.interviews, name="my-interviews"),
    path("<slug:study>/next/", calls.following, name="case-next"),
    path("<slug:study>/cases/<int:pk>/", cases.case, name="case-detail"),
    path("<slug:study>/cases/<int:pk>/calls/", calls.log, name="call-log"),
    path("<slug:study>/cases/<int:pk>/calls/<int:call>/undo/", call_corrections.undo, name="call-undo"),
    path(
        "<slug:study>/cases/<int:pk>/calls/<int:call>/correct/", call_corrections.correct, name="call-correct"
    ),
    path("<slug:study>/cases/<int:pk>/ringing/", calls.ring, name="case-ring"),
    path("<slug:study>/cases/<int:pk>/call-back/time/", call_backs.time_in_words, name="call-back-time"),
    path("<slug:study>/cases/<int:pk>/call-back/cancel/", call_backs.cancel, name="call-back-cancel"),
    path("<slug:study>/cases/<int:pk>/contact/", calls.contact, name="contact-replace"),
    path("<slug:study>/cases/<int:pk>/contact/<int:contact>/use/", contacts.use_reserve, name="contact-use"),
    path("<slug:study>/contacts/", contacts.contacts, name="contacts"),
    path("<slug:study>/contacts/export/", contacts.export, name="contacts-export"),
    path("<slug:study>/contacts/files/<int:pk>/", contacts.upload, name="contact-upload"),
    path("<slug:study>/contacts/list.<slug:format>", contacts.template, name="contacts-template"),
    path("<slug:study>/cases/<int:pk>/interview/", entry.edit_interview, name="interview-entry"),
    path("<slug:study>/cases/<int:pk>/withdraw/", withdrawal.withdraw, name="interview-withdraw"),
    path("<slug:study>/cases/<int:pk>/change/", late_changes.change, name="case-change"),
    path("<slug:study>/matching/", matching.mentions, name="matching"),
    path("<slug:study>/matching/<int:pk>/", matching.mention, name="matching-mention"),
    path("<slug:study>/matching/<int:pk>/undo/", matching.undo, name="matching-undo"),
    path("<slug:study>/live/", live.live_view, name="live"),
    path("<slug:study>/refusals/", refusals.refusals, name="refusals"),
    path("<slug:study>/checks/", checks.checks, name="checks"),
    path("<slug:study>/checks/<int:pk>/answer/", checks.answer, name="check-answer"),
    path("<slug:study>/checks/<int:pk>/settle/", checks.settle, name="check-settle"),
    path("<slug:study>/cases/<int:pk>/check/", checks.check, name="interview-check"),
    path("<slug:study>/progress/", progress.progress, name="progress"),
    path("<slug:study>/plan/", planning.plan, name="fieldwork-plan"),
    path("<slug:study>/quotas/", quotas.quotas, name="quotas"),
    path("<slug:study>/call-log/", call_log.call_log, name="call-log-export"),
    path("<slug:study>/assign/", planning.assign, name="case-assign"),
    path(
        "<slug:study>/cases/<int:pk>/questionnaire.pdf", paper.case_questionnaire, name="case-questionnaire"
    ),
    path(
        "<slug:study>/questionnaires/<slug:kind>.pdf", paper.study_questionnaire, name="study-questionnaire"
    ),
    path("<slug:study>/cases/<int:pk>/letter/", letters.case_letter, name="case-letter"),
    path("<slug:study>/letters/", letters.letters, name="letters"),
    path("<slug:study>/letters/new/", letters.template, name="letter-template-new"),
    path("<slug:study>/letters/templates/<int:pk>/", letters.template, name="letter-template"),
    path("<slug:study>/letters/log/<uuid:press>/", letters.letters_log, name="letters-log"),
    path("<slug:study>/words/", words.words, name="study-words"),
    path("<slug:study>/microdata/", microdata.microdata, name="microdata"),
    path("<slug:study>/sample/", sampling.sample, name="sample"),
]
