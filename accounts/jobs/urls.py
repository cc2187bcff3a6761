"""The addresses of the user's own jobs."""

from django.urls import path

from accounts.jobs import views

urlpatterns = [
    path("", views.job_list, name="job-list"),
    path("<uuid:key>/", views.job_detail, name="job-detail"),
    path("<uuid:key>/cancel/", views.job_cancel, name="job-cancel"),
    path("<uuid:key>/file/", views.job_file, name="job-file"),
]
