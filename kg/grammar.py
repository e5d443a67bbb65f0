"""The closed classes of words that the rules turn on, by name: ``grammar.with_`` is {مع}, ``grammar.between`` {بين،
وبين}.

They stand in ``ontology/tables/grammar.csv``; a class that the code asks for and the table lacks is an error at load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache

from kg import resources
from kg.errors import TableError
from kg.text import fold


@dataclass(frozen=True, slots=True)
class Grammar:
    """Folded forms by class; affixes and words alike."""

    article: frozenset[str]
    article_joined: frozenset[str]
    and_: frozenset[str]
    then: frozenset[str]
    in_: frozenset[str]
    by: frozenset[str]
    to: frozenset[str]
    for_: frozenset[str]
    with_: frozenset[str]
    between: frozenset[str]
    at: frozenset[str]
    from_: frozenset[str]
    about: frozenset[str]
    will: frozenset[str]
    reflexive: frozenset[str]
    each_of: frozenset[str]
    body_word: frozenset[str]
    now: frozenset[str]
    greetings: frozenset[str]
    charged: frozenset[str]
    of_his_own: frozenset[str]
    several: frozenset[str]
    agent: frozenset[str]
    link: frozenset[str]
    governed: frozenset[str]
    beside_verb: frozenset[str]
    brotherly: frozenset[str]
    batch: frozenset[str]
    gets: frozenset[str]
    gathers: frozenset[str]
    statement: frozenset[str]
    not_when: frozenset[str]
    town_of: frozenset[str]
    pilgrim: frozenset[str]
    leads: frozenset[str]
    periodic: frozenset[str]
    venue: frozenset[str]
    matter: frozenset[str]
    family_first: frozenset[str]
    seat: frozenset[str]
    house: frozenset[str]
    building: frozenset[str]
    concerning: frozenset[str]
    broadcaster: frozenset[str]
    leaves: frozenset[str]
    goes: frozenset[str]
    offers: frozenset[str]
    relative: frozenset[str]
    carries: frozenset[str]
    lists: frozenset[str]
    takes_place: frozenset[str]
    begins: frozenset[str]
    of_the_world: frozenset[str]
    spans: frozenset[str]
    separate: frozenset[str]
    area_of: frozenset[str]
    named_by_town: frozenset[str]
    as_well: frozenset[str]
    imperfect: frozenset[str]
    own_t: frozenset[str]
    pronoun: frozenset[str]
    his: frozenset[str]
    joined_verb: frozenset[str]
    son: frozenset[str]
    marginal: frozenset[str]
    agenda: frozenset[str]
    the_council: frozenset[str]
    theirs: frozenset[str]
    opens: frozenset[str]
    opens_it: frozenset[str]
    in_session: frozenset[str]
    speaks: frozenset[str]
    capital: frozenset[str]
    town: frozenset[str]
    province: frozenset[str]
    singly: frozenset[str]
    protocol: frozenset[str]
    company: frozenset[str]
    his_place: frozenset[str]
    if_: frozenset[str]
    not_: frozenset[str]
    invitation: frozenset[str]
    ministry: frozenset[str]
    this: frozenset[str]
    came: frozenset[str]
    this_too: frozenset[str]
    same_office: frozenset[str]
    joint_office: frozenset[str]
    held_by_two: frozenset[str]
    notably: frozenset[str]
    own_force: frozenset[str]
    embassy_staff: frozenset[str]
    office_of: frozenset[str]
    delegation_ends: frozenset[str]
    sovereign: frozenset[str]
    any_official: frozenset[str]
    minister: frozenset[str]
    holds: frozenset[str]
    meeting_noun: frozenset[str]
    feminine: frozenset[str]
    kin: frozenset[str]
    our_country: frozenset[str]
    ocean: frozenset[str]
    oceans: frozenset[str]
    the_body: frozenset[str]
    prevention: frozenset[str]
    belonging: frozenset[str]
    accusative: frozenset[str]
    verbal_noun: frozenset[str]
    root: frozenset[str]
    weak: frozenset[str]
    did: frozenset[str]
    named_after: frozenset[str]
    that: frozenset[str]
    place_hosts: frozenset[str]
    dual: frozenset[str]
    dual_past: frozenset[str]
    airport: frozenset[str]
    includes: frozenset[str]
    regime: frozenset[str]
    returns: frozenset[str]
    composed: frozenset[str]
    private_members: frozenset[str]
    represents: frozenset[str]
    heading: frozenset[str]
    of_both: frozenset[str]
    whole: frozenset[str]
    then_next: frozenset[str]
    another: frozenset[str]
    on_his_part: frozenset[str]
    in_charge: frozenset[str]
    over: frozenset[str]
    un: frozenset[str]
    national: frozenset[str]
    god: frozenset[str]
    cleric: frozenset[str]
    son_joined: frozenset[str]
    during: frozenset[str]
    performs: frozenset[str]
    welcomes: frozenset[str]
    institution: frozenset[str]
    they: frozenset[str]
    private: frozenset[str]
    committee: frozenset[str]
    confers: frozenset[str]
    negotiations: frozenset[str]
    under_way: frozenset[str]
    was: frozenset[str]
    kind_of_capital: frozenset[str]
    hotel: frozenset[str]
    affairs: frozenset[str]
    delegate: frozenset[str]
    of_state: frozenset[str]
    gone_by: frozenset[str]
    ahead_of: frozenset[str]
    holding: frozenset[str]
    kin_of: frozenset[str]
    several_ends: frozenset[str]
    oblique_ends: frozenset[str]
    jointly: frozenset[str]
    kind_of_meeting: frozenset[str]
    bears_fruit: frozenset[str]
    korean_family: frozenset[str]
    korean_last: frozenset[str]
    doctor: frozenset[str]
    speech: frozenset[str]
    council: frozenset[str]
    proceedings: frozenset[str]
    addresses: frozenset[str]
    spoken: frozenset[str]
    is_to: frozenset[str]
    is_he: frozenset[str]
    present_holder: frozenset[str]
    during_it: frozenset[str]
    travellers: frozenset[str]
    abroad: frozenset[str]
    towards: frozenset[str]
    alights: frozenset[str]
    recalls: frozenset[str]
    summons: frozenset[str]
    persons_end: frozenset[str]
    police: frozenset[str]
    before_all: frozenset[str]
    unofficial: frozenset[str]
    honorary: frozenset[str]
    beside_him: frozenset[str]
    we_held: frozenset[str]
    concludes: frozenset[str]
    lasted: frozenset[str]
    which_is: frozenset[str]
    being_there: frozenset[str]
    apart: frozenset[str]
    telegram: frozenset[str]
    carries_on: frozenset[str]
    of_several: frozenset[str]
    among: frozenset[str]
    force: frozenset[str]
    left_out: frozenset[str]
    ceremony_noun: frozenset[str]
    with_him: frozenset[str]
    agrees: frozenset[str]
    press: frozenset[str]
    press_meeting: frozenset[str]
    signed: frozenset[str]
    countries: frozenset[str]
    several_states: frozenset[str]
    three_of_them: frozenset[str]
    four_of_them: frozenset[str]
    arrives: frozenset[str]
    arrival: frozenset[str]
    programme: frozenset[str]
    his_speech: frozenset[str]
    standing_envoy: frozenset[str]
    takes_floor: frozenset[str]
    sitting: frozenset[str]
    aides: frozenset[str]
    high: frozenset[str]
    of_rank: frozenset[str]
    organises: frozenset[str]
    whereupon: frozenset[str]
    homeland: frozenset[str]
    ordinal: frozenset[str]
    some_of: frozenset[str]
    within: frozenset[str]
    deals_with: frozenset[str]
    organised_by: frozenset[str]
    today: frozenset[str]
    setting_out: frozenset[str]
    holiday: frozenset[str]
    international: frozenset[str]
    princely: frozenset[str]
    plural_ends: frozenset[str]
    is_held: frozenset[str]
    no_portfolio: frozenset[str]
    fathered: frozenset[str]
    bureau: frozenset[str]
    has_bureaus: frozenset[str]
    regional: frozenset[str]
    guards: frozenset[str]
    latter: frozenset[str]
    body_alone: frozenset[str]
    embassy: frozenset[str]
    also_words: frozenset[str]
    excellency: frozenset[str]
    mister: frozenset[str]
    people: frozenset[str]
    represented: frozenset[str]
    took_place: frozenset[str]
    awaited: frozenset[str]
    feminine_singular: frozenset[str]
    she_did: frozenset[str]
    i_did: frozenset[str]
    kunya: frozenset[str]
    hours: frozenset[str]
    may: frozenset[str]
    never: frozenset[str]
    preparing: frozenset[str]
    to_host: frozenset[str]
    soon: frozenset[str]
    bent_on: frozenset[str]
    condition: frozenset[str]
    taken_part: frozenset[str]
    presiding: frozenset[str]
    of_two: frozenset[str]
    comes_from: frozenset[str]
    comes_to_end: frozenset[str]
    of_many: frozenset[str]
    members: frozenset[str]
    their_graces: frozenset[str]
    presided: frozenset[str]
    takes_part: frozenset[str]
    summit: frozenset[str]
    like: frozenset[str]
    faith: frozenset[str]
    we: frozenset[str]
    they_did: frozenset[str]
    of_origin: frozenset[str]
    verb: frozenset[str]
    sake: frozenset[str]
    course_of: frozenset[str]
    its_members: frozenset[str]
    not_whose: frozenset[str]
    any: frozenset[str]
    not_yet: frozenset[str]
    member: frozenset[str]
    keeps_treaty: frozenset[str]
    signatories: frozenset[str]
    they_are: frozenset[str]
    trade: frozenset[str]
    declaration: frozenset[str]
    joint_body: frozenset[str]
    of_many_states: frozenset[str]
    of_so_many: frozenset[str]
    no_states_body: frozenset[str]
    briefing: frozenset[str]
    team: frozenset[str]
    time_ends: frozenset[str]
    crowned: frozenset[str]
    votes: frozenset[str]

    @staticmethod
    def load() -> Grammar:
        """Read the table. Raises TableError naming the class that is missing."""
        classes = {
            row["kind"]: frozenset(map(fold, resources.forms(row["forms"]))) for _, row in resources.rows("grammar")
        }
        values = {}
        for field in fields(Grammar):
            kind = field.name.rstrip("_").replace("_", "-")
            if kind not in classes:
                raise TableError(f"grammar.csv: the class {kind!r} is missing; the rules need it")
            values[field.name] = classes[kind]
        return Grammar(**values)

    def definite(self, word: str) -> bool:
        """The word begins with the article, a preposition before it or not."""
        return word.startswith((*self.article, *self.article_joined))

    def bare(self, word: str) -> str:
        """The word without its article."""
        for article in self.article:
            if word.startswith(article):
                return word.removeprefix(article)
        return word

    def unjoined(self, word: str) -> str:
        """The word without the «و» before it."""
        for conjunction in self.and_:
            if word.startswith(conjunction):
                return word.removeprefix(conjunction)
        return word

    def verbal_noun_shaped(self, word: str, *, weak: bool = False) -> bool:
        """Of a shape of verbal nouns (تفعيل), without the article; the letters of the root stand for any consonant,
        and where ``weak`` for any letter (تنوير)."""
        return not self.definite(word) and _shapes(self, weak).fullmatch(word) is not None

    def verb_shaped(self, word: str) -> bool:
        """Of a shape of derived verbs (انتهج), or the accusative of their participles (مستعجلا)."""
        return _pattern(self.verb, self.root, self.weak).fullmatch(word) is not None

    def swallowed(self, word: str, clitic: str) -> bool:
        """«للعراق»: the preposition took the article's alef, so the phrase itself begins one letter later than it is
        spelt."""
        return any(clitic.endswith(letter) and word.startswith(clitic + letter) for letter in self.for_)


def _shapes(grammar: Grammar, weak: bool) -> re.Pattern[str]:
    return _pattern(grammar.verbal_noun, grammar.root, frozenset() if weak else grammar.weak)


@lru_cache(maxsize=8)
def _pattern(shapes: frozenset[str], root: frozenset[str], weak: frozenset[str]) -> re.Pattern[str]:
    """The shapes as an expression; letters of the root stand for any but ``weak``."""
    consonant = f"[^{''.join(sorted(weak))}]" if weak else "."
    return re.compile("|".join(sorted("".join(consonant if c in root else c for c in shape) for shape in shapes)))
