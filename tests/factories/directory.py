"""Published organisations and relations for the map, and relations that a release lists."""

from enterprises import actions
from enterprises.models import Assessment, Engagement, Organisation, OrganisationTerm
from noms.models import Outcode, Service
from tests.factories.assessed import assessed
from tests.factories.enterprises import EngagementFactory, PlaceFactory


def listed(
    name: str, *, outcode: str = "", terms: dict[str, str] | None = None, **facts: str
) -> Organisation:
    """Return a published organisation that the definition includes, at the middle of an outward code."""
    organisation = assessed(name, **{"trading_share": "80", **facts})
    if outcode:
        row = Outcode.objects.get(pk=outcode)
        PlaceFactory(
            organisation=organisation,
            label=outcode,
            outcode=row,
            area=row.area,
            region=row.region,
            latitude=row.latitude,
            longitude=row.longitude,
        )
    for vocabulary, term in (terms or {}).items():
        OrganisationTerm.objects.create(organisation=organisation, vocabulary=vocabulary, term=term)
    assert Assessment.objects.filter(organisation=organisation, is_current=True).exists()
    return organisation


def listed_by_a_release(*relations: Engagement) -> None:
    """Publish these relations, and no others that were told to their studies, as a release that lists them would."""
    for slug in {relation.study_slug for relation in relations}:
        ids = [str(each.public_id) for each in relations if each.study_slug == slug]
        actions.list_engagements(study_slug=slug, public_ids=ids, by=None)
    for relation in relations:
        relation.refresh_from_db()


def engaged(organisation: Organisation, slug: str, **about: object) -> Engagement:
    """A published relation with a service of the frame, named by its slug."""
    relation: Engagement = EngagementFactory(
        organisation=organisation, service=Service.objects.get(slug=slug), **{"is_published": True, **about}
    )
    return relation
