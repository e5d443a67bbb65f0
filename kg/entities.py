"""Who is who inside one article: mentions that mean one person, delegation, state or organisation become one actor.

A short mention (كارتر، الوزير، وزير الداخلية) points to a fuller one before it, else after it; what no full mention
explains stays an unnamed official known by office and state.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg.actor import Actor as Actor
from kg.actor import agree, alike_services, called_so, former, is_address, is_crowd, most_told, president, rules_else
from kg.actor import same_name as same_name
from kg.else_than import faces, presides_else, told_beside, told_far_behind, told_to_him
from kg.heads_of_it import HeadsOfIt
from kg.keys import name_tokens, office_key
from kg.latter import Latter
from kg.lexicon import Lexicon
from kg.listed_names import ListedNames
from kg.mention import UNRESOLVED, Mention
from kg.overlong_names import OverlongNames
from kg.sentences import Sentence as Sentence
from kg.shared_adjectives import SharedAdjectives
from kg.short_names import ShortNames
from kg.text import fold
from kg.those_states import ThoseStates
from kg.tokens import surfaces

_MODELS = 40  # mentions before a counterpart among which the official is looked for whose office he holds
_ADDRESSED = 6  # sentences over which «معاليه» still means whom the article told of
_TOLD_LATER = 3  # sentences from «نظيره الروسي» to who names him
_OF_SUBJECT = frozenset(
    {"receive", "meet", "gather", "talk", "travel", "visit"}
)  # frames of verbs behind which their subject stands
_RULERS = frozenset({"sovereign", "heir", "leader"})  # nobody calls them «المسؤول»


class Actors:
    """The actors of an article and which of them each mention means."""

    def __init__(self, lexicon: Lexicon, sentences: list[Sentence]) -> None:
        self.lexicon = lexicon
        self.actors: list[Actor] = []
        self._of: dict[tuple[int, int, str | None], Actor] = {}
        names, listed = ShortNames(lexicon), ListedNames(lexicon)
        sentences = SharedAdjectives(lexicon).applied_to([listed.applied_to(sentence) for sentence in sentences])
        sentences = HeadsOfIt(lexicon).applied_to(sentences)
        sentences = OverlongNames(lexicon).applied_to(sentences)
        for sentence in sentences:
            names.learn(sentence.mentions)
        names.hear(sentences)
        told = ThoseStates(lexicon).applied_to([names.applied_to(sentence) for sentence in sentences])
        self.sentences = Latter(lexicon).applied_to(told)
        self._build()

    def of(self, sentence: int, mention: Mention) -> Actor:
        """The actor that a mention of sentence number ``sentence`` means."""
        key = (sentence, mention.first, mention.country if mention.countries else None)
        known = self._of.get(key)
        if known is None or (mention.kind == "state" and known.kind != "state"):
            return self._bare(sentence, mention)
        return known

    def join(self, one: Actor, other: Actor) -> None:
        """Whoever ``one`` was is ``other``."""
        other.country = one.country
        other.put([*other.mentions, *one.mentions])
        for key in [key for key, actor in self._of.items() if actor is one]:
            self._of[key] = other
        self.actors = [actor for actor in self.actors if actor is not one]

    def organisation(self, sentence: int, mention: Mention) -> Actor:
        """The organisation of a mention: itself, or the one that an official serves."""
        return self._bare(sentence, replace(mention, kind="org", country=None))

    def _bare(self, sentence: int, mention: Mention) -> Actor:
        """The actor for a state that a frame read from an adjective."""
        for actor in self.actors:
            if actor.kind == mention.kind and (actor.country, actor.org) == (mention.country, mention.org):
                return actor
        actor = Actor(mention.kind, [(sentence, mention)], country=mention.country, org=mention.org)
        self.actors.append(actor)
        return actor

    # -- clustering --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        named: list[Actor] = []
        order: list[tuple[int, Mention]] = [
            (s, m) for s, sentence in enumerate(self.sentences) for m in sentence.mentions
        ]
        for s, m in sorted(
            (x for x in order if x[1].name), key=lambda x: (-len(name_tokens(x[1].name or "")), x[0], x[1].first)
        ):
            key = name_tokens(m.name or "")
            m = self._of_the_body(s, m)
            chained = not self.lexicon.grammar.son.isdisjoint((m.name or "").split())
            options = [a for a in named if same_name(key, a.name, patronymic=chained or a.patronymic) and agree(a, m)]
            if options and (m.name or "").split()[0] not in self.lexicon.name_particles:
                options = [a for a in options if a.patronymic or not self._father_and_son(key, a.name)]
            options = [a for a in options if a.name == key or not rules_else(a, m)]
            short = len(key) == 1
            actor = min(options, key=lambda a: (not called_so(a, m), *most_told(a)) if short else (), default=None)
            if actor is None:
                actor = Actor("official", name=key, patronymic=chained)
                named.append(actor)
                self.actors.append(actor)
            self._assign(s, m, actor)
        for actor in named:
            actor.put(actor.mentions)
        self._counterparts(order)
        previous: list[tuple[int, Mention]] = []
        for s, m in order:
            if not m.name:
                self._assign(s, self._like_antecedent(m, previous, s), self._unnamed(s, m, previous, named), at=m)
            if m.kind in {"official", "counterpart"}:
                previous.append((s, m))
        for actor in self.actors:
            actor.put(actor.mentions)

    def _counterparts(self, order: list[tuple[int, Mention]]) -> None:
        """Give named counterparts (نظيره لوكا فيراري) the office of the official before them."""
        previous: list[tuple[int, Mention]] = []
        for s, m in order:
            if m.kind == "counterpart" and m.name:
                actor = self._of[(s, m.first, None)]
                known = self._like_antecedent(m, previous, s)
                if known is not m:
                    actor.put((t, known if x is m else x) for t, x in actor.mentions)
            if m.kind in {"official", "counterpart"}:
                previous.append((s, m))

    def _assign(self, s: int, mention: Mention, actor: Actor, at: Mention | None = None) -> None:
        place = at or mention
        actor.mentions.append((s, mention))
        if mention.country and mention.country != UNRESOLVED and not actor.country:
            actor.country = mention.country
        if mention.country == UNRESOLVED and not actor.country:
            actor.country = UNRESOLVED
        if mention.org and not actor.org:
            actor.org = mention.org
        self._of[(s, place.first, place.country if place.countries else None)] = actor

    def _like_antecedent(self, m: Mention, previous: list[tuple[int, Mention]], s: int) -> Mention:
        """A counterpart (نظيره) holds the office of the official named before it."""
        if m.kind != "counterpart":
            return m
        model: Mention | None = None
        governed = self.lexicon.grammar.governed
        near = list(itertools.takewhile(lambda x: s - x[0] <= 3, itertools.islice(reversed(previous), _MODELS)))
        same = [x for x in near if x[0] == s]
        subjects = [x for x in same if x[1].link not in governed and not self._companion(s, x[1], same)] or same
        # «بين الوزير X ونظيريه القطري والعماني»: the second has the office of X, as the first has
        subjects = [x for x in subjects if x[1].first != m.first] or same
        # «التقى X الرئيس الجزائري ونظيره الجزائري»: nobody has a counterpart of his own state
        subjects = [x for x in subjects if not m.country or x[1].country != m.country] or subjects
        if same and self._beside_of_another_state(same[0][1], m):
            subjects = same[:1]
        for t, p in subjects + [x for x in near if x[0] < s]:
            own = self._of.get((t, p.first, p.country if p.countries else None))
            alone = p.head and p.head.number == "singular" and p.role_key == p.head.lemma
            rank = alone and p.head and p.head.category == "minister"
            whole = f"{p.role_key} " if rank else ""  # «استقبل الوزير X نظيره»: the portfolio was told before
            fuller = (x for _, x in own.mentions if (x.role_key or "").startswith(whole)) if own and whole else iter(())
            by_office = p.role and not is_address(p)  # «معاليه»: by the office that he holds
            told = (x for _, x in own.mentions if x.role and not is_address(x)) if own else iter(())
            holder = next(fuller, p) if by_office else next(told, p if p.role else None)
            if m.country and p.org and not p.country:
                continue  # «التقى الوزير الأمينة العامة للمنظمة X ونظيره البرتغالي»: the minister's
            address = holder is not None and holder.head is not None and holder.head.category == "address"
            if holder is not None and holder.kind == "official" and not address:
                model = holder
                break
        return replace(m, role=model.role, role_key=model.role_key, head=m.head) if model else m

    def _beside_of_another_state(self, p: Mention, m: Mention) -> bool:
        """«مع وزير الخارجية الإيطالي X ونظيره المالطي Y»: of one list, each for his own state."""
        joined = m.link in self.lexicon.grammar.and_ and p.last == m.first and p.kind == "official"
        between = p.link in self.lexicon.grammar.between and not p.org  # «لقاء بين وزير الخارجية X ونظيريه …»
        return joined and bool(p.role and m.country and (between or (p.country and p.country != m.country)))

    def _companion(self, s: int, m: Mention, others: list[tuple[int, Mention]]) -> bool:
        """«زار X تركيا برفقة معاونيه Y وZ، حيث التقى نظيره»: somebody behind a word of company, who is no subject."""
        company = (i for i, e in self.sentences[s].matches(self.lexicon.events).items() if e.value == "company")
        return any(o.last <= i < m.first for i in company for _, o in others)

    def _unnamed(self, s: int, m: Mention, previous: list[tuple[int, Mention]], named: list[Actor]) -> Actor:
        if m.kind in {"state", "org", "group", "body"}:
            for actor in self.actors:
                if (
                    actor.kind == m.kind
                    and m.kind not in {"group", "body"}
                    and (actor.country, actor.org) == (m.country, m.org)
                ):
                    return actor
            actor = Actor(m.kind, country=m.country, org=m.org)
            self.actors.append(actor)
            return actor
        key = self._like_antecedent(m, previous, s).role_key
        if m.kind == "counterpart":
            options = (
                [
                    a
                    for a in self.actors
                    if a.kind == "official"
                    and a.country == m.country
                    and m.country
                    and self._has_role(a, key, exact=True, of=m.country)
                ]
                or self._stateless(m, s, key, previous, named)
                or self._of_that_rank(m, s, previous)
                or self._told_later(m, key, s, named)
            )
        else:
            many = is_crowd(m)
            brief = len((key or "").split()) == 1  # «رؤساء الدول الثلاث»: which he is of them?
            several = brief and bool(m.countries) and m.head is not None and m.head.number == "plural"
            options = [
                a
                for a in self.actors
                if a.kind == "official"
                and agree(a, m)
                and self._has_role(a, key, of=m.country)
                and ((not many and a.named) or many == all(is_crowd(x) for _, x in a.mentions))
                and not (several and a.named and not (a.country or a.org))
                and not presides_else(a, m, self.lexicon.grammar)
                and not told_to_him(a, s, m, is_address, self.lexicon.grammar)
                and not told_beside(a, s, m)
                and not told_far_behind(a, s, m)
                and not self._of_another_state(a, m, s)
                and not self._told_apart(a, m, s)
                and not (m.country and not m.former and former(a))
                and not (m.org and not a.org and len((key or "").split()) == 1)  # «رئيس الإنتربول» is no «رئيس الوزراء»
            ]
            # «الوزير … نظيره»: he is not his own counterpart
            facing = [o for o in self.sentences[s].mentions if o.kind == "counterpart" and o.first > m.first]
            if facing:
                near = [x for x in self.sentences[s].mentions if m.last <= x.first <= facing[0].first]
                places, theirs = {o.first for o in facing}, {o.country for o in near[:1] if o in facing} - {None}
                options = [a for a in options if not any(x.first in places for x in a.inside(s))]
                # «سبق لوزير الداخلية أن هاتف نظيره الألباني»: no Albanian
                options = [a for a in options if m.country or a.country not in theirs]
            if not m.country and m.head and m.head.number == "singular":
                # «الوزير»، «وزير الخارجية» is the article's own rather than a counterpart of his
                options = [a for a in options if not a.is_counterpart] or options
            exact = tuple((key or "").split())  # «وزير الأمن الداخلي» rather than whoever was called «الوزير»
            alone = m.head is not None and m.head.category == "head" and m.head.definite  # «الرئيس»: of a state
            if (len(exact) > 1 or alone) and not m.country:
                options = [a for a in options if exact in a.all_offices] or options
        if is_address(m):
            # سموه: whoever was last addressed so, else the last of that office
            word = self.sentences[s].tokens[m.first].text[len(m.link) if len(m.link) == 1 else 0 :]
            addressed = [
                self._of[(t, p.first, None)]
                for t, p in itertools.takewhile(lambda x: s - x[0] <= _ADDRESSED, reversed(previous))
                if p.name and self._addresses(word, p.honorific)
            ]
            first = [self._of[(t, p.first, None)] for t, p in previous if p.name and s - t <= 8]
            subject = self._subject_before(s, m, previous)  # «استقبل معالي X معالي Y …. كما اجتمع معاليه مع …»: X
            if subject is not None and (subject in addressed or not addressed):
                return subject
            options = addressed[:1] or options or first[:1]
        if options:

            def distance(actor: Actor) -> tuple[int, int, int]:
                exact = 0 if (m.country and actor.country == m.country) else (1 if not m.country else 2)
                last = actor.before((s, m.first))
                if last:
                    return (
                        exact,
                        0,
                        (s - last[0]) * 1000 + m.first - last[1].first if s == last[0] else (s - last[0]) * 1000,
                    )
                return (exact, 1, actor.mentions[0][0] if actor.mentions else 0)

            return min(options, key=distance)
        actor = Actor("official", country=m.country, org=m.org)
        self.actors.append(actor)
        return actor

    def _father_and_son(self, name: tuple[str, ...], fuller: tuple[str, ...]) -> bool:
        """«خليفة حفتر» beside «صدام خليفة حفتر»; some first names (محمد) many leave out."""
        return len(name) > 1 and name == fuller[1:] and fuller[0] not in self.lexicon.grammar.left_out

    def _subject_before(self, s: int, m: Mention, previous: list[tuple[int, Mention]]) -> Actor | None:
        """Who was named last behind a verb of meeting or saying, as ``m`` stands behind one."""
        if not self._behind_verb(s, m):
            return None
        near = itertools.takewhile(lambda x: s - x[0] <= _ADDRESSED, reversed(previous))
        return next((self._of[(t, p.first, None)] for t, p in near if p.name and self._behind_verb(t, p)), None)

    def _behind_verb(self, s: int, m: Mention) -> bool:
        if m.link or not m.first:
            return False
        grammar, word = self.lexicon.grammar, self.sentences[s].tokens[m.first - 1].text
        if word in surfaces(grammar.statement) or word in grammar.was:
            return True  # «وكان معاليه قد تلقى اتصالا من …»
        triggers = self.sentences[s].matches(self.lexicon.triggers).values()
        return any(t.last == m.first and t.value.frame in _OF_SUBJECT for t in triggers)

    def _stateless(
        self, m: Mention, s: int, key: str | None, previous: list[tuple[int, Mention]], named: list[Actor]
    ) -> list[Actor]:
        """«رحب الوزير الفرنسي بنظيره المصري»: the one of that office whose state the article has not told yet."""
        here = previous[-1][0] if previous else 0
        facing = [self._of.get((t, p.first, None)) for t, p in previous if t == here]
        return [
            a
            for a in named
            if not (a.country or a.org)
            and a not in facing
            and m.country
            and self._has_role(a, key, exact=True)
            and not told_far_behind(a, s, m)
        ]

    def _of_that_rank(self, m: Mention, s: int, previous: list[tuple[int, Mention]]) -> list[Actor]:
        """«رئيس الأركان … نظيره الموريتاني»: the one commander of that state just named."""
        model = next((p for _, p in reversed(previous) if p.kind == "official" and p.head), None)
        near = {id(a): a for t, p in previous if s - t <= 3 and (a := self._of.get((t, p.first, None)))}
        found = [
            a
            for a in near.values()
            if m.country
            and a.country == m.country
            and a.named
            and model is not None
            and model.head
            and (
                any(x.head and x.head.category == model.head.category for _, x in a.mentions)
                or alike_services(a, model)
            )
        ]
        return found if len(found) == 1 else []

    def _told_later(self, m: Mention, key: str | None, s: int, named: list[Actor]) -> list[Actor]:
        """«التقى أمين المجلس … نظيره الروسي …. التقى أمين مجلس الأمن الروسي X»: the only one of that state, named
        right after it with an office of that kind."""
        words = (key or "").split()
        found = [
            a
            for a in named
            if m.country
            and a.country == m.country
            and words
            and any(s <= t <= s + _TOLD_LATER and x.name for t, x in a.mentions)
            and any(office[0] == words[0] for office in a.offices)
        ]
        return found if len(found) == 1 else []

    def _addresses(self, pronoun: str, honorific: str) -> bool:
        """«جلالته» is whoever was called «جلالة …», with the last letter open to the pronoun."""
        words = (self.lexicon.grammar.bare(w) for w in honorific.split())
        return any(len(w) > 2 and pronoun.startswith(w[: max(3, len(w) - 1)]) for w in words)

    def _has_role(self, actor: Actor, key: str | None, *, exact: bool = False, of: str | None = None) -> bool:
        """One office is told more briefly than the other, or both are the sovereign's; «المسؤول» may be anybody, unless
        ``exact``. Of one state (``of``), «الزعيم» and «الرئيس», «وزير الخارجية» and «وزير الشؤون الخارجية» are one."""
        if not key:
            return False
        grammar = self.lexicon.grammar
        words = tuple(key.split())
        offices = actor.offices
        if len(words) == 1 and fold(words[0]) in grammar.any_official and offices and not exact:
            rules = any(m.head and m.head.category in _RULERS for _, m in actor.mentions)
            return actor.named and not rules and not any(president(m) for _, m in actor.mentions)
        brief = self._without_body(words)
        for other in actor.all_offices:
            if len(other) == 1 < len(words) and any(len(o) > 1 and o[0] == other[0] for o in offices):
                continue  # «وزير الداخلية X … الوزير … الوزير المنتدب المكلف بـ»: X, but not the last
            if words == other[: len(words)] or other == words[: len(other)]:
                return True
            if brief == (theirs := self._without_body(other))[: len(brief)] or theirs == brief[: len(theirs)]:
                return True
            if words[0] in grammar.sovereign and other[0] in grammar.sovereign:
                return True
        if of is None or actor.country != of:
            return False
        same, throne = office_key(key), words[0] in grammar.sovereign
        return any(office_key(" ".join(o)) == same and (o[0] in grammar.sovereign) == throne for o in offices)

    def _without_body(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """«رئيس جهاز المخابرات» is «رئيس المخابرات»."""
        if len(words) > 2 and words[1] in self.lexicon.grammar.body_word:
            return (words[0], *words[2:])
        return words

    def _of_another_state(self, actor: Actor, m: Mention, s: int) -> bool:
        """«ترامب … والتقى الرئيس الروسي»: not the one named in the same sentence, of whom no state is told; nor one
        whose sentences name states, but never that one."""
        unknown = actor.country in {None, UNRESOLVED}  # «وزير خارجية المملكة»: of which one, nobody tells
        if not m.country or m.country == UNRESOLVED or not unknown or actor.org or not actor.named:
            return False
        lexicon, tokens = self.lexicon, self.sentences[s].tokens
        subject = m.link in lexicon.grammar.governed  # «كان الوزير قد تلقى اتصالا من وزير الداخلية الجزائري»
        before = [x for x in actor.inside(s) if x.last <= m.first and (x.name or (subject and not x.link))]
        if m.countries:  # «شارك X بحضور وزراء داخلية مصر والأردن»: he is none of those beside him
            word = lexicon.events.at(tokens, m.first - 1) if m.first else None
            beside = m.link in lexicon.grammar.with_ | lexicon.grammar.for_ or (word and word.value == "attendance")
            return bool(before and beside)
        if before:  # but «ورودريغيز، وهو أول وزير خارجية كوبي …»
            last = max(x.last for x in before)
            return lexicon.grammar.is_he.isdisjoint(t.text for t in tokens[last : m.first])
        if actor.country:
            return False
        if any(faces(self.sentences[t], x, m.country, lexicon) for t, x in actor.mentions):
            return True
        named = {
            found.value.code
            for n in {t for t, _ in actor.mentions}
            for found in self.sentences[n].matches(lexicon.states).values()
        }
        return len(named) > 1 and m.country not in named

    def _told_apart(self, actor: Actor, m: Mention, s: int) -> bool:
        """«رؤساء تركيا وروسيا»، «مسؤول كوري»، «رئيس كولومبيا» far before «الرئيس X»: who is told so with a state is not
        the one of whom the article tells none."""
        if not m.country or m.head is None or actor.country or actor.org or not actor.named:
            return False
        grammar, before = self.lexicon.grammar, actor.before((s, m.first))
        if m.countries:  # of whom the others are told with their names: «رئيسا مصر والسودان»، «الرئيس السوداني Y»
            known = {a.country for a in self.actors if a.named and self._has_role(a, m.role_key)}
            return not known.issuperset(code for code in m.countries if code != m.country)
        if fold(m.role_key or "") in grammar.any_official:
            return before is None or not m.head.definite
        if any(x.link in grammar.with_ and x.first >= m.last for x in actor.inside(s)):
            return True  # «لقاء وزير خارجية مصر مع الوزير X»
        soon = any(s <= t <= s + 1 for t, _ in actor.mentions)
        return before is None and not soon and not m.head.definite and fold(m.role_key or "") in grammar.same_office

    def _of_the_body(self, s: int, m: Mention) -> Mention:
        """«زار مقر الإنتربول، حيث التقى برئيس المنظمة X»: of the organisation named last before him."""
        grammar = self.lexicon.grammar
        *rest, last = (m.role_key or "").split() or [""]
        if m.country or m.org or m.kind != "official" or not rest or last not in grammar.the_body:
            return m
        for n in (s, s - 1) if s else (s,):
            before = [x for x in self.sentences[n].mentions if x.org and (n < s or x.last <= m.first)]
            if before:
                return replace(m, org=before[-1].org)
        return m
