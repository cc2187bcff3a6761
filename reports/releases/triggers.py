"""Database triggers that refuse to change or delete what a release has published."""

from __future__ import annotations

from accounts.triggers import Triggers

RELEASE, DOCUMENT = "reports_release", "reports_releasedocument"
REFUSAL = "a release never changes once it is released"
_FROZEN = (
    "content",
    "sha256",
    "title",
    "policy",
    "revision_note",
    "prepared_by_id",
    "released_by_id",
    "released_at",
)
_PUBLIC = "('released', 'withdrawn')"


def _changed(differs: str, columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)


def _forbidden(differs: str) -> str:
    """Return the condition under which an UPDATE of a release is refused; its number and study never change."""
    return f"""{_changed(differs, ("id", "study_id", "number"))}
        OR (OLD.state IN {_PUBLIC} AND ({_changed(differs, _FROZEN)} OR NEW.state NOT IN {_PUBLIC}))
        OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn')"""


def _is_public(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {RELEASE} WHERE id = {row}.release_id AND state IN {_PUBLIC})"  # noqa: S608


_EMPTIES = " AND ".join(
    (
        "length(NEW.content) = 0",
        *(
            f"NEW.{column} = OLD.{column}"
            for column in ("id", "release_id", "kind", "media_type", "sha256", "size")
        ),
    )
)
"""The one change of a released document: its bytes are erased, because a respondent took back words in it."""

_RAISE_SQLITE = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
_ON_SQLITE = {
    f"{RELEASE}_no_change": f"BEFORE UPDATE ON {RELEASE} WHEN {_forbidden('IS NOT')}",
    f"{RELEASE}_no_delete": f"BEFORE DELETE ON {RELEASE}",
    # INSERT OR REPLACE removes the old row without firing the delete trigger.
    f"{RELEASE}_no_replace": f"""BEFORE INSERT ON {RELEASE} WHEN EXISTS (SELECT 1 FROM {RELEASE}
        WHERE id = NEW.id OR (study_id = NEW.study_id AND number = NEW.number))""",  # noqa: S608
    f"{DOCUMENT}_no_insert": f"BEFORE INSERT ON {DOCUMENT} WHEN {_is_public('NEW')}",
    f"{DOCUMENT}_no_change": f"""BEFORE UPDATE ON {DOCUMENT}
        WHEN ({_is_public("OLD")} OR {_is_public("NEW")}) AND NOT ({_EMPTIES})""",
    f"{DOCUMENT}_no_delete": f"BEFORE DELETE ON {DOCUMENT} WHEN {_is_public('OLD')}",
}

_RAISE_POSTGRESQL = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
_ON_POSTGRESQL = {
    f"{RELEASE}_no_change": f"""BEFORE UPDATE ON {RELEASE} FOR EACH ROW
        WHEN ({_forbidden("IS DISTINCT FROM")}) EXECUTE FUNCTION {RELEASE}_refuse()""",
    f"{RELEASE}_no_delete": f"""BEFORE DELETE OR TRUNCATE ON {RELEASE}
        FOR EACH STATEMENT EXECUTE FUNCTION {RELEASE}_refuse()""",
    f"{DOCUMENT}_no_change": f"""BEFORE INSERT OR UPDATE OR DELETE ON {DOCUMENT}
        FOR EACH ROW EXECUTE FUNCTION {DOCUMENT}_check()""",
    f"{DOCUMENT}_no_truncate": f"""BEFORE TRUNCATE ON {DOCUMENT}
        FOR EACH STATEMENT EXECUTE FUNCTION {RELEASE}_refuse()""",
}

RELEASES = Triggers(
    names={"sqlite": tuple(_ON_SQLITE), "postgresql": tuple(_ON_POSTGRESQL)},
    create_statements={
        "sqlite": tuple(f"CREATE TRIGGER {name} {what} {_RAISE_SQLITE}" for name, what in _ON_SQLITE.items()),
        "postgresql": (
            f"""CREATE OR REPLACE FUNCTION {RELEASE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN {_RAISE_POSTGRESQL}; END $$""",
            f"""CREATE OR REPLACE FUNCTION {DOCUMENT}_check() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF TG_OP = 'UPDATE' THEN
                    IF {_EMPTIES} THEN RETURN NEW; END IF;
                  END IF;
                  IF TG_OP <> 'INSERT' THEN
                    IF {_is_public("OLD")} THEN {_RAISE_POSTGRESQL}; END IF;
                  END IF;
                  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                  IF {_is_public("NEW")} THEN {_RAISE_POSTGRESQL}; END IF;
                  RETURN NEW;
                END $$""",
            *(f"CREATE TRIGGER {name} {what}" for name, what in _ON_POSTGRESQL.items()),
        ),
    },
    drop_statements={
        "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _ON_SQLITE),
        "postgresql": (
            *(f"DROP TRIGGER IF EXISTS {name} ON {name.rsplit('_no_')[0]}" for name in _ON_POSTGRESQL),
            f"DROP FUNCTION IF EXISTS {RELEASE}_refuse()",
            f"DROP FUNCTION IF EXISTS {DOCUMENT}_check()",
        ),
    },
)
