"""Reference numbers of responses, such as GH-7K2D-9XQP."""

import secrets

from survey.models import Response

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, which would make words, and no characters that look alike."""
AT_ONCE = 500


def unused_references(number: int) -> list[str]:
    """Return `number` distinct reference numbers that no response has. One query for each 500."""
    found: dict[str, None] = {}
    while len(found) < number:
        drawn = {_random_reference() for _ in range(min(AT_ONCE, number - len(found)))}
        taken = Response.objects.filter(reference__in=drawn).values_list("reference", flat=True)
        found |= dict.fromkeys(drawn - set(taken))
    return list(found)


def _random_reference() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"GH-{signs[:4]}-{signs[4:]}"
