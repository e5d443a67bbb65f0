"""What the tables of ``ontology/tables`` know, compiled once for the extractor.

One place reads the tables; the stages see phrase tables with typed values and never a list of words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kg import resources
from kg.errors import TableError
from kg.grammar import Grammar
from kg.name_shapes import NameShapes
from kg.text import fold
from kg.tokens import QUOTES, SEPARATORS, PhraseIndex, PhraseTable, Token, tokenise


@dataclass(frozen=True, slots=True)
class StateForm:
    """A way to name a state: its name, or a demonym (``definite`` with the article)."""

    code: str
    kind: str  # name | demonym
    definite: bool = False
    ambiguous: bool = False
    also: str = ""  # the other of two states that one word names: الكوريتان


@dataclass(frozen=True, slots=True)
class OrgForm:
    """An organisation's name or adjective; ``label`` is what the output prints as ``org``."""

    label: str
    kind: str
    adjective: bool = False
    ambiguous: bool = False
    of: str = ""  # the organisation that a name of a loose group means


@dataclass(frozen=True, slots=True)
class CityForm:
    """A city's name and its country."""

    country: str
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class HeadForm:
    """The head noun of an office."""

    lemma: str
    number: str
    category: str
    takes_office: bool
    stands_alone: bool
    definite: bool
    possessed: bool = False  # «نائبها»: of whoever was named before it


