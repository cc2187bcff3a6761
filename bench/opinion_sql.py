"""Hand-written SQL for the figures of opinions; SQLite and PostgreSQL differ in their functions for JSON."""

from bench.report_sql import CASES, COUNTED, LAST_DAY, OF_STUDY, Statement

INTERVIEWS = f"""{CASES} JOIN interviews_interview i ON i.unit_id = u.id AND {COUNTED}
  LEFT JOIN noms_service v ON v.id = u.service_id"""
STRANDS = ("initial_interview", "extended_interview", "enterprise_interview")


def _each(question: str, vendor: str) -> str:
    """Return SQL for the chosen options of an answer, one per row, as w.value."""
    if vendor == "sqlite":
        return f"json_each(i.answers, '$.{question}.value') w ON w.value IS NOT NULL"
    value = f"i.answers #> '{{{question},value}}'"
    several = f"CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} ELSE '[]' END"
    return f"LATERAL jsonb_array_elements_text({several}) AS w(value) ON TRUE"


def _key(name: str) -> str:
    """Return SQL for the key of a strand's table."""
    return f"CASE s.kind WHEN 'initial_interview' THEN '{name}' ELSE '{name}_' || s.kind END"


def _keys(name: str, columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {name: columns} | {f"{name}_{strand}": columns for strand in STRANDS[1:]}


def _themes(question: str, table: str, vendor: str) -> Statement:
    """Return SQL for the number of respondents who named each theme, and of those who answered."""
    return Statement(
        f"""WITH said AS MATERIALIZED (
          SELECT {_key(table)} AS name, v.kind, v.region_id, w.value AS word, COUNT(*) AS number
          FROM {INTERVIEWS} JOIN {_each(question, vendor)} WHERE {OF_STUDY} GROUP BY 1, 2, 3, 4)
        SELECT name, SUM(number) FROM said GROUP BY name, kind, word
        UNION ALL SELECT {_key("answered")}, COUNT(i.answers -> '{question}' ->> 'value')
          FROM {INTERVIEWS} WHERE {OF_STUDY} GROUP BY s.kind, v.kind
        UNION ALL SELECT '', SUM(number) FROM said GROUP BY name, region_id, word""",
        _keys(table, ("named",)) | _keys("answered", ("given",)),
    )


UNANSWERED = {
    "benefits": (
        *(f"agree_{about}" for about in ("value", "risk", "jobs", "last", "commissioning", "more")),
        "monitored",
        "model_kind",
    ),
    "barriers": ("barriers_where", "noms_awareness", "commissioning_awareness", "networks"),
    "spv": (
        *("spv_benefits", "spv_helped", "spv_market", "spv_competition", "spv_jobs"),
        *("vehicle_status", "vehicle_benefits", "vehicle_problems"),
        *("vehicle_helped", "vehicle_market", "vehicle_competition", "vehicle_jobs"),
    ),
}
"""Questions of the reports without answers in the generated interviews: read, but not compared."""


def _unanswered(report: str) -> Statement:
    """Return SQL for the number of each answer to these questions, by strand and kind."""
    parts = [
        f"""SELECT '', COUNT(*) FROM {INTERVIEWS} WHERE {OF_STUDY}
          GROUP BY s.kind, v.kind, i.answers -> '{name}' ->> 'value'"""
        for name in UNANSWERED[report]
    ]
    return Statement(" UNION ALL ".join(parts))


ONE_ANSWER = (
    "relation",
    "legal_form",
    "employees",
    "volunteers",
    "beneficiaries",
    "offender_beneficiaries",
    "referrals",
    "largest_payer",
    "noms_awareness",
    "commissioning_awareness",
)
SEVERAL_ANSWERS = ("organisation_type", "sector", "payer", "networks", "regions")
CONDITIONAL = ("largest_payer",)
"""Questions that depend on another answer, so that this SQL counts too many: read, but not compared."""
IN_CLASSES = ("employees", "volunteers", "beneficiaries", "offender_beneficiaries", "referrals", "postcode")
"""Answers that the report puts into classes: read, but not compared."""
SENT = """survey_strand s JOIN survey_response i ON i.strand_id = s.id
  AND i.status IN ('submitted', 'accepted')"""


def survey(vendor: str) -> tuple[Statement, ...]:
    """Return SQL for the answers to the online survey, by question."""
    parts = [
        f"""SELECT '{name}', COUNT(*) FROM {SENT} WHERE {OF_STUDY}
          AND i.answers -> '{name}' ->> 'value' <> 'not_known' GROUP BY i.answers -> '{name}' ->> 'value'"""
        for name in (*ONE_ANSWER, "postcode")
    ] + [
        f"""SELECT '{name}', COUNT(*) FROM {SENT} JOIN {_each(name, vendor)} WHERE {OF_STUDY}
          AND w.value <> 'not_known' GROUP BY w.value"""
        for name in SEVERAL_ANSWERS
    ]
    compared = {*ONE_ANSWER, *SEVERAL_ANSWERS} - {*CONDITIONAL, *IN_CLASSES}
    return (
        Statement(
            f"""SELECT '', COUNT(*), MAX(i.submitted_at) FROM {SENT} WHERE {OF_STUDY} GROUP BY i.status
            UNION ALL SELECT 'answered', COUNT(NULLIF(i.answers -> 'payer' ->> 'value', '["not_known"]')), NULL
              FROM {SENT} WHERE {OF_STUDY}""",
            {"answered": ("given",)},
        ),
        Statement(" UNION ALL ".join(parts), dict.fromkeys(sorted(compared), ("number",))),
    )


def opinions(name: str, vendor: str) -> tuple[Statement, ...]:
    """Return SQL for a report on opinions, or for the opinions in the report on special purpose vehicles."""
    if name == "benefits":
        themes = (_themes("benefits", "benefits", vendor), _themes("drawbacks", "drawbacks", vendor))
        return (LAST_DAY, *themes, _unanswered(name))
    if name == "barriers":
        return (LAST_DAY, _themes("barriers", "by_part", vendor), _unanswered(name))
    return (
        _unanswered(name),
        Statement(
            f"""SELECT {_key("stages")}, COUNT(*) FROM {INTERVIEWS}
              WHERE {OF_STUDY} AND i.answers -> 'spv_status' ->> 'value' IN ('interested', 'not_interested')
              AND s.kind = 'initial_interview' GROUP BY s.kind, i.answers -> 'spv_status' ->> 'value'
            UNION ALL SELECT {_key("obstacles")}, COUNT(*) FROM {INTERVIEWS} JOIN {_each("spv_obstacles", vendor)}
              WHERE {OF_STUDY} AND i.answers -> 'spv_status' ->> 'value' NOT IN ('not_interested', 'decided_against')
              AND s.kind = 'initial_interview' GROUP BY s.kind, w.value""",
            {"stages": ("respondents",), "obstacles": ("named",)},
        ),
    )
