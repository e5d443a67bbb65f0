"""One node for a person, a post, an encounter: the rules of docs/architecture.md."""

from __future__ import annotations

import dataclasses
import random
from itertools import count

import pytest
from pyoxigraph import Quad

from kg.keys import name_tokens, role_key, search_key
from kg.model import Encounter, EventDate, Extraction, Party, Place
from kg.rdf import statement_quads
from kg.resolution import Resolution
from kg.resolve import joint_confidence, resolution, resolve
from kg.statements import facts_in, facts_of, read_mentions
from kg.vocabulary import RW
from tests.graphs import HADDAD, IDS, LEXICON, MOREAU, encounter, extraction, extractions, filled

NUMBERS = count()
EGYPT, FRANCE = IDS.state("EG").value, IDS.state("FR").value
TEXT = "التقى المسؤول نظيره."
MINISTER = "وزير الداخلية"
OTHER = Party("جان مورو", MINISTER, "FR", None, "b")


def told(*parties: Party, day: str | None = "2024-01-02", source: str | None = "ا", **fields: object) -> Extraction:
    """An article that tells of one encounter."""
    one = encounter(TEXT, TEXT, parties, date=day)
    return extraction(f"t-{next(NUMBERS)}", TEXT, (dataclasses.replace(one, **fields),), source=source)  # type: ignore[arg-type]


def statements(items: list[Extraction]) -> list[Quad]:
    return [quad for item in items for quad in statement_quads(item, lexicon=LEXICON)]


def resolved(*items: Extraction) -> Resolution:
    return resolution(read_mentions(facts_of(statements(list(items)))))


def named(*names: tuple[str, str | None] | str, country: str | None = "EG") -> Resolution:
    """One encounter for each name and office, on days of their own."""
    pairs = [(name, MINISTER) if isinstance(name, str) else name for name in names]
    return resolved(
        *(told(Party(n, r, country, None, "a"), OTHER, day=f"2024-01-{d:02d}") for d, (n, r) in enumerate(pairs, 1))
    )


def egyptians(found: Resolution) -> dict[str, tuple[str, ...]]:
    return {person.label: person.spellings for person in found.persons if EGYPT in person.behalf}


# names and roles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد بن علي كومان", "محمد علي كومان"),
        ("عبد الله بن عبد العزيز آل سعود", "عبدالله عبدالعزيز السعود"),
        ("أحمد أبو الغيط", "احمد ابوالغيط"),
        ("حسن نصر الله", "حسن نصرالله"),
        ("نور الدين بدوي", "نورالدين بدوي"),
        ("مُحمـود توفيق", "محمود التوفيق"),
        ("مون جيه-إن", "مون جيه إن"),
        ("عبد  الفتاح السيسى", "عبدالفتاح السيسي"),
        ("Gilles de Kerchove", "gilles DE kerchove"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_tokens(one) == name_tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("سامي الحداد", "سامر الحداد"), ("محمد علي", "علي محمد"), ("عبد الله", "عبد الكريم"), ("علي", "العلي حسن")],
)
def test_names_that_are_not_one(one: str, other: str) -> None:
    assert name_tokens(one) != name_tokens(other)


@pytest.mark.parametrize("name", ["بن", "عبد", "آل", "أبو عبد", "...", "عبد بن", "ا"])
def test_a_name_of_particles_keeps_something_where_it_has_letters(name: str) -> None:
    assert bool(name_tokens(name)) == any(letter.isalpha() for letter in name)


def test_roles_without_articles() -> None:
    assert role_key("الأمين العام") == role_key("أمين عام") != role_key("الأمين المساعد")
    assert search_key("  «وزيرُ» الداخليّة ") == "وزير الداخليه"


# persons


def test_one_person_under_several_spellings() -> None:
    found = named("سامي الحداد", "سامى حداد", "سامي الحداد", "سامر الحداد")
    assert egyptians(found) == {"سامي الحداد": ("سامى حداد", "سامي الحداد"), "سامر الحداد": ("سامر الحداد",)}


def test_the_same_name_in_the_service_of_another_state_is_another_person() -> None:
    found = resolved(told(Party("محمد علي", MINISTER, "EG", None, "a"), Party("محمد علي", MINISTER, "SD", None, "b")))
    assert len({person.iri for person in found.persons}) == 2


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("الحداد", "سامي الحداد"),  # the family name, with the office
        ("سامي", "سامي الحداد"),
        ("سامي الحداد", "سامي أحمد الحداد"),
        ("دي كيرشوف", "جيل دي كيرشوف"),
        (("أحمد الحداد", "العاهل"), ("سامي أحمد الحداد", "خادم الحرمين الشريفين")),  # one office under two names
        (("سامي الحداد", None), "سامي أحمد الحداد"),  # two words from the first name on, one told without an office
        ("سامي الحداد", ("سامي أحمد الحداد", None)),
    ],
)
def test_a_short_name_means_the_longer_one(short: str | tuple[str, None], long: str | tuple[str, None]) -> None:
    found = named(short, long)
    assert len(egyptians(found)) == 1
    (person,) = (person for person in found.persons if EGYPT in person.behalf)
    assert person.label == (long if isinstance(long, str) else long[0])
    key = " ".join(name_tokens(short if isinstance(short, str) else short[0]))
    assert person.replaces == (IDS.person(key, EGYPT).value,)


