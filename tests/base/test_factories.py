"""The small province the tests stand on."""

from factories import World
from hengxiao.base.enums import Role
from hengxiao.cycle.models import Filing


def test_every_role_has_a_person_with_that_role(world: World) -> None:
    assert {role: world.viewer(role).roles for role in Role} == {role: frozenset({role}) for role in Role}


def test_filing_holds_the_sample(filing: Filing) -> None:
    assert (filing.state, len(filing.document["goals"]), len(filing.document["indicators"])) == ("draft", 7, 38)
