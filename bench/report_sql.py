"""Hand-written SQL for the figures of each report, with which the reports are compared and checked."""

from collections.abc import Mapping
from typing import NamedTuple


class Statement(NamedTuple):
    """One statement. The first cell of each row is the key of a table, the others are the counts of one of its rows.

    `tables` are the columns of these counts by table. A statement without tables reads data from which SQL cannot
    calculate a figure, such as the facts that a definition assesses.
    """

    sql: str
    tables: Mapping[str, tuple[str, ...]] = {}


CASES = "survey_strand s JOIN survey_sampledunit u ON u.strand_id = s.id"
COUNTED = "i.status IN ('partial', 'complete')"
NAMED = f"""{CASES} JOIN interviews_interview i ON i.unit_id = u.id AND {COUNTED}
  JOIN interviews_mention m ON m.interview_id = i.id"""
ASSESSED = "a.definition = %(definition)s AND a.is_current"
OF_STUDY = "s.study_id = %(study)s"
INITIAL = f"{OF_STUDY} AND s.kind = 'initial_interview'"
CODES = ("I", "P", "R", "NC", "O", "UH", "UO", "NE")

LAST_DAY = Statement(
    f"""SELECT MAX((SELECT MAX(c.made_at) FROM interviews_call c WHERE c.unit_id = u.id AND c.undone_at IS NULL)),
      MAX(i.held_on)
      FROM {CASES} LEFT JOIN interviews_interview i ON i.unit_id = u.id WHERE {OF_STUDY}"""
)