@dataclass(frozen=True, slots=True)
class Honorific:
    """A rank or form of address; ``opens`` says that it begins a new person even right after another."""

    position: str
    opens: bool
    office: bool  # a rank or title of state; not السيد or الدكتور


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells of an encounter, and the frame its parties stand in."""

    frame: str
    type: str
    word: str
    of_his: bool = False  # with a pronoun: «زيارته», not «زيارة», which is folded to the same last letter


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables, compiled. Build it with ``load``."""

    states: PhraseTable[StateForm] = field(default_factory=PhraseTable)
    organisations: PhraseTable[OrgForm] = field(default_factory=PhraseTable)
    cities: PhraseTable[CityForm] = field(default_factory=PhraseTable)
    heads: PhraseTable[HeadForm] = field(default_factory=PhraseTable)
    honorifics: PhraseTable[Honorific] = field(default_factory=PhraseTable)
    groups: PhraseTable[str] = field(default_factory=PhraseTable)
    blockers: PhraseTable[str] = field(default_factory=PhraseTable)
    bodies: PhraseTable[bool] = field(default_factory=PhraseTable)  # whether one is none without its state's name
    triggers: PhraseTable[Trigger] = field(default_factory=PhraseTable)
    events: PhraseTable[str] = field(default_factory=PhraseTable)
    gatherings: PhraseTable[str] = field(default_factory=PhraseTable)
    agencies: PhraseTable[str] = field(default_factory=PhraseTable)
    deictics: PhraseTable[tuple[str, ...]] = field(default_factory=PhraseTable)
    kingdoms: set[str] = field(default_factory=set)  # states that «المملكة» may mean
    telling: PhraseTable[tuple[str, ...]] = field(default_factory=PhraseTable)  # words that tell for whom one acts
    only_in: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)  # offices that few states have
    never_in: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)  # and those that some cannot have
    national: PhraseTable[str] = field(default_factory=PhraseTable)  # bodies that only one state has: الموساد
    particles: PhraseTable[str] = field(default_factory=PhraseTable)
    grammar: Grammar = field(default_factory=Grammar.load)
    office_words: set[str] = field(default_factory=set)
    either_heads: dict[str, HeadForm] = field(default_factory=dict)  # نائبه, read as نائبة where a complement follows
    possessed_words: set[str] = field(default_factory=set)  # office words with a pronoun: «وزير خارجيتها»
    function_words: set[str] = field(default_factory=set)
    common_words: dict[str, int] = field(default_factory=dict)
    name_words: set[str] = field(default_factory=set)
    possible_names: set[str] = field(default_factory=set)
    given_names: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)  # family names, though they may be plain words: behind a name only
    foreign_names: set[str] = field(default_factory=set)  # given names of other languages
    name_particles: dict[str, str] = field(default_factory=dict)
    weekdays: set[str] = field(default_factory=set)  # with the article: الخميس
    when: set[str] = field(default_factory=set)  # what may stand between a verb and its parties: «مساء أمس الأحد»
    months: set[str] = field(default_factory=set)  # the first word of each: «تشرين (الثاني)»
    nonstate: set[str] = field(default_factory=set)  # organisations that are no body of states
    outlets: dict[str, str] = field(default_factory=dict)
    shared_adjectives: dict[str, set[str]] = field(default_factory=dict)  # KR: {KP}, which «الكوري» may mean too
    half_adjectives: set[str] = field(default_factory=set)  # كوري, of «كوري شمالي»
    other_halves: dict[str, str] = field(default_factory=dict)  # شمالي: KP
    peoples: set[str] = field(default_factory=set)  # in the plural and definite: «الروس»
    adjectives: set[str] = field(default_factory=set)  # definite demonyms: السعودية names the state and what is Saudi
    capitals: dict[str, str] = field(default_factory=dict)
    state_names: dict[str, str] = field(default_factory=dict)

    def is_office_word(self, text: str) -> bool:
        """A word that occurs in names of offices, with the conjunction or «لـ» before it or not."""
        words = self.office_words
        if text in words:
            return True
        for conjunction in self.grammar.and_:
            if text.startswith(conjunction) and len(text) > 3 and self.is_office_word(text[len(conjunction) :]):
                return True
        for preposition in self.grammar.for_:
            if text.startswith(preposition):
                rest = text[len(preposition) :]
                if rest in words or (rest.startswith(preposition) and "ا" + rest in words):
                    return True
        return False

    def link_before(self, tokens: list[Token], first: int, clitic: str) -> str:
        """What joins a phrase to what stands before it: its proclitic, else the preposition before (past «كل من»),
        else ""."""
        grammar = self.grammar
        if clitic in grammar.for_ and first and tokens[first - 1].text in grammar.done_before:
            return ""  # «سبق لوزير الداخلية أن زار …»: the subject
        if clitic:
            return clitic if clitic in grammar.then else clitic.lstrip("".join(grammar.then))
        j = first - 1
        while j >= 0 and tokens[j].text in QUOTES:
            j -= 1
        words = [t.text for t in reversed(tokens[max(0, j - 2) : j + 1])]
        if words and words[0] in grammar.kin:
            words = words[1:]  # مع أخيه معالي …
        elif words and words[0][:1] in grammar.by | grammar.for_ | grammar.and_ and words[0][1:] in grammar.kin:
            return words[0][0]  # اتصالا بأخيه معالي …
        if not words:
            return ""
        if words[0] in grammar.from_ and len(words) > 1 and words[1] in grammar.each_of | grammar.several:
            proclitic = words[1][0]
            if proclitic in grammar.by | grammar.for_:
                return proclitic
            return words[2] if len(words) > 2 and words[2] in grammar.link else ""
        if words[0] in grammar.and_:
            return words[0]  # «و “عثمان بلبيسي” رئيس …»، «ود. محمد»
        return words[0] if words[0] in grammar.link else ("،" if words[0] in SEPARATORS else "")

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Lexicon:
        """Read every table. Raises TableError with file and line where one is malformed."""
        lexicon = Lexicon()
        _words(lexicon)
        _states(lexicon)
        _organisations(lexicon)
        _cities(lexicon)
        _offices(lexicon)
        grammar = lexicon.grammar
        lexicon.when.update(lexicon.weekdays, grammar.beside_verb, grammar.hours, grammar.day_parts)
        values = (getattr(lexicon, name) for name in lexicon.__dataclass_fields__)
        tables = [value for value in values if isinstance(value, PhraseTable)]
        for table in tables:
            table.freeze()
        PhraseIndex(tables)
        _office_states(lexicon)
        return lexicon


def definite(form: str) -> str:
    """The folded phrase with the article on each of its words: كوري جنوبي → الكوري الجنوبي.

    Takes the form as spelt: folded, ألماني would look as if it had the article already.
    """
    return fold(" ".join(word if word.startswith("ال") else "ال" + word for word in form.split()))


def _folded(cell: str) -> list[str]:
    return [fold(form) for form in resources.forms(cell)]


