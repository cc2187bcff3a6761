"""Evidence submitted through the API by curators: one fact with its value, source and date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError as Refusal
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from enterprises import actions
from enterprises.api.serializers import EvidenceReceiptSerializer, EvidenceSubmissionSerializer
from noms.api.renderers import JsonRenderer
from noms.api.throttling import ThrottledMixin

if TYPE_CHECKING:
    from accounts.models import User


class KeyUsed(APIException):
    """The submission key was used before with other content."""

    status_code = 409
    default_detail = "This submission key was used for another body. Make a new key for a new fact."
    default_code = "key_used"


class EvidenceViewSet(ThrottledMixin, ViewSet):
    """Adds facts. A fact is never changed; a curator can withdraw a wrong one with a reason."""

    required_permission = "directory.curate"
    renderer_classes = [JsonRenderer]

    @extend_schema(
        request=EvidenceSubmissionSerializer,
        responses={
            201: EvidenceReceiptSerializer,
            400: OpenApiResponse(description="What is wrong, by field."),
            403: OpenApiResponse(description="Not signed in as a curator, or without the CSRF token."),
            409: OpenApiResponse(description="The submission key was used for another body."),
        },
    )
    def create(self, request: Request) -> Response:
        """Add one fact about an organisation and assess it at once.

        The program makes the submission key (a UUID). The same key with the same body returns the first receipt, so
        that a request can be repeated if its response was lost.
        """
        sent = EvidenceSubmissionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        data: dict[str, Any] = sent.validated_data
        try:
            submission = actions.submit_evidence(**data, by=cast("User", request.user))
        except actions.KeyUsedError:
            raise KeyUsed
        except Refusal as refusal:
            raise ValidationError(_by_field(refusal))
        return Response(submission.receipt, status=201)


def _by_field(refusal: Refusal) -> dict[str, list[str]]:
    if not hasattr(refusal, "error_dict"):
        return {"non_field_errors": refusal.messages}
    return {
        "non_field_errors" if name == "__all__" else name: words
        for name, words in refusal.message_dict.items()
    }
