"""Addresses of letters."""

from django.urls import path

from lms.notifications import views

app_name = "letters"
urlpatterns = [
    path("my/letters/", views.mine, name="mine"),
    path("my/letters/choice/", views.choose, name="choose"),
    path("letters/", views.letters, name="letters"),
    path("letters/sent/", views.sent, name="sent"),
    path("letters/stop/<str:token>/", views.stop, name="stop"),
    path("letters/<slug:letter_code>/<slug:language>/", views.words, name="words"),
]
