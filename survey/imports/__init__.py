"""Import of answers that were collected with KoboToolbox, ODK Central, Ona or SurveyCTO, and of lists of invitees."""