def _number(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _has_code(code: str) -> str:
    """Return the condition for cases with this code. A service of the frame that nobody rang counts as NC."""
    is_framed = "s.kind = 'initial_interview'"
    if code == "NC":
        return f"u.code = 'NC' OR ({is_framed} AND u.code IN ('UH', 'UO'))"
    return f"u.code = '{code}' AND NOT {is_framed}" if code in ("UH", "UO") else f"u.code = '{code}'"


INTERVIEWED = "u.code IN ('I', 'P')"
REPORTED = f"""reported AS MATERIALIZED (
  SELECT e.id, e.organisation_id, e.service_id, e.status, e.arrangement, e.origin, e.referrals, a.outcome,
    a.is_included
  FROM {NAMED} JOIN enterprises_engagement e ON e.id = m.engagement_id AND e.status = 'works'
  LEFT JOIN enterprises_assessment a ON a.organisation_id = e.organisation_id AND {ASSESSED}
  WHERE {OF_STUDY} AND m.match_state = 'matched')"""
FIRST = """first_reported AS (
  SELECT * FROM reported WHERE id IN (SELECT MIN(id) FROM reported GROUP BY organisation_id, service_id))"""
ENGAGED = f"""service_state AS (
  SELECT service_id, MAX(rank) AS rank FROM (
    SELECT service_id, CASE WHEN is_included THEN 2 WHEN outcome = 'undetermined' OR outcome IS NULL THEN 1 ELSE 0 END
      AS rank FROM reported
    UNION ALL SELECT u.service_id, 1 FROM {NAMED} WHERE {OF_STUDY} AND m.match_state = 'unmatched') AS known
  GROUP BY service_id)"""
IN_FRAME = f"""{CASES} JOIN noms_service v ON v.id = u.service_id
  LEFT JOIN service_state k ON k.service_id = u.service_id WHERE {INITIAL}"""

COVERAGE = (
    LAST_DAY,
    Statement(
        f"""SELECT 'by_region', COUNT(*), {_number(INTERVIEWED)} FROM {CASES} JOIN noms_service v ON v.id = u.service_id
          WHERE {INITIAL} GROUP BY v.kind, v.region_id
        UNION ALL SELECT 'missing', COUNT(*), {_number(INTERVIEWED)}
          FROM {CASES} JOIN noms_service v ON v.id = u.service_id
          WHERE {INITIAL} AND v.kind = 'prison' GROUP BY v.category""",
        {"by_region": ("frame", "interviewed"), "missing": ("frame", "interviewed")},
    ),
    Statement(
        f"""WITH {REPORTED}, {ENGAGED}
          SELECT 'exactness', {_number(INTERVIEWED)}, {_number(f"{INTERVIEWED} AND rank = 2")}
          FROM {IN_FRAME} GROUP BY v.kind""",
        {"exactness": ("interviewed", "included")},
    ),
    Statement(
        f"""SELECT 'cases', {", ".join(_number(_has_code(code)) for code in CODES)}
          FROM {CASES} LEFT JOIN noms_service v ON v.id = u.service_id WHERE {OF_STUDY} GROUP BY s.kind, v.kind""",
        {"cases": CODES},
    ),
)

NONRESPONSE = (
    LAST_DAY,
    Statement(
        f"""SELECT 'balance', {_number(INTERVIEWED)}, {_number(f"NOT ({INTERVIEWED})")}
          FROM {CASES} JOIN noms_service v ON v.id = u.service_id WHERE {INITIAL} GROUP BY v.region_id""",
        {"balance": ("interviewed", "absent")},
    ),
    # The states of the answers and the means of those who answered early and late do not follow in SQL.
    Statement(
        f"""SELECT u.service_id, i.held_on, i.answers FROM {CASES}
          JOIN interviews_interview i ON i.unit_id = u.id AND {COUNTED} WHERE {OF_STUDY}"""
    ),
    Statement(
        f"SELECT m.interview_id, m.status, COUNT(*) FROM {NAMED} WHERE {OF_STUDY} GROUP BY m.interview_id, m.status"
    ),
)

BY_SIDE = f"{_number('is_included')}, COUNT(*)"
ENGAGEMENT = (
    LAST_DAY,
    Statement(
        f"""WITH {REPORTED}, {FIRST}, {ENGAGED}
        SELECT 'services_by_region', {_number(INTERVIEWED)}, {_number(f"{INTERVIEWED} AND rank = 2")},
          {_number(f"{INTERVIEWED} AND rank = 1")} FROM {IN_FRAME} GROUP BY v.kind, v.region_id
        UNION ALL SELECT 'by_arrangement', {BY_SIDE}, 0 FROM first_reported GROUP BY arrangement
        UNION ALL SELECT 'by_origin', {BY_SIDE}, 0 FROM first_reported GROUP BY origin
        UNION ALL SELECT 'by_activity', {BY_SIDE}, 0 FROM first_reported AS reported
          JOIN enterprises_engagementterm t ON t.engagement_id = reported.id
            AND t.vocabulary = 'activity' GROUP BY t.term
        UNION ALL SELECT 'by_group', {BY_SIDE}, 0 FROM first_reported AS reported
          JOIN enterprises_engagementterm t ON t.engagement_id = reported.id AND t.vocabulary = 'offender_group'
          GROUP BY t.term
        UNION ALL SELECT 'by_payer', {_number("is_included")}, 0, 0 FROM first_reported AS reported
          JOIN enterprises_engagementterm t ON t.engagement_id = reported.id AND t.vocabulary = 'payer'
          WHERE t.term != 'not_known' GROUP BY t.term
        UNION ALL SELECT 'referrals', COUNT(*), 0, 0 FROM first_reported WHERE is_included AND referrals IS NOT NULL
          GROUP BY CASE WHEN referrals = 0 THEN 0 WHEN referrals < 10 THEN 1 WHEN referrals < 50 THEN 2
            WHEN referrals < 100 THEN 3 ELSE 4 END
        UNION ALL SELECT 'organisations_by_outcome', COUNT(DISTINCT organisation_id), COUNT(*), 0
          FROM first_reported GROUP BY outcome, CASE WHEN outcome = 'undetermined' THEN is_included END
        UNION ALL SELECT 'mentions', COUNT(*), 0, 0 FROM {NAMED} WHERE {OF_STUDY} GROUP BY m.match_state""",
        {
            "services_by_region": ("interviewed", "included", "undecided"),
            "by_arrangement": ("included", "all"),
            "by_origin": ("included", "all"),
            "by_activity": ("included", "all"),
            "by_group": ("included", "all"),
            "by_payer": ("relations",),
            "referrals": ("relations",),
            "organisations_by_outcome": ("organisations", "relations"),
            "mentions": ("mentions",),
        },
    ),
)

KNOWN = f"""known AS MATERIALIZED (
  SELECT e.id, e.service_id FROM enterprises_engagement e
  JOIN enterprises_assessment a ON a.organisation_id = e.organisation_id AND {ASSESSED} AND a.is_included
  LEFT JOIN interviews_mention m ON m.engagement_id = e.id
  LEFT JOIN interviews_interview i ON i.id = m.interview_id LEFT JOIN survey_sampledunit u ON u.id = i.unit_id
  LEFT JOIN survey_strand s ON s.id = u.strand_id
  WHERE e.status = 'works' AND (m.id IS NULL OR ({OF_STUDY} AND {COUNTED} AND m.match_state = 'matched')))"""
BASED = f"""enterprises_place p JOIN enterprises_organisation g ON g.id = p.organisation_id AND g.is_published
  JOIN enterprises_assessment a ON a.organisation_id = g.id AND {ASSESSED} AND a.is_included AND p.is_main"""
GAPS = (
    LAST_DAY,
    Statement(
        f"""WITH {KNOWN}, done AS (
          SELECT k.service_id, t.term FROM known k
          JOIN enterprises_engagementterm t ON t.engagement_id = k.id AND t.vocabulary = 'activity' GROUP BY 1, 2)
        SELECT 'services_by_region', COUNT(*), COUNT(k.service_id)
          FROM {CASES} JOIN noms_service v ON v.id = u.service_id
          LEFT JOIN (SELECT DISTINCT service_id FROM known) k ON k.service_id = u.service_id
          WHERE {INITIAL} GROUP BY v.kind, v.region_id
        UNION ALL SELECT 'activities_by_kind', {_number("v.kind = 'prison'")}, {_number("v.kind = 'probation'")}
          FROM {CASES} JOIN done ON done.service_id = u.service_id JOIN noms_service v ON v.id = u.service_id
          WHERE {INITIAL} GROUP BY done.term""",
        {"services_by_region": ("frame", "known"), "activities_by_kind": ("prison", "probation")},
    ),
    Statement(
        f"SELECT p.latitude, p.longitude, p.area_id, MIN(g.name), COUNT(*) FROM {BASED} GROUP BY 1, 2, 3"
    ),
    Statement(
        f"""SELECT p.latitude, p.longitude, t.term FROM {BASED}
          JOIN enterprises_organisationterm t ON t.organisation_id = g.id AND t.vocabulary = 'activity'
        UNION SELECT p.latitude, p.longitude, t.term FROM {BASED}
          JOIN enterprises_engagement e ON e.organisation_id = g.id AND e.is_published
          JOIN enterprises_engagementterm t ON t.engagement_id = e.id AND t.vocabulary = 'activity'"""
    ),
)

PER_ORGANISATION = f"""named AS MATERIALIZED (
  SELECT DISTINCT m.organisation_id FROM {NAMED} WHERE {OF_STUDY} AND m.match_state = 'matched')"""
PROFILE = (
    LAST_DAY,
    Statement(
        f"""WITH {PER_ORGANISATION}, carried AS MATERIALIZED (
          SELECT n.organisation_id, t.vocabulary, t.term FROM named n
            JOIN enterprises_organisationterm t ON t.organisation_id = n.organisation_id
          UNION SELECT m.organisation_id, t.vocabulary, t.term
            FROM {NAMED} JOIN enterprises_engagementterm t ON t.engagement_id = m.engagement_id
            WHERE {OF_STUDY} AND m.match_state = 'matched'),
        judged AS (SELECT c.*, COALESCE(a.is_included, FALSE) AS is_included FROM carried c
          LEFT JOIN enterprises_assessment a ON a.organisation_id = c.organisation_id AND {ASSESSED})
        SELECT vocabulary, {BY_SIDE} FROM judged GROUP BY vocabulary, term
        UNION ALL SELECT vocabulary, COUNT(DISTINCT CASE WHEN is_included THEN organisation_id END),
          COUNT(DISTINCT organisation_id) FROM judged WHERE vocabulary <> 'payer' GROUP BY vocabulary""",
        dict.fromkeys(("organisation_type", "activity", "sector", "customer", "stage"), ("included", "all"))
        | {"payer": ("included",)},
    ),
    Statement(
        f"""WITH {PER_ORGANISATION} SELECT g.legal_form, g.founded, a.facts ->> 'employees', a.is_included, COUNT(*)
          FROM named n JOIN enterprises_organisation g ON g.id = n.organisation_id
          LEFT JOIN enterprises_assessment a ON a.organisation_id = g.id AND {ASSESSED} GROUP BY 1, 2, 3, 4"""
    ),
)

CALLED, SAID = "m.described_as = 'social_enterprise'", "m.described_as <> 'not_said'"
PERCEPTION = (
    LAST_DAY,
    Statement(
        f"""WITH alike AS MATERIALIZED (
          SELECT v.kind, m.described_as, m.match_state, a.outcome, a.is_included, COUNT(*) AS number FROM {NAMED}
          LEFT JOIN noms_service v ON v.id = u.service_id
          LEFT JOIN enterprises_assessment a ON a.organisation_id = m.organisation_id AND {ASSESSED}
          WHERE {OF_STUDY} GROUP BY 1, 2, 3, 4, 5),
        decided AS (SELECT m.*, CASE WHEN {CALLED} THEN number ELSE 0 END AS called,
          CASE WHEN is_included THEN number ELSE 0 END AS included
          FROM alike m WHERE {SAID} AND outcome <> 'undetermined')
        SELECT 'words', SUM(included), SUM(number) FROM decided GROUP BY described_as
        UNION ALL SELECT 'outcomes', SUM(called), SUM(number) FROM decided GROUP BY outcome
        UNION ALL SELECT 'agreement', SUM(CASE WHEN is_included THEN called ELSE 0 END), SUM(number)
          FROM decided GROUP BY kind""",
        {"words": ("included", "all"), "outcomes": ("called", "base"), "agreement": ("both", "base")},
    ),
    Statement(
        f"""WITH each_one AS (
          SELECT m.organisation_id, a.facts ->> 'employees' AS employees, COUNT(DISTINCT v.region_id) AS regions,
            {_number(CALLED)} AS called, {_number(SAID)} AS said
          FROM {NAMED} JOIN enterprises_assessment a ON a.organisation_id = m.organisation_id AND {ASSESSED}
            AND a.is_included LEFT JOIN noms_service v ON v.id = u.service_id
          WHERE {OF_STUDY} AND m.match_state = 'matched' GROUP BY 1, 2)
        SELECT 'seen', COUNT(*), SUM(called), SUM(said) FROM each_one
          GROUP BY CASE WHEN regions < 2 THEN 1 WHEN regions < 4 THEN 2 ELSE 3 END""",
        {"seen": ("organisations", "called", "base")},
    ),
)

DEFINITION = (
    LAST_DAY,
    Statement(
        f"""WITH {PER_ORGANISATION} SELECT 'outcomes', COUNT(*) FROM named n
          JOIN enterprises_assessment a ON a.organisation_id = n.organisation_id AND {ASSESSED} GROUP BY a.outcome""",
        {"outcomes": ("organisations",)},
    ),
    Statement(
        f"""WITH {PER_ORGANISATION} SELECT a.facts_hash, a.facts, COUNT(*) FROM named n
          JOIN enterprises_assessment a ON a.organisation_id = n.organisation_id AND {ASSESSED} GROUP BY 1, 2"""
    ),
    Statement(
        f"""WITH {PER_ORGANISATION} SELECT a.conflicts FROM named n JOIN enterprises_assessment a
          ON a.organisation_id = n.organisation_id AND {ASSESSED} AND a.conflicts <> '[]'"""
    ),
)
VERDICTS = (
    LAST_DAY,
    Statement(
        f"""WITH {PER_ORGANISATION} SELECT g.name, a.facts_hash, a.facts FROM named n
          JOIN enterprises_organisation g ON g.id = n.organisation_id AND g.is_published
          JOIN enterprises_assessment a ON a.organisation_id = g.id AND {ASSESSED} ORDER BY g.name, g.id"""
    ),
)

STAFF = f"""staff AS MATERIALIZED (SELECT a.organisation_id, CASE WHEN a.outcome = 'special_purpose_vehicle' THEN 1
    WHEN a.outcome = 'undetermined' THEN 4 WHEN a.is_included THEN 2 ELSE 3 END AS vehicle_status
  FROM enterprises_assessment a WHERE {ASSESSED}
    AND (a.outcome = 'special_purpose_vehicle' OR a.facts ->> 'founded_by_service_staff' = 'yes'))"""
SPV = (
    LAST_DAY,
    Statement(
        f"""WITH {STAFF}, relation AS MATERIALIZED (
          SELECT DISTINCT k.vehicle_status, k.organisation_id, e.service_id, e.status, s.kind FROM {NAMED}
          JOIN staff k ON k.organisation_id = m.organisation_id
          LEFT JOIN enterprises_engagement e ON e.id = m.engagement_id
          WHERE {OF_STUDY} AND m.match_state = 'matched'),
        itself AS (SELECT k.vehicle_status, u.organisation_id FROM {CASES} JOIN staff k
          ON k.organisation_id = u.organisation_id WHERE {OF_STUDY} AND {INTERVIEWED}),
        met AS (SELECT vehicle_status, organisation_id FROM relation UNION SELECT * FROM itself),
        pair AS (SELECT DISTINCT vehicle_status, organisation_id, service_id, status FROM relation)
        SELECT 'identified', n.organisations, r.works, r.worked
          FROM (SELECT vehicle_status, COUNT(*) AS organisations FROM met GROUP BY 1) n
          JOIN (SELECT vehicle_status, {_number("status = 'works'")} AS works, {_number("status = 'worked'")} AS worked
            FROM pair GROUP BY 1) r ON r.vehicle_status = n.vehicle_status
        UNION ALL SELECT 'reached', COUNT(DISTINCT organisation_id), 0, 0
          FROM relation WHERE vehicle_status = 1 GROUP BY kind
        UNION ALL SELECT 'reached', COUNT(DISTINCT organisation_id), 0, 0 FROM itself WHERE vehicle_status = 1""",
        {"identified": ("organisations", "works", "worked"), "reached": ("organisations",)},
    ),
)


def _engaged(study: str) -> str:
    reported = REPORTED.replace("reported AS", f"{study}_reported AS").replace("%(study)s", f"%({study})s")
    return f"""{reported}, {study}_engaged AS (SELECT DISTINCT service_id FROM {study}_reported WHERE is_included)"""


def _frame(study: str) -> str:
    return f"""{study}_frame AS (SELECT u.service_id, v.kind, v.form, v.region_id, u.code, k.service_id AS engaged
      FROM {CASES} JOIN noms_service v ON v.id = u.service_id
      LEFT JOIN {study}_engaged k ON k.service_id = u.service_id
      WHERE s.study_id = %({study})s AND s.kind = 'initial_interview')"""


COMPARISON = (
    LAST_DAY,
    Statement(LAST_DAY.sql.replace("%(study)s", "%(other)s")),
    Statement(
        f"""WITH {_engaged("study")}, {_engaged("other")}, {_frame("study")}, {_frame("other")}
        SELECT 'turnover', COUNT(CASE WHEN o.engaged IS NOT NULL THEN f.engaged END)
          FROM study_frame f JOIN other_frame o ON o.service_id = f.service_id
          WHERE f.code IN ('I', 'P') AND o.code IN ('I', 'P')
        UNION ALL SELECT 'turnover', COUNT(f.engaged)
          FROM study_frame f JOIN other_frame o ON o.service_id = f.service_id
          WHERE f.code IN ('I', 'P') AND o.code IN ('I', 'P')""",
        {"turnover": ("engaged",)},
    ),
)
