"""The addresses of the work list, its cases and their interviews."""

from django.urls import path

from interviews.views import cases, entry, worklist

urlpatterns = [
    path("", worklist.studies, name="worklist"),
    path("<slug:study>/", worklist.cases, name="worklist-study"),
    path("<slug:study>/cases/<int:pk>/", cases.case, name="case-detail"),
    path("<slug:study>/cases/<int:pk>/calls/", cases.log, name="call-log"),
    path("<slug:study>/cases/<int:pk>/contact/", cases.contact, name="contact-replace"),
    path("<slug:study>/cases/<int:pk>/interview/", entry.interview, name="interview-entry"),
]
