"""People and organisations for tests."""

import factory
from django.utils import timezone

from lms.people.models import AccessGrant, Organisation, Person


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Example{n}")
    email = factory.Sequence(lambda n: f"robin{n}@example.org")

    @factory.post_generation
    def roles(self, create, codes, **kwargs):
        """`PersonFactory(roles=["administrator"])` grants access roles."""
        for role in codes or ():
            AccessGrantFactory(person=self, role=role)


class AccessGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccessGrant

    person = factory.SubFactory(PersonFactory)
    role = AccessGrant.Role.ADMINISTRATOR
    granted_at = factory.LazyFunction(timezone.now)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Example cluster {n}")
    country = "AT"
