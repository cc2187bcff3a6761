"""What the tables of ODK Central, KoboToolbox, Ona and SurveyCTO say about a submission beside its answers. No Django.

Each tool has columns for the id of a submission, the id of its newest version after edits, when it was sent, which
version of the form was answered, and in the table of a repeated group the submission that a row belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.uploads.rows import Sheet
from survey.vocabulary import Source

SEPARATORS = re.compile(r"\s*(?:::|[/:.\-])\s*")
"""What stands between the names of groups, questions and choices in a heading."""

ROOTS = ("meta/rootuuid", "rootuuid")
KEYS = ("key", "__id", "_uuid", "uuid", "meta/instanceid", "instanceid", "_id")
"""The columns that identify a submission, the best first. KoboToolbox numbers them within one server (`_id`)."""
IN_CAPITALS = ("key", "parent_key")
INSTANCES = ("meta/instanceid", "instanceid", "_uuid")
REPLACED = ("meta/deprecatedid", "deprecatedid")
SENT = ("_submission_time", "submissiondate", "__system/submissiondate")
ENDED = ("end", "endtime")
SENT_IN_UTC = "_submission_time"
"""The time of sending of KoboToolbox and Ona, who write it in UTC without saying so."""
VERSIONS = ("formversion", "__system/formversion", "formdef_version", "__version__", "_version_", "_version")
REVIEWS = ("reviewstate", "__system/reviewstate", "_validation_status", "review_status")
REJECTED = {"rejected", "not approved", "not_approved", "validation_status_not_approved"}
PARENTS = {
    "_parent_index": ("_index",),
    "_submission__uuid": ("_uuid",),
    "_submission__id": ("_id",),
    "parent_key": ("key", *INSTANCES),
    "__submissions/id": ("__id",),
}
"""The columns by which a row of a repeated group names its submission, and the columns that they name."""
NO_PARENT = "-1"
"""The value of such a column in a table of submissions, where older exports of KoboToolbox and Ona have it too."""

ABOUT = {
    *("key", "parent_key", "submissiondate", "completiondate", "submitterid", "submittername", "status"),
    *("attachmentspresent", "attachmentsexpected", "reviewstate", "deviceid", "edits", "formversion"),
    *("instanceid", "instancename", "rooturid", "rootuuid", "deprecatedid", "isvalidated"),
    *(
        "start",
        "end",
        "today",
        "starttime",
        "endtime",
        "username",
        "email",
        "subscriberid",
        "simserial",
        "simid",
    ),
    *("phonenumber", "devicephonenum", "caseid", "duration", "textaudit", "audit", "auditurl", "sensorstats"),
    *("formdefversion", "formdefid", "reviewstatus", "reviewquality", "reviewcomments", "reviewcorrections"),
    *("backgroundaudio", "startgeopoint", "speedviolationscount", "speedviolationslist"),
    *("speedviolationsaudit", "xformid", "uuid"),
}
"""The columns that the tools write about a submission, without the signs between their words."""
ABOUT_PREFIXES = ("_", "meta-", "meta/", "meta.", "meta:", "set-of-", "formhub", "@odata")
OF_ONA = {
    "_xform_id",
    "_bamboo_dataset_id",
    "_total_media",
    "_media_all_received",
    "_date_modified",
    "_edited",
}
OF_ONADATA = OF_ONA | {"_duration", "_version"}
"""Columns of the program behind Ona and the older exports of KoboToolbox."""
OF_A_LOG = {"event", "node", "start", "end"}
"""The columns of the log of what was done in a form, a table beside those of ODK Central."""
OF_SURVEYCTO = {"formdef_version", "review_quality", "devicephonenum"}
NO_ANSWER = "n/a"
"""What Ona, and KoboToolbox in its older exports, write where there is no answer."""
UNFILLED = frozenset({"", NO_ANSWER})


def standard(heading: str) -> str:
    """Return a heading of a tool in lower case with `/` between its parts, however the file separates them."""
    return SEPARATORS.sub("/", " ".join(heading.split())).casefold()


def _has_no_parents(values: set[str]) -> bool:
    return NO_PARENT in values and values <= {NO_PARENT, *UNFILLED}


def is_about(heading: str) -> bool:
    """Return True for a column that describes the submission and answers no question."""
    low = heading.casefold()
    return re.sub(r"[^a-z0-9]", "", low) in ABOUT or low.startswith(ABOUT_PREFIXES)


@dataclass(frozen=True)
class About:
    """The columns of a table that identify and describe its rows, by what they say; empty where there is none.

    `links` are pairs of a column of a repeated group's table with the columns of the main table that it names.
    """

    sheet: Sheet
    root: str = ""
    key: str = ""
    instance: str = ""
    replaced: str = ""
    sent: str = ""
    ended: str = ""
    versions: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    links: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, sheet: Sheet) -> About:
        """Return what the headings of a table say."""
        by_standard: dict[str, str] = {}
        for heading in sheet.headings:
            # A question may be called “key”; the tools write theirs in capitals.
            if standard(heading) not in IN_CAPITALS or heading.isupper():
                by_standard.setdefault(standard(heading), heading)

        def first(names: Iterable[str]) -> str:
            return next((by_standard[name] for name in names if name in by_standard), "")

        def those(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(by_standard[name] for name in names if name in by_standard)

        return cls(
            sheet=sheet,
            root=first(ROOTS),
            key=first(KEYS),
            instance=first(INSTANCES),
            replaced=first(REPLACED),
            sent=first(SENT),
            ended=first(ENDED),
            versions=those(VERSIONS),
            reviews=those(REVIEWS),
            links=tuple(
                (by_standard[name], own)
                for name, own in PARENTS.items()
                if name in by_standard and not _has_no_parents(sheet.values(by_standard[name]))
            ),
        )

    @property
    def is_repeat(self) -> bool:
        """True for the rows of a repeated group."""
        return bool(self.links)

    @property
    def is_log(self) -> bool:
        """True for the log of what was done in the form, which has no answers."""
        return {standard(heading) for heading in self.sheet.headings} >= OF_A_LOG and not self.key

    @property
    def is_nested(self) -> bool:
        """True for the rows of a repeated group within another, as OData names their parents."""
        return any(re.fullmatch(r"__submissions/.+/id", standard(each)) for each in self.sheet.headings)

    @property
    def identifying(self) -> frozenset[str]:
        """The columns that say which row this is, and which submission it belongs to."""
        return frozenset(filter(None, (self.root, self.key, *(link for link, _ in self.links))))

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The columns by which rows of repeated groups may name the rows of this table."""
        return tuple(filter(None, (self.column(name) for names in PARENTS.values() for name in names)))

    def column(self, name: str) -> str:
        """Return the heading that says what this column of a tool says; empty if there is none."""
        return next((heading for heading in self.sheet.headings if standard(heading) == name), "")


def tool_of(sheets: Sequence[About], *, has_no_answers: bool) -> Source:
    """Return the tool that wrote the tables. `has_no_answers` says that they have `n/a` where there is no answer."""
    headings = {standard(heading) for about in sheets for heading in about.sheet.headings}
    if headings & OF_SURVEYCTO:
        return Source.SURVEYCTO
    if headings & OF_ONA or has_no_answers:
        return Source.ONA
    if headings & {"_uuid", "_id", "_parent_index"}:
        return Source.KOBO
    return Source.ODK_CENTRAL
