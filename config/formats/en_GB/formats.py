"""British English: “28 August 2009”, not “28 Aug. 2009”."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
