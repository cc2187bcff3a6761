"""The addresses of one's own account."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.own_account, name="account-own"),
    path("held/", views.held_form, name="held-form"),
]