def _shared_adjectives(lexicon: Lexicon) -> None:
    """Adjectives of one state that are the first word of another's: «كوري» and «كوري شمالي»; but «سوداني» is of the
    Sudan, which has its name of one word for itself."""
    alone: dict[str, str] = {}
    longer: list[tuple[list[str], str]] = []
    for _, row in resources.rows("countries"):
        for cell in ("demonym_pl", "demonym_m", "demonym_f"):  # «الأميركيين» is more than two
            for form in _folded(row[cell]):
                if " " in form:
                    longer.append((form.split(), row["code"]))
                elif " " in row["name_ar"]:
                    alone[form] = row["code"]
    for (first, *rest), code in longer:
        if first in alone:
            lexicon.other_halves.update(dict.fromkeys(rest, code))
        if first in alone and alone[first] != code:
            lexicon.half_adjectives.add(first)
            lexicon.shared_adjectives.setdefault(alone[first], set()).add(code)


def _states(lexicon: Lexicon) -> None:
    titles = [fold(row["form"]) for _, row in resources.rows("state_titles")]
    for _, row in resources.rows("joint_states"):
        one, other = resources.forms(row["countries"])
        lexicon.states.add_all(_folded(row["forms"]), StateForm(one, "name", also=other))
    accusatives: list[tuple[str, StateForm]] = []  # مسؤولا فرنسيا; added last, so that نيجريا stays a state's name
    for _, row in resources.rows("countries"):
        code = row["code"]
        doubtful = set(_folded(row["ambiguous"]))
        lexicon.state_names[code] = row["name_ar"]
        for title in titles:
            for form in (fold(row["name_ar"]), *(f for f in _folded(row["aliases_ar"]) if " " not in f)):
                lexicon.states.add(f"{title} {form}", StateForm(code, "name"))  # «مملكة النروج»
        for cell in ("name_ar", "long_ar", "aliases_ar"):
            for form in _folded(row[cell]):
                lexicon.states.add(form, StateForm(code, "name", ambiguous=form in doubtful))
        for cell in ("demonym_m", "demonym_f", "demonym_pl"):
            for raw in resources.forms(row[cell]):
                form = fold(raw)
                lexicon.states.add(form, StateForm(code, "demonym", ambiguous=form in doubtful))
                if cell == "demonym_m" and " " not in form:
                    accusatives.append((form + "ا", StateForm(code, "demonym", ambiguous=form in doubtful)))
                if cell in {"demonym_m", "demonym_f"} and " " not in form:
                    for dual in lexicon.grammar.dual:  # المسؤولان الأمريكيان, الوزيرين المصريين
                        both = definite(raw.removesuffix("ة") + ("ت" if raw.endswith("ة") else "")) + dual
                        lexicon.states.add(both, StateForm(code, "demonym", definite=True, ambiguous=form in doubtful))
                lexicon.adjectives.add(definite(raw))
                lexicon.peoples.update({definite(raw)} if cell == "demonym_pl" else ())
                lexicon.states.add(definite(raw), StateForm(code, "demonym", definite=True, ambiguous=form in doubtful))
                if " " in form:  # «الجنوب سوداني», with one article for both words
                    one = definite(raw.split()[0]) + " " + fold(raw.split(maxsplit=1)[1])
                    lexicon.states.add(one, StateForm(code, "demonym", definite=True))
        for form in _folded(row["capital_ar"]):
            lexicon.cities.add(form, CityForm(code, form in doubtful))
            lexicon.capitals.setdefault(form, code)
    for form, value in accusatives:
        lexicon.states.add(form, value)
    _shared_adjectives(lexicon)
    for _, row in _optional("subdivisions"):
        for form in _folded(row["form"]):
            lexicon.states.add(form, StateForm(row["country"], "name", ambiguous=form in _folded(row["ambiguous"])))
        for cell in ("demonym_m", "demonym_f"):
            for form in resources.forms(row.get(cell, "")):
                lexicon.states.add(definite(form), StateForm(row["country"], "demonym", definite=True))
                lexicon.states.add(fold(form), StateForm(row["country"], "demonym"))
    for _, row in resources.rows("deictic_states"):
        meant = tuple(resources.forms(row["countries"]))
        lexicon.deictics.add_all(_folded(row["forms"]), meant)
        lexicon.kingdoms.update(meant if len(meant) > 1 else ())
    for _, row in resources.rows("telling_words"):
        lexicon.telling.add_all(_folded(row["forms"]), tuple(resources.forms(row["countries"])))
    for _, row in resources.rows("national_bodies"):
        lexicon.national.add_all(_folded(row["forms"]), row["country"])
    for _, row in resources.rows("agencies"):
        lexicon.agencies.add_all(_folded(row["forms"]), row["country"])

    for _, row in resources.rows("blockers"):
        lexicon.blockers.add(fold(row["form"]), row["reason"])
    lexicon.outlets.update((row["outlet"], row["country"]) for _, row in resources.rows("outlets"))


