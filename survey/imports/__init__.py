"""Import of submissions from the exports of ODK Central and KoboToolbox."""
