"""The people who run this Gatehouse, as the environment names them."""

from __future__ import annotations

from dataclasses import dataclass

from config.env import env, one_of

PUBLIC_TASK, LEGITIMATE_INTERESTS = "PUBLIC TASK", "LEGITIMATE INTERESTS"

DEMONSTRATION_NAME = "The makers of this demonstration (invented)"


@dataclass(frozen=True)
class Operator:
    """Who runs this Gatehouse: named on every page that says whom to write to, and the controller of its data.

    `lawful_basis` is PUBLIC_TASK or LEGITIMATE_INTERESTS, or empty where it is not set.
    """

    name: str
    email: str
    telephone: str
    address: str
    security_email: str
    data_protection_email: str
    lawful_basis: str

    @property
    def is_named(self) -> bool:
        """True if a reader knows who they are and can write to them."""
        return bool(self.name and self.email)

    @property
    def is_public_task(self) -> bool:
        return self.lawful_basis == PUBLIC_TASK


def operator(*, is_demonstration: bool) -> Operator:
    """Return what the OPERATOR_ variables say. A demonstration has an invented operator, whom nothing reaches."""
    email = env("OPERATOR_EMAIL", default="hello@gatehouse.example" if is_demonstration else "")
    return Operator(
        name=env("OPERATOR", default=DEMONSTRATION_NAME if is_demonstration else ""),
        email=email,
        telephone=env("OPERATOR_TELEPHONE", default="01632 960001" if is_demonstration else ""),
        address=env("OPERATOR_ADDRESS", default=""),
        security_email=env("SECURITY_EMAIL", default=email),
        data_protection_email=env("DATA_PROTECTION_EMAIL", default=email),
        lawful_basis=env(
            "LAWFUL_BASIS",
            cast=one_of(PUBLIC_TASK, LEGITIMATE_INTERESTS),
            default=PUBLIC_TASK if is_demonstration else "",
        ),
    )