def _optional(table: str) -> Iterable[tuple[int, dict[str, str]]]:
    path = resources.ontology_dir() / "tables" / f"{table}.csv"
    return resources.rows(table) if path.exists() else ()


def _organisations(lexicon: Lexicon) -> None:
    for _, row in _optional("organisations"):
        label = row["code"] if row["guide_code"] == "yes" else row["name_ar"]
        doubtful = set(_folded(row["ambiguous"]))
        for text in resources.forms(row["name_ar"]) + resources.forms(row["aliases_ar"]):
            form = fold(text)
            as_told = text if row["kind"] == "group" else label  # guide, decision 8: a loose group as it is written
            lexicon.organisations.add(form, OrgForm(as_told, row["kind"], False, form in doubtful, label))
            if row["kind"] == "nonstate":
                lexicon.nonstate.add(label)
        for form in resources.forms(row["adjectives_ar"]):
            plural = definite(form + "ين")  # «نظرائه الأوروبيين»; «سفراء أوروبيين» are of states of Europe
            lexicon.organisations.add(plural, OrgForm(label, row["kind"], adjective=True))
            for word in (form, form + "ة", form + "ا"):  # masculine, feminine, accusative
                lexicon.organisations.add(fold(word), OrgForm(label, row["kind"], adjective=True))
                lexicon.organisations.add(definite(word), OrgForm(label, row["kind"], adjective=True))


def _office_key(lexicon: Lexicon, office: str) -> tuple[str, ...]:
    """The words by which an actor's office is known: the lemma of its head noun and what stands behind it, bare."""
    tokens = tokenise(fold(office))
    head = lexicon.heads.at(tokens, 0, clitics=False)
    words = [head.value.lemma, *(t.text for t in tokens[head.last :])] if head else [t.text for t in tokens]
    return tuple(" ".join(lexicon.grammar.bare(word) for word in words).split())


def _office_states(lexicon: Lexicon) -> None:
    for _, row in resources.rows("office_states"):
        rules = lexicon.only_in if row["rule"] == "only" else lexicon.never_in
        rules[_office_key(lexicon, row["office"])] = frozenset(resources.forms(row["countries"]))


def _cities(lexicon: Lexicon) -> None:
    for _, row in _optional("cities"):
        form = fold(row["form"])
        lexicon.cities.add(form, CityForm(row["country"], row["ambiguous"] == "yes" or form in lexicon.function_words))


# Offices that the press gives a pronoun: نائبه، سفيرها، زعيمهم. (أميره and عضوه are as a rule something else.)
_POSSESSED = frozenset({"minister", "head", "leader", "commander", "deputy", "envoy", "ambassador", "adviser"})


def _possessed(grammar: Grammar, form: str) -> list[str]:
    """A folded noun of one word with each pronoun; a final ه is the feminine's ة (وزيرته)."""
    if " " in form:
        return []
    stem = form[:-1] + "ت" if form.endswith("ه") else form
    return [stem + pronoun for pronoun in sorted(grammar.his)]


def _offices(lexicon: Lexicon) -> None:
    owned: dict[str, HeadForm] = {}  # added last: وزيره is as a rule وزيرة
    for line, row in resources.rows("office_heads"):
        if row["number"] not in {"singular", "dual", "plural", "counterpart", "counterpart-dual"}:
            raise TableError(f"office_heads.csv:{line}: number {row['number']!r} is unknown")
        for form in _folded(row["forms"]):
            value = HeadForm(
                row["lemma"],
                row["number"],
                row["category"],
                row["takes_office"] == "yes",
                row["stands_alone"] == "yes",
                form.startswith("ال"),
            )
            lexicon.heads.add(form, value)
            if row["number"] == "singular" and row["category"] in _POSSESSED and not value.definite:
                of_his = replace(value, definite=True, possessed=True)
                owned.update(dict.fromkeys(_possessed(lexicon.grammar, form), of_his))
    for form, value in owned.items():
        if form not in lexicon.heads:
            lexicon.heads.add(form, value)
        elif form.endswith("ه"):
            lexicon.either_heads[form] = value
    for _, row in resources.rows("honorifics"):
        lexicon.honorifics.add_all(
            _folded(row["forms"]), Honorific(row["position"], row["opens"] == "yes", row["office"] == "yes")
        )
    for _, row in resources.rows("group_heads"):
        lexicon.groups.add_all(_folded(row["forms"]), row["behind"])
    for _, row in resources.rows("state_bodies"):
        lexicon.bodies.add_all(_folded(row["forms"]), row["needs_state"] == "yes")
    lexicon.office_words.update(fold(row["form"]) for _, row in resources.rows("office_words"))
    for word in lexicon.office_words:
        lexicon.possessed_words.update(_possessed(lexicon.grammar, lexicon.grammar.bare(word)))
    lexicon.possessed_words.difference_update(lexicon.office_words)  # «أكاديمية» is no «أكاديميّه»


