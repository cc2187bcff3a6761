"""The letters before the call of the demonstration. The Welsh one is not checked by a translator."""

ENGLISH = """Dear {person},

{contractor} carries out this study for {commissioner}. It finds out which social enterprises and other organisations \
work with prisons and probation services, what they do, and what stands in the way.

We shall ring {service} in the next few days for an interview of about {length} minutes. Taking part is your choice. \
Only the researchers see your answers, and your name is never published.

To choose a time, to ask something or to tell us not to ring: {contact}.

Yours faithfully,
{sender}
"""

WELSH = """Annwyl {person},

Mae {contractor} yn cynnal yr astudiaeth hon ar ran {commissioner}. Mae’n canfod pa fentrau cymdeithasol a sefydliadau \
eraill sy’n gweithio gyda charchardai a gwasanaethau prawf, beth maent yn ei wneud, a beth sy’n rhwystr.

Byddwn yn ffonio {service} yn y dyddiau nesaf am gyfweliad o tua {length} munud. Eich dewis chi yw cymryd rhan. Dim \
ond yr ymchwilwyr sy’n gweld eich atebion, ac ni chyhoeddir eich enw byth.

I ddewis amser, i holi, neu i ofyn i ni beidio â ffonio: {contact}.

Yn gywir,
{sender}
"""

LETTERS = (
    {"name": "Before the first call", "language": "en", "subject": "{study}", "text": ENGLISH},
    {"name": "Cyn yr alwad gyntaf (draft)", "language": "cy", "subject": "{study}", "text": WELSH},
)