@pytest.mark.parametrize(
    "names",
    [
        (("الحداد", "وزير الخارجية"), "سامي الحداد"),  # another office
        (("الحداد", None), "سامي الحداد"),  # one word without the office
        ("أحمد", "سامي أحمد الحداد"),  # one word from the middle
        ("الحداد", "سامي الحداد", "كمال الحداد"),  # two may be meant
        (("سلمان بن عبد العزيز", None), ("محمد بن سلمان بن عبد العزيز", "ولي العهد")),  # the father is not the son
        ("الحداد سامي", "سامي أحمد الحداد"),  # another order
        (("سامي الحداد", "وزير الخارجية"), "سامي أحمد الحداد"),  # both told with offices, and these differ
    ],
)
def test_a_short_name_that_may_mean_somebody_else_stays_apart(names: tuple[str | tuple[str, str | None], ...]) -> None:
    assert len(egyptians(named(*names))) == len(names)


def test_a_chain_of_longer_names_is_one_person() -> None:
    found = named("الحداد", "سامي الحداد", "سامي أحمد الحداد", "سامي أحمد الحداد علي")
    assert list(egyptians(found)) == ["سامي أحمد الحداد علي"]


def test_a_name_with_a_word_too_many_stands_for_nobody_else() -> None:
    often = ["سامي الحداد"] * 11
    assert list(egyptians(named(*often, "سامي الحداد مسألة"))) == ["سامي الحداد"]
    found = named(*often, "سامي أحمد الحداد", "سامي أحمد الحداد", "سامي الحداد مسألة")
    assert list(egyptians(found)) == ["سامي أحمد الحداد"]  # it does not part the others from their fuller name
    assert list(egyptians(named(*["الحداد"] * 11, "سامي الحداد"))) == ["سامي الحداد"]  # a single word is no full name


def test_a_short_name_never_means_somebody_of_another_state() -> None:
    found = resolved(told(Party("الحداد", MINISTER, "SD", None, "a"), OTHER), told(HADDAD, OTHER, day="2024-02-03"))
    assert len(found.persons) == 3


def test_without_a_state_names_are_not_linked() -> None:
    found = named("الحداد", "سامي الحداد", country=None)
    assert len(found.persons) == 3  # both and the other side


def test_posts_and_the_states_served() -> None:
    found = named(("سامي الحداد", "وزير الداخلية"), ("سامي الحداد", "الوزير الأول"), ("كمال علي", "وزير داخلية"))
    posts = {post.iri: (post.label, post.post_in) for post in found.posts}
    (person,) = (person for person in found.persons if person.label == "سامي الحداد")
    assert {posts[iri] for iri in person.posts} == {("وزير الداخلية", EGYPT), ("الوزير الأول", EGYPT)}
    (other,) = (person for person in found.persons if person.label == "كمال علي")
    assert set(other.posts) < set(person.posts)


def test_an_unnamed_official_is_one_by_office_and_state() -> None:
    italian = Party(None, MINISTER, "IT", None, "b")
    found = resolved(
        told(HADDAD, italian),
        told(HADDAD, dataclasses.replace(italian, role="وزير داخلية"), day="2024-03-04"),
        told(HADDAD, Party(None, MINISTER, "FR", None, "b"), day="2024-03-05"),
        told(HADDAD, Party(None, MINISTER, None, None, "b"), day="2024-03-06"),
        told(HADDAD, Party(None, MINISTER, None, None, "b"), day="2024-03-07"),  # perhaps of another state
    )
    assert len(found.officials) == 4
    assert {len(official.posts) for official in found.officials} == {1}


def test_a_bare_party_acts_as_its_state_or_organisation() -> None:
    found = resolved(told(Party(None, None, "EG", None, "a"), Party(None, None, None, "حركة السلام", "b")))
    (one,) = found.encounters
    organisation = IDS.organisation("حركة السلام", "حركه السلام").value
    assert [part.agent for part in one.participations] == [EGYPT, organisation]
    assert [(o.iri, o.label) for o in found.organisations] == [(organisation, "حركة السلام")]


# encounters


def test_mentions_of_one_encounter() -> None:
    found = resolved(
        told(HADDAD, MOREAU, confidence=0.5, source="ا"),
        told(MOREAU, HADDAD, confidence=0.6, source="ب", place=Place("القاهرة", "EG")),
    )
    (one,) = found.encounters
    assert len(one.mentions) == 2
    assert one.confidence == pytest.approx(0.8)
    assert one.place


