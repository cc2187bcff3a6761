"""The demonstration study: generated with a fixed seed on the real frame, every organisation invented.

`names` and `blueprints` invent the organisations, `people` the respondents, `calls` the fieldwork and `answers` the
interviews; `plan` puts them together as plain values. `build` stores the plan with the actions that the pages use,
with `submissions` for what a page would send. `strands` has the survey and the later interviews, `followup` a
second study. `directory` and `bulk_load` generate a directory of any size.
"""
