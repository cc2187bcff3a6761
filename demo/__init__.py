"""The demonstration study: generated with a fixed seed on the real frame, every organisation invented.

`names` and `blueprints` invent the organisations, `people` the respondents, `calls` the fieldwork, `answers` what
is said; `plan` puts them together as plain values. `build` carries the plan out through the actions that the pages
use, with `submissions` for what a page would send; `strands` are the survey and the later interviews, `followup` a
second study.
"""