@pytest.mark.parametrize(
    "other",
    [
        told(HADDAD, MOREAU, day="2024-01-03"),
        told(HADDAD, MOREAU, type="call"),
        told(HADDAD, MOREAU, status="planned"),
        told(HADDAD, Party("لوك برنار", MINISTER, "FR", None, "b")),
        told(HADDAD, MOREAU, Party("لوك برنار", "سفير", "FR", None, "b")),
        told(HADDAD, MOREAU, day=None),
        told(HADDAD, MOREAU, date=EventDate("2024-01")),
    ],
    ids=["day", "type", "status", "principal", "more principals", "no day", "month"],
)
def test_mentions_of_two_encounters(other: Extraction) -> None:
    assert len(resolved(told(HADDAD, MOREAU), other).encounters) == 2


def test_attendees_do_not_tell_encounters_apart_and_are_all_kept() -> None:
    guest = Party("منى فؤاد", "مديرة", "EG", None, "a", rank="attendee")
    found = resolved(told(HADDAD, MOREAU), told(HADDAD, MOREAU, guest))
    (one,) = found.encounters
    assert len(one.participations) == 3


def test_a_mention_without_a_day_stands_for_itself() -> None:
    assert len(resolved(told(HADDAD, MOREAU, day=None), told(HADDAD, MOREAU, day=None)).encounters) == 2


def test_sides_keep_together_when_articles_letter_them_otherwise() -> None:
    """The second article calls a what the first calls b; its attendee goes to the side of his minister."""
    turned = (dataclasses.replace(HADDAD, side="b"), dataclasses.replace(MOREAU, side="a"))
    guest = Party("منى فؤاد", "مديرة", "EG", None, "b", rank="attendee")
    found = resolved(told(HADDAD, MOREAU, confidence=0.9), told(*turned, guest, confidence=0.5))
    (one,) = found.encounters
    sides: dict[str, set[str]] = {}
    for part in one.participations:
        sides.setdefault(part.side, set()).update(part.behalf)
    assert sides == {"a": {EGYPT}, "b": {FRANCE}}


def test_confidence_counts_an_outlet_once() -> None:
    assert joint_confidence([("a", 0.5), ("b", 0.6)]) == pytest.approx(0.8)
    assert joint_confidence([("a", 0.5), ("a", 0.6)]) == pytest.approx(0.6)
    assert joint_confidence([("a", 0.6), ("a", 0.5)]) == pytest.approx(0.6)
    assert joint_confidence([("a", 1.0), ("b", 0.1)]) == 1.0
    same = resolved(told(HADDAD, MOREAU, source="وكالة"), told(HADDAD, MOREAU, source="وكاله"))
    assert same.encounters[0].confidence == pytest.approx(0.8)
    unknown = resolved(told(HADDAD, MOREAU, source=None), told(HADDAD, MOREAU, source=None))
    assert unknown.encounters[0].confidence == pytest.approx(0.96)


def test_a_named_place_goes_before_a_country_and_the_more_frequent_first() -> None:
    items = [
        told(HADDAD, MOREAU, place=place)
        for place in (
            Place(None, "EG"),
            Place(None, "EG"),
            Place(None, "EG"),
            Place("الجيزة", "EG"),
            Place("القاهرة", "EG"),
        )
    ]
    assert resolved(*items, told(HADDAD, MOREAU, place=Place("القاهره", "EG"))).encounters[0].place == (
        IDS.place("القاهره", "EG").value
    )


def test_a_session_may_have_its_organiser_only() -> None:
    found = resolved(told(Party(None, None, None, "AIMC", "b"), type="session"))
    (one,) = found.encounters
    assert [part.agent for part in one.participations] == [IDS.node("org/AIMC").value]


# the whole


def test_the_order_of_the_statements_does_not_matter() -> None:
    quads = statements(extractions())
    expected = resolve(facts_of(quads))
    for seed in range(5):
        random.Random(seed).shuffle(quads)
        assert resolve(facts_of(quads)) == expected


def test_the_same_from_a_store_as_from_quads() -> None:
    """Also where the computed graphs, which share predicates with the statements, are there already."""
    store = filled()
    assert resolve(facts_in(store)) == resolve(facts_of(statements(extractions())))
    assert set(store.quads(graph=IDS.resolved_graph)) == set(resolve(facts_in(store)))


def test_local_ids_are_those_of_another_base() -> None:
    other = "https://example.org/id/"
    here = resolve(facts_of(statements(extractions())))
    there = [quad for item in extractions() for quad in statement_quads(item, lexicon=LEXICON, base=other)]
    moved = {str(quad).replace(other, IDS.base) for quad in resolve(facts_of(there), base=other)}
    assert moved == {str(quad) for quad in here}


def test_every_mention_reports_one_encounter() -> None:
    quads = resolve(facts_of(statements(extractions())))
    reports = [(quad.subject, quad.object) for quad in quads if quad.predicate == RW.reports]
    assert len(reports) == len({mention for mention, _ in reports}) == sum(len(e.encounters) for e in extractions())
    assert {(b, a) for a, b in reports} == {(q.subject, q.object) for q in quads if q.predicate == RW.mention}


def test_nothing_gives_nothing() -> None:
    assert resolve([]) == []
    assert isinstance(extractions()[0].encounters[0], Encounter)
