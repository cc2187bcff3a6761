"""The addresses of the user's own account."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", views.own_account, name="account-own"),
    path("jobs/", include("accounts.jobs.urls")),
    path("held/", views.recover_form, name="recover-form"),
]
