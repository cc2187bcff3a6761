"""What readers say of a page: useful or not, or what is wrong with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from enterprises.pii_scan import in_words, kinds_in
from enterprises.vocabulary import FeedbackAnswer

LONGEST_WORDS = 500
LONGEST_PATH = 300


class PageFeedback(models.Model):
    """One answer of a reader to “Was this page useful?”. It says nothing of who answered."""

    CLASS_C = ("words",)

    path = models.CharField("page", max_length=LONGEST_PATH)
    answer = models.CharField(max_length=10, choices=FeedbackAnswer)
    words = models.TextField("what is wrong", max_length=LONGEST_WORDS, blank=True)
    is_suspicious = models.BooleanField("may be spam", default=False)
    received_on = models.DateField("received", default=timezone.localdate)

    class Meta:
        ordering = ["-received_on", "path"]
        verbose_name_plural = "page feedback"
        indexes = [models.Index(fields=["answer", "received_on"], name="pagefeedback_by_answer")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=FeedbackAnswer.PROBLEM) | ~Q(words=""),
                name="%(app_label)s_%(class)s_problem_has_words",
                violation_error_message="Say what the problem is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}: {self.path}"

    @property
    def seems_to_hold(self) -> str:
        """The personal details that the words seem to hold; empty for none."""
        found = kinds_in(self.words)
        return in_words(found) if found else ""
