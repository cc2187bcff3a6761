"""Least valid regions, areas, services, sites and places."""

import factory
from django.utils import timezone

from accounts.uploads.files import pack
from noms.models import (
    DataSource,
    Frame,
    FrameUpload,
    LocalAuthority,
    Outcode,
    PoliceArea,
    ProbationArea,
    Region,
    RegionSystem,
    Service,
    ServiceKind,
    Site,
    SiteFate,
    SiteToday,
)
from noms.vocabulary import NOMS_2009, PRISON, PROBATION, Fate, ServiceForm, SexHeld

POINT = {"latitude": 52.0, "longitude": -1.0}
BOX = {"south": 51.0, "west": -2.0, "north": 53.0, "east": 0.0}


class DataSourceFactory(factory.django.DjangoModelFactory):
    """A publication without an attribution."""

    class Meta:
        model = DataSource

    key = factory.Sequence(lambda number: f"source-{number}")
    title = factory.LazyAttribute(lambda source: f"Publication {source.key}")
    licence = "OGL v3"


class FrameFactory(factory.django.DjangoModelFactory):
    """An own frame without services. The reference frame is there already."""

    class Meta:
        model = Frame

    slug = factory.Sequence(lambda number: f"frame-{number}")
    title = factory.LazyAttribute(lambda frame: f"Frame {frame.slug}")


class FrameUploadFactory(factory.django.DjangoModelFactory):
    """A spreadsheet with one unit for an own frame, read and not loaded yet."""

    class Meta:
        model = FrameUpload

    frame = factory.SubFactory(FrameFactory)
    file_name = "units.csv"
    content = pack([("units.csv", b"name,kind\nAford,prison\n")])
    previewed_at = factory.LazyFunction(timezone.now)
    row_count = 1


class RegionSystemFactory(factory.django.DjangoModelFactory):
    """The division into the regions of 2009."""

    class Meta:
        model = RegionSystem
        django_get_or_create = ["key"]

    key = NOMS_2009
    title = "NOMS regions of 2009"
    singular = "NOMS region of 2009"


class ServiceKindFactory(factory.django.DjangoModelFactory):
    """A kind of service of no frame yet. Prisons and probation services are there already."""

    class Meta:
        model = ServiceKind

    key = factory.Sequence(lambda number: f"kind_{number}")
    singular = factory.LazyAttribute(lambda kind: kind.key.replace("_", " "))
    plural = factory.LazyAttribute(lambda kind: f"{kind.singular}s")


class RegionFactory(factory.django.DjangoModelFactory):
    """A region of 2009 without areas."""

    class Meta:
        model = Region

    class Params:
        number = factory.Sequence(int)

    system = factory.SubFactory(RegionSystemFactory)
    name = factory.LazyAttribute(lambda region: f"Region {region.number}")
    slug = factory.LazyAttribute(lambda region: f"region-{region.number}")
    position = factory.LazyAttribute(lambda region: region.number % 30_000)
    latitude, longitude = POINT.values()
    south, west, north, east = BOX.values()


class ServiceFactory(factory.django.DjangoModelFactory):
    """A prison that has always been open. Traits: `probation` (an area's service), `trust`, `own` (of an own frame)."""

    class Meta:
        model = Service
        rename = {"kind": "kind_id"}

    class Params:
        number = factory.Sequence(int)
        probation = factory.Trait(kind=PROBATION, form=ServiceForm.AREA_SERVICE)
        trust = factory.Trait(kind=PROBATION, form=ServiceForm.TRUST)
        own = factory.Trait(frame=factory.SubFactory(FrameFactory), form="")

    kind = PRISON
    form = ServiceForm.PRISON
    name = factory.LazyAttribute(lambda service: f"{service.kind} {service.number}".capitalize())
    slug = factory.LazyAttribute(lambda service: f"{service.kind}-{service.number}")
    region = factory.SubFactory(RegionFactory)
    latitude, longitude = POINT.values()


class ProbationAreaFactory(factory.django.DjangoModelFactory):
    """An area with a service and a trust, all in one region."""

    class Meta:
        model = ProbationArea

    class Params:
        number = factory.Sequence(int)

    name = factory.LazyAttribute(lambda area: f"Area {area.number}")
    slug = factory.LazyAttribute(lambda area: f"area-{area.number}")
    nomis_code = factory.LazyAttribute(lambda area: str(area.number % 1000))
    region = factory.SubFactory(RegionFactory)
    police_forces = "A force"
    tile_row = factory.LazyAttribute(lambda area: area.number // 100 % 30_000)
    tile_column = factory.LazyAttribute(lambda area: area.number % 100)
    service = factory.SubFactory(ServiceFactory, probation=True, region=factory.SelfAttribute("..region"))
    trust = factory.SubFactory(ServiceFactory, trust=True, region=factory.SelfAttribute("..region"))
    latitude, longitude = POINT.values()
    south, west, north, east = BOX.values()


class LocalAuthorityFactory(factory.django.DjangoModelFactory):
    """A local authority in an area."""

    class Meta:
        model = LocalAuthority

    class Params:
        number = factory.Sequence(int)

    gss_code = factory.LazyAttribute(lambda authority: f"E{authority.number:08}")
    name = factory.LazyAttribute(lambda authority: f"Authority {authority.number}")
    upper_tier = "A county"
    postcode_count = 1
    area = factory.SubFactory(ProbationAreaFactory)


class OutcodeFactory(factory.django.DjangoModelFactory):
    """An outward code in a region and in no single area."""

    class Meta:
        model = Outcode

    outcode = factory.Sequence(
        lambda number: f"{'ABCDEFGH'[number // 100 % 8]}{'QRSTUVWX'[number // 800 % 8]}{number % 100}"
    )
    region = factory.SubFactory(RegionFactory)
    latitude, longitude = POINT.values()


class SiteFactory(factory.django.DjangoModelFactory):
    """The one site of a prison."""

    class Meta:
        model = Site

    class Params:
        number = factory.Sequence(int)

    service = factory.SubFactory(ServiceFactory)
    name = factory.LazyAttribute(lambda site: f"Site {site.number}")
    noms_code = factory.LazyAttribute(lambda site: _code(site.number))
    postcode = "NE65 9XF"
    latitude, longitude = POINT.values()


class SiteFateFactory(factory.django.DjangoModelFactory):
    """A site that is in use today."""

    class Meta:
        model = SiteFate

    site = factory.SubFactory(SiteFactory)
    fate = Fate.IN_USE


class SiteTodayFactory(factory.django.DjangoModelFactory):
    """A prison code of today."""

    class Meta:
        model = SiteToday

    site = factory.SubFactory(SiteFactory)
    name = factory.LazyAttribute(lambda today: f"{today.site.name} today")
    form = ServiceForm.PRISON
    function = "trainer"
    sex_held = SexHeld.MALE
    operator = "HM Prison Service"


class PoliceAreaFactory(factory.django.DjangoModelFactory):
    """A police area in a probation area."""

    class Meta:
        model = PoliceArea

    name = factory.Sequence(lambda number: f"Police area {number}")
    area = factory.SubFactory(ProbationAreaFactory)


def _code(number: int) -> str:
    """Return three capital letters, different for every number below 17,576."""
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (2, 1, 0))