def _words(lexicon: Lexicon) -> None:
    for _, row in resources.rows("triggers"):
        for written in resources.forms(row["forms"]):
            form, of_his = fold(written), written.endswith(tuple(lexicon.grammar.his))
            lexicon.triggers.add(form, Trigger(row["frame"], row["type"], form, of_his))
    for _, row in resources.rows("event_words"):
        lexicon.events.add_all(_folded(row["forms"]), row["kind"])
        if row["kind"] == "former":
            lexicon.particles.add_all(_folded(row["forms"]), "former")
    for _, row in resources.rows("name_particles"):
        lexicon.name_particles[fold(row["form"])] = row["position"]
    for _, row in _optional("gatherings"):
        lexicon.gatherings.add_all(_folded(row["forms"]), row["kind"])
    lexicon.function_words.update(fold(row["form"]) for _, row in resources.rows("function_words"))
    lexicon.common_words.update((row["form"], int(row["count"])) for _, row in resources.rows("common_words"))
    for _, row in resources.rows("given_names"):
        form = fold(row["form"])
        lexicon.given_names.add(form)
        if row["kind"] == "family":
            lexicon.surnames.add(form)
        elif row["kind"] == "foreign":
            lexicon.foreign_names.add(form)
    for _, row in resources.rows("name_words"):
        (lexicon.name_words if row["strength"] == "name" else lexicon.possible_names).add(row["form"])
    # a verbal noun or an accusative seen behind an office once and again is still none: «نظيره المصري تمتين …»، «ممثلا»
    lexicon.possible_names.difference_update(
        [w for w in lexicon.possible_names - lexicon.given_names if _no_name(lexicon, w)]
    )
    shapes = NameShapes(lexicon)
    lexicon.possible_names.difference_update(
        [w for w in lexicon.possible_names - lexicon.given_names if w in lexicon.events or shapes.of_the_language(w)]
    )
    for names in (lexicon.name_words, lexicon.possible_names):
        names.difference_update([w for w in names if w not in lexicon.given_names and _will(lexicon, w)])
        known = lexicon.name_words | lexicon.possible_names | lexicon.common_words.keys()
        names.difference_update([w for w in names if w.startswith("و") and w[1:] in known])
    for table in ("weekdays", "months"):
        read = [(fold(row["form"]), row.get("ambiguous") == "yes") for _, row in resources.rows(table)]
        if table == "weekdays":
            lexicon.weekdays.update(form for form, ambiguous in read if not ambiguous)
        else:
            lexicon.months.update(form.split()[0] for form, _ in read)
        also_names = {form for form, ambiguous in read if ambiguous} | lexicon.name_words | lexicon.possible_names
        words = {word for form, _ in read for word in form.split() if len(word) > 2}
        lexicon.function_words.update(words - also_names)  # رجب and رمضان are names too


_PLAIN = 600  # a stem seen so often in the news makes its accusative a plain word


def _will(lexicon: Lexicon, word: str) -> bool:
    """«ستتناول»، «سيزور»: a verb of the future, seen behind names."""
    grammar = lexicon.grammar
    verbs = (word.removeprefix(will) for will in grammar.will if word.startswith(will))
    return any(
        v.startswith(tuple(grammar.imperfect))
        and len(v) > 3
        and (v in lexicon.common_words or v.startswith(tuple(grammar.reflexive)))
        for v in verbs
    )


def _no_name(lexicon: Lexicon, word: str) -> bool:
    if lexicon.grammar.verbal_noun_shaped(word):
        return True
    stems = (word.removesuffix(a) for a in lexicon.grammar.accusative if word.endswith(a))
    return any(lexicon.common_words.get(stem, 0) >= _PLAIN for stem in stems)
