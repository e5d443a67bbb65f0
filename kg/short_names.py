"""Names that stand alone once the article has given them in full: «كارتر», «بن سلمان»."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.keys import name_tokens
from kg.lexicon import Lexicon, StateForm
from kg.mention import UNRESOLVED, Mention
from kg.name_words import RARE
from kg.sentences import Sentence
from kg.text import fold
from kg.tokens import OPENING, Match, Token, readings, surfaces, written

Words = tuple[str, ...]

_RULERS = frozenset({"sovereign", "heir"})
_RULING = _RULERS | {"head", "leader"}
_WITH_TWO_FIRST = 3  # words of a name with two first names and a family name of two words
_SHORTEST = 4  # letters of «الفلا», which may be a word
_ENDED = frozenset({None, "homograph", "after"})  # «علي»، «عبد الله»: the next word is a name of its own


class ShortNames:
    """The shorter forms of the names that an article gives."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._forms: dict[str, dict[Words, None]] = {}  # by first word
        self._surfaces: set[str] = set()  # first words, bare and behind each proclitic
        self._names: set[str] = set()
        self._called: dict[str, str] = {}  # whole names by nickname
        self._told: set[tuple[str, str]] = set()  # names with a state
        self._states: dict[Words, set[str]] = {}  # of those who are called by a form
        self._families: set[str] = set()  # names of families that stand first
        self._alone: set[str] = set()  # first names of rulers, by which others may be called too
        self._plain: set[str] = set()  # names of families that are words too, of which none speaks in the article
        # whole names by last word, with the kinds of office that their bearers hold
        self._offices: dict[str, dict[Words, set[str]]] = {}
        self._rulers: set[str] = set()  # whole names of those who rule or lead

    def learn(self, mentions: Iterable[Mention]) -> None:
        """Take the names and offices of mentions."""
        for m in mentions:
            if not m.name or m.name in self._called:
                continue
            if m.nickname:
                self._called.setdefault(m.nickname, m.name)
            if m.name not in self._names:
                self._names.add(m.name)
                plain = self._plain_word(m)
                self._plain.update(word for (word,) in plain if (word,) not in self._forms.get(word, {}))
                for form in [*self._short_forms(m.name), *self._family_first(m), *self._first_of_ruler(m), *plain]:
                    self._forms.setdefault(form[0], {})[form] = None
                    self._surfaces.update(written(form[0]))
            if m.country and m.country != UNRESOLVED and (m.name, m.country) not in self._told:
                self._told.add((m.name, m.country))
                for form in [*self._short_forms(m.name), *self._family_first(m)]:
                    self._states.setdefault(form, set()).add(m.country)
            key = name_tokens(m.name)
            if m.head and key:
                self._offices.setdefault(key[-1], {}).setdefault(key, set()).add(m.head.category)
                if m.head.category in _RULING and m.role_key == m.head.lemma:
                    self._rulers.add(m.name)

    def trust(self) -> None:
        """Take every such name as if he had spoken: where only asked whether anybody may be told of."""
        self._plain.clear()

    def hear(self, sentences: Iterable[Sentence]) -> None:
        """Take who speaks by a name that is a word too."""
        for sentence in sentences if self._plain else ():
            for i, token in enumerate(sentence.tokens):
                if token.text in self._plain and speaks(sentence.tokens, i, self.lexicon):
                    self._plain.discard(token.text)

    def applied_to(self, sentence: Sentence) -> Sentence:
        """The sentence with a mention more wherever one of the names stands alone or before another's office; the very
        same sentence where none does."""
        told = (self._without_ruler(m, sentence) for m in sentence.mentions) if self._rulers else sentence.mentions
        mentions = [part for m in told for part in self._parts(m, sentence)]
        if self._called:  # «الوزير فرتاغ»: who was called so in brackets behind his name
            renamed = [replace(m, name=self._called[m.name]) if m.name in self._called else m for m in mentions]
        else:
            renamed = mentions
        if renamed != sentence.mentions:
            sentence = sentence.with_mentions(renamed)
        added = self._added(sentence)
        whole = sorted(sentence.mentions + added, key=lambda m: m.first) if added else sentence.mentions
        joined = self._in_office(whole, sentence) if len(whole) > 1 else whole
        return sentence.with_mentions(joined) if len(joined) != len(sentence.mentions) or added else sentence

    def _in_office(self, told: list[Mention], sentence: Sentence) -> list[Mention]:
        """«استقبل الملك …، آشتون كارتر وزير الدفاع الأمريكي»: an office right behind a name alone is its bearer's,
        unless a verb stands right before the name («التقى كارتر وزير الدفاع …»)."""
        out: list[Mention] = []
        for m in told:
            one = out[-1] if out else None
            if one and one.last == m.first and _alone(one) and self._of_him(one, m) and not self._acts(one, sentence):
                m = replace(m, first=one.first, start=one.start, link=one.link, name=one.name, name_span=one.name_span)
                out[-1] = m
            elif one and one.last == m.first and _alone(m) and not m.link and self._titled(one, m):
                out[-1] = replace(one, last=m.last, end=m.end, name=m.name, name_span=m.name_span)
            else:
                out.append(m)
        return out

    def _titled(self, office: Mention, m: Mention) -> bool:
        """«الوزير الرحمون»، «مدير الأمن العام الكساسبة»: the title of one of whom the article told, right before his
        name."""
        head = office.head
        if office.kind != "official" or not head or head.number != "singular" or office.name:
            return False
        if not head.definite and not self._holds(m, head.category):
            return False
        return office.country in {None, UNRESOLVED, m.of_state} and not office.org and not office.countries

    def _holds(self, m: Mention, category: str) -> bool:
        """Whether somebody whose name ends so holds an office of that kind."""
        key = name_tokens(m.name or "")
        held = self._offices.get(key[-1], {}) if key else {}
        return any(category in kinds for name, kinds in held.items() if name[-len(key) :] == key)

    def _of_him(self, one: Mention, office: Mention) -> bool:
        head = office.head
        if office.kind != "official" or not head or head.number != "singular" or head.definite or office.countries:
            return False
        if office.link or office.name or office.honorific or office.former or not (office.country or office.org):
            return False
        return {one.country, one.of_state} <= {None, office.country}

    def _acts(self, one: Mention, sentence: Sentence) -> bool:
        """A verb stands right before the name: whoever comes behind may be another."""
        triggers = sentence.matches(self.lexicon.triggers).values()
        return any(t.last == one.first for t in triggers) and one.of_state is None

    def _added(self, sentence: Sentence) -> list[Mention]:
        """The names that stand alone in a sentence, outside its mentions."""
        surfaces, out = self._surfaces, list[Mention]()
        places = [i for i, token in enumerate(sentence.tokens) if token.text in surfaces]
        if not places:
            return out
        taken = {i for m in sentence.mentions for i in range(m.first, m.last)}
        behind = 0
        for i in places:
            found = self._at(sentence.tokens, i, taken) if i >= behind and i not in taken else None
            if found:
                out.append(found)
                behind = found.last
        return out

    def _without_ruler(self, m: Mention, sentence: Sentence) -> Mention:
        """«مبعوث الرئيس X»، «مدير مكتب X»: the name of whom the article tells as a president is not his envoy's."""
        if m.name not in self._rulers or not m.role or not m.head or m.head.category in _RULING:
            return m
        office = [i for i in range(m.first, m.last) if m.role[0] < sentence.tokens[i].start < m.name_span[0]]
        heads = (self.lexicon.heads.at(sentence.tokens, i) for i in office)
        serves = any(h is not None and h.value.category in _RULING for h in heads)
        serves = serves or bool(office and sentence.tokens[office[-1]].text in surfaces(self.lexicon.grammar.office_of))
        return replace(m, name=None, name_span=(0, 0)) if serves else m

    def _parts(self, m: Mention, sentence: Sentence) -> list[Mention]:
        """«ثم التقى بو حبيب قائد هيئة الأمم المتحدة …»: who was named in full with another office is the first of
        two persons."""
        if not splits(m) or not m.role or not m.name or not m.head:
            return [m]
        office = next(i for i in range(m.first, m.last) if sentence.tokens[i].start >= m.name_span[1])
        if any(t.is_mark for t in sentence.tokens[m.first : office + 1]):
            return [m]
        key = name_tokens(m.name)
        named = self._offices.get(key[-1], {}) if key else {}
        fuller = [held for name, held in named.items() if len(name) > len(key) and name[-len(key) :] == key]
        # «أطلع المالكي الوزير التونسي»: his own title would stand before him
        definite = m.head.definite and len(key) == 1
        if not fuller or (not definite and any(m.head.category in held for held in fuller)):
            return [m]
        short = replace(m, last=office, end=m.name_span[1], role=None, role_key=None, head=None, country=None, org=None)
        rest = replace(m, first=office, start=m.role[0], link="", name=None, name_span=(0, 0))
        return [short, rest]

    def _short_forms(self, name: str) -> list[Words]:
        words = tuple(name.split())
        forms = [words]
        son = next((k for k, word in enumerate(words) if word in self.lexicon.grammar.son), None)
        if son is not None:
            if son + 2 <= len(words):
                forms.append(words[: son + 2])
                forms += [words[son : son + 2], words[son:]]  # «بن يخلف» of «يوسف بن يخلف»
            if len(words) > son + 2 and self._of_family(words):  # «المنياوي» of «عادل بن أحمد المنياوي»
                forms += [(words[0], words[-1]), words[-1:]]
        elif len(words) >= 2:
            forms.append((words[0], words[-1]))
            last = words[-1]
            rare = RARE if self.lexicon.grammar.definite(last) else 1
            led = self.lexicon.name_particles.get(words[-2]) not in _ENDED  # «أبو شرخ»: no rift
            if (
                len(last) > 2
                and (led or self.lexicon.common_words.get(last, 0) < rare)
                and last not in self.lexicon.function_words
            ):
                if self.lexicon.name_particles.get(last) == "after":
                    forms.append(words[-2:])  # «الحمد الله»
                elif self.lexicon.name_particles.get(words[-2]) in _ENDED:
                    forms.append((last,))
                else:
                    forms.append(words[-2:])
                    if len(words) > _WITH_TWO_FIRST:
                        forms.append(words[1:])  # «أمير عبد اللهيان» of «حسين أمير عبد اللهيان»
        elif words[0] not in self.lexicon.common_words and len(words[0]) > 3:
            forms.append(words)
        return forms

    def _of_family(self, words: Words) -> bool:
        """A name that fathers' names lead to ends with one of a family, not with «عبد العزيز» or «آل سعود»."""
        last, lexicon = words[-1], self.lexicon
        means_else = last in lexicon.states or last in lexicon.heads or last in lexicon.function_words
        if not lexicon.grammar.definite(last) or last in lexicon.grammar.god or means_else:
            return False
        rare = lexicon.common_words.get(last, 0) < RARE
        return rare and len(last) > _SHORTEST and lexicon.name_particles.get(words[-2]) in _ENDED

    def _family_first(self, m: Mention) -> list[Words]:
        """«كيم» of «الزعيم الكوري الشمالي كيم جونغ أون»: where the name of the family stands first."""
        words, grammar = tuple((m.name or "").split()), self.lexicon.grammar
        if len(words) < 2:
            return []
        korean = not m.country and words[0] in grammar.korean_family and words[-1] in grammar.korean_last
        if not korean and (not m.country or fold(m.country) not in grammar.family_first):
            return []
        first, lexicon = words[0], self.lexicon
        plain = first in lexicon.common_words or first in lexicon.function_words
        if plain or len(first) < 3:
            return []
        self._families.add(first)
        return [(first,)]

    def _first_of_ruler(self, m: Mention) -> list[Words]:
        """«تميم» of «أمير قطر الشيخ تميم بن حمد»: a ruler's first name, unless many bear it."""
        words = tuple((m.name or "").split())
        if m.head is None or m.head.category not in _RULERS or not self.lexicon.grammar.son.intersection(words):
            return []
        rare = self.lexicon.common_words.get(words[0], 0) < RARE and words[0] not in self.lexicon.name_particles
        if rare:
            self._alone.add(words[0])
        return [words[:1]] if rare else []

    def _plain_word(self, m: Mention) -> list[tuple[str]]:
        """«باكر» of «رئيس الوزراء X باكر»: the last word of an official's name, seldom as it may be anything
        else."""
        words, lexicon = tuple((m.name or "").split()), self.lexicon
        if len(words) < 2 or not m.role or not lexicon.grammar.son.isdisjoint(words):
            return []
        last = words[-1]
        often = lexicon.common_words.get(last, 0)
        told = lexicon.name_particles.get(words[-2]) in _ENDED and len(last) > 2
        means_else = last in lexicon.function_words or any(
            last in table for table in (lexicon.heads, lexicon.states, lexicon.cities, lexicon.triggers, lexicon.events)
        )
        plain = 0 < often < (2 * RARE if lexicon.grammar.definite(last) else RARE)
        return [(last,)] if told and plain and not means_else else []

    def _among_names(self, tokens: list[Token], first: int, last: int) -> bool:
        """A word beside it is a name too: somebody else's whole name."""
        beside = [tokens[k].text for k in (first - 1, last) if 0 <= k < len(tokens)]
        return any(
            w in table
            for w in beside
            for table in (
                self.lexicon.name_words,
                self.lexicon.given_names,
                self.lexicon.possible_names,
                self.lexicon.grammar.son,
            )
        )

    def _goes_on(self, tokens: list[Token], i: int) -> bool:
        """Two more words that nobody uses for anything but names."""
        lexicon = self.lexicon
        words = [t.text for t in tokens[i : i + 2] if not t.is_mark]
        known = any(w in lexicon.common_words or w in lexicon.function_words or w in lexicon.events for w in words)
        return len(words) > 1 and not known and not any(self._reads_on(tokens, k) for k in (i, i + 1))

    def _reads_on(self, tokens: list[Token], k: int) -> bool:
        """A word of an event, an office, a state or a city begins at a token."""
        tables = (self.lexicon.triggers, self.lexicon.heads, self.lexicon.states, self.lexicon.cities)
        return any(table.at(tokens, k) is not None for table in tables)

    def _at(self, tokens: list[Token], i: int, taken: set[int]) -> Mention | None:
        grammar = self.lexicon.grammar
        for clitic, rest in readings(tokens[i].text):
            best: Words | None = None
            for form in self._forms.get(rest, ()):
                if i + len(form) > len(tokens):
                    continue
                if all(tokens[i + k].text == form[k] and i + k not in taken for k in range(1, len(form))):
                    best = form if best is None or len(form) > len(best) else best
            if best and len(best) == 1 and best[0] in self._plain:
                best = None
            if best and len(best) == 1 and best[0] in self._alone and self._among_names(tokens, i, i + 1):
                best = None
            if best and best[0] in grammar.son and self._among_names(tokens, i, i + len(best)):
                best = None  # «خالد بن سلمان», who is no «محمد بن سلمان»
            if best and len(best) == 1 and best[0] in self._families and self._goes_on(tokens, i + 1):
                best = None  # «كيم يونغ تشول»، who is no «كيم جونغ أون»
            if best:
                adjective = None if clitic or i - 1 in taken else self._adjective(tokens, i - 1)
                first = i - 1 if adjective else i
                outside = first - 1
                while outside >= 0 and tokens[outside].text in OPENING:
                    outside -= 1  # «اتصالا من "المقداد"»
                before = tokens[outside].text if outside >= 0 else ""
                link = (adjective.clitic if adjective else clitic) or (before if before in grammar.link else "")
                start = tokens[i].start + len(clitic)
                end = tokens[i + len(best) - 1].end
                states = self._states.get(best, set())
                return Mention(
                    "official",
                    first,
                    i + len(best),
                    tokens[first].start + len(adjective.clitic) if adjective else start,
                    end,
                    link,
                    name=" ".join(best),
                    name_span=(start, end),
                    country=adjective.value.code if adjective else None,
                    of_state=next(iter(states)) if len(states) == 1 else None,
                )
        return None

    def _adjective(self, tokens: list[Token], i: int) -> Match[StateForm] | None:
        """«مع الأمريكي جون سوليفان»: the adjective of somebody's state right before his name."""
        if i < 1 or tokens[i - 1].text in self.lexicon.grammar.article or tokens[i].is_mark:
            return None
        state = self.lexicon.states.at(tokens, i)
        if state is None or state.last != i + 1 or state.value.kind != "demonym" or not state.value.definite:
            return None
        before = tokens[i - 1]
        joined = state.clitic or before.is_mark or before.text in self.lexicon.grammar.link
        return state if joined else None


def speaks(tokens: list[Token], i: int, lexicon: Lexicon) -> bool:
    """«وقال باكر»: a verb of speech right before a word; «وكان باكر قد زار …»."""
    before = tokens[i - 1].text if i else ""
    if before in lexicon.grammar.was and i + 1 < len(tokens):
        return tokens[i + 1].text in lexicon.grammar.beside_verb or lexicon.triggers.at(tokens, i + 1) is not None
    return before in surfaces(lexicon.grammar.statement)


def _alone(m: Mention) -> bool:
    """A name and nothing else."""
    return m.kind == "official" and bool(m.name) and not (m.role or m.honorific or m.titled)


def splits(m: Mention) -> bool:
    """Whether a mention is a bare name and an office behind it, so that they may be two persons'."""
    if not (m.name and m.role and m.head) or m.honorific or m.titled or m.name_span[0] != m.start:
        return False
    return m.role[0] >= m.name_span[1]
