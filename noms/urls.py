"""URLs of the frames: the reference frame and own ones."""

from django.urls import path

from noms.views import frame_uploads, frames

urlpatterns = [
    path("", frames.frame_list, name="frame-list"),
    path("new/", frames.frame_new, name="frame-new"),
    path("template.<str:format>", frames.template, name="frame-template"),
    path("<slug:slug>/", frames.frame_detail, name="frame-detail"),
    path("<slug:slug>/edit/", frames.frame_edit, name="frame-edit"),
    path("<slug:slug>/units.<str:format>", frames.units, name="frame-units"),
    path("<slug:slug>/uploads/<int:pk>/", frame_uploads.upload, name="frame-upload"),
    path("<slug:slug>/uploads/<int:pk>/rows.csv", frame_uploads.rows, name="frame-upload-rows"),
]
