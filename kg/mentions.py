"""Officials, delegations, states and organisations as a sentence names them.

An official's noun phrase is a chain of honorifics, offices and one name, in any order the press uses:
``معالي وزير الخارجية المصري سامح شكري``, ``اللواء محمود توفيق، وزير الداخلية``, ``السفير الفرنسي لدى المملكة برتران بزانسنو``.
The chain grows while its parts agree and breaks where a second person begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.lexicon import HeadForm, Honorific, Lexicon
from kg.names import OPENERS, OPENING, SEPARATORS, NameReader
from kg.tokens import Match, Token

_SAME_OFFICE = frozenset({"رئيس", "رئيس الجمهورية", "ملك", "عاهل", "أمير", "خادم الحرمين الشريفين", "سلطان", "سفير"})
_CAREERS = {"minister": 1, "director": 2, "ambassador": 3, "attaché": 3, "commander": 2}
UNRESOLVED = "?"


@dataclass(frozen=True, slots=True)
class Mention:
    """A party as one sentence names it; ``first:last`` are its tokens, ``start:end`` its place in the folded text."""

    kind: str  # official | counterpart | group | state | org
    first: int
    last: int
    start: int
    end: int
    link: str = ""
    name: str | None = None
    name_start: int = 0
    name_end: int = 0
    role: str | None = None
    head: HeadForm | None = None
    role_key: str | None = None
    country: str | None = None
    countries: tuple[str, ...] = ()
    org: str | None = None
    former: bool = False
    honorific: str = ""  # the form of address before the name, folded
    titled: bool = False

    @property
    def affiliated(self) -> bool:
        return bool(self.country or self.org)


@dataclass(slots=True)
class _Office:
    last: int
    head: HeadForm
    role_start: int
    role_end: int
    words: list[str]
    country: str | None = None
    countries: tuple[str, ...] = ()
    org: str | None = None
    former: bool = False
    innermost: str = ""  # category of the last nested head: minister, in «مستشار وزير العدل»


@dataclass(slots=True)
class _Chain:
    """The official being read."""

    first: int
    last: int
    offices: list[_Office]
    name: tuple[int, int] | None = None  # tokens
    honorific: str = ""
    titled: bool = False  # by a title of state

    @property
    def country(self) -> str | None:
        return next((o.country for o in self.offices if o.country), None)

    @property
    def org(self) -> str | None:
        return next((o.org for o in self.offices if o.org), None)


class MentionReader:
    """Finds the mentions of one sentence; holds nothing but the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.names = NameReader(lexicon)

    def read(self, tokens: list[Token]) -> list[Mention]:
        """All mentions of a sentence in order, not overlapping (dual offices give two with the same place)."""
        out: list[Mention] = []
        i = 0
        while i < len(tokens):
            blocked = self.lexicon.blockers.at(tokens, i)
            found = []
            if blocked and blocked.last - blocked.first > 1:
                i = blocked.last
                continue
            found = self._many(tokens, i) or self._official(tokens, i) or self._group(tokens, i) or self._body(tokens, i)
            if found:
                out.extend(found)
                i = found[-1].last
            else:
                i += 1
        return out

    # -- officials ---------------------------------------------------------------------------------------------

    def _official(self, tokens: list[Token], i: int) -> list[Mention]:
        if several := self._several(tokens, i):
            return several
        chain = self._chain(tokens, i)
        if chain is None or not (chain.offices or chain.name):
            return []
        if not chain.offices and not chain.honorific:
            return []
        return self._close(tokens, chain)

    def _several(self, tokens: list[Token], i: int) -> list[Mention]:
        """«وزيرا الداخلية الأردني مازن الحديدي والعراقي فاضل الشمري»: one office, then state and name for each holder."""
        head = self.lexicon.heads.at(tokens, i)
        if head is None or head.value.number not in {"dual", "plural", "counterpart-dual"}:
            return []
        office = self._office(tokens, i, clitics=True, alone=True)
        if office is None or not office.country:
            return []
        name = self.names.at(tokens, office.last, titled=True, stated=True) if office.last < len(tokens) else None
        if name is None:
            return []
        out: list[Mention] = []
        first = i
        while True:
            chain = _Chain(first, name[1], [office], name)
            mention = self._close(tokens, chain)[0]
            out.append(mention if not out else replace(mention, link="و", start=tokens[first].start))
            j = name[1] + 1 if name[1] < len(tokens) and tokens[name[1]].text in SEPARATORS else name[1]
            state = self.lexicon.states.at(tokens, j) if j < len(tokens) else None
            if state is None or state.clitic not in self.lexicon.grammar.and_ or state.last >= len(tokens):
                return out if len(out) > 1 else []
            following = self.names.at(tokens, state.last, titled=True, stated=True)
            if following is None:
                return out if len(out) > 1 else []
            first, name = j, following
            office = replace(office, country=state.value.code, last=state.last)

    def _chain(self, tokens: list[Token], i: int) -> _Chain | None:
        chain = _Chain(i, i, [])
        j = i
        first = True
        while j < len(tokens):
            at, separated = (j, False) if first else self._skip(tokens, j)
            if at >= len(tokens):
                break
            honorific = self.lexicon.honorifics.at(tokens, at, clitics=first)
            office = None
            if honorific and honorific.value.position == "after":
                j = chain.last = honorific.last
                continue
            if honorific and honorific.value.position == "before" and not (chain.name or (chain.offices and honorific.value.opens)):
                end = self._honorifics(tokens, honorific.last)
                name = self.names.at(tokens, end, titled=True, ranked=True)
                if name:
                    if separated and chain.offices and not self._apposed(tokens, name):
                        break
                    chain.name, chain.last = name, name[1]
                    chain.honorific = chain.honorific or _words(tokens, honorific)
                    chain.titled = chain.titled or honorific.value.office
                    j, first = self._unquote(tokens, name[1]), False
                    continue
                chain.titled = chain.titled or honorific.value.office
                if first:
                    j, first, chain.honorific = end, False, _words(tokens, honorific)
                    chain.last = end
                    continue
                if honorific.value.opens:
                    break
                office = self._office(tokens, end, clitics=False)
                if office is None:
                    break
            if office is None:
                if honorific and honorific.value.opens and (chain.name or chain.offices):
                    # ... معالي وزير: a new person, unless it only repeats the address before this one's name
                    end = self._honorifics(tokens, honorific.last)
                    name = None if chain.name else self.names.at(tokens, end, titled=True)
                    if name and not separated:
                        chain.name, chain.last = name, name[1]
                        chain.honorific = chain.honorific or _words(tokens, honorific)
                        chain.titled = chain.titled or honorific.value.office
                        j = self._unquote(tokens, name[1])
                        continue
                    break
                office = self._office(tokens, at, clitics=first)
            if office is not None:
                if not first and not self._belongs(tokens, chain, office, at, separated):
                    break
                chain.offices.append(office)
                chain.last = office.last
                j, first = office.last, False
                continue
            if chain.name is None and (chain.offices or first or chain.honorific):
                name = None
                if not first and tokens[at - 1].text in OPENING:
                    name = self.names.quoted(tokens, at)
                elif separated and chain.offices:
                    name = self.names.between_commas(tokens, at)
                name = name or self.names.at(tokens, at, titled=True, stated=self._stated(chain) and not separated)
                if name and first and not self._named_office_follows(tokens, name[1]):
                    return None
                if name and first and name[1] - name[0] == 1 and not self._skip(tokens, name[1])[1]:
                    return None  # «استقبل هادي مبعوث …»: a bare surname and the next person's office
                if name and separated and not self._apposed(tokens, name):
                    break
                if name:
                    chain.name, chain.last = name, name[1]
                    j, first = self._unquote(tokens, name[1]), False
                    continue
            break
        return chain if chain.last > i else None

    def _stated(self, chain: _Chain) -> bool:
        """The office just read has told its state or organisation: what follows is the holder's name or nothing."""
        return bool(chain.offices) and bool(chain.offices[-1].country or chain.offices[-1].org)

    def _honorifics(self, tokens: list[Token], j: int) -> int:
        """The end of a run of honorifics and ranks (اللواء طيار ركن / الدكتور)."""
        while j < len(tokens):
            if tokens[j].text in "./" and j + 1 < len(tokens):
                j += 1
                continue
            more = self.lexicon.honorifics.at(tokens, j, clitics=False)
            if more is None or more.value.position == "after":
                return j
            j = more.last
        return j

    def _skip(self, tokens: list[Token], j: int) -> tuple[int, bool]:
        """Past quotation marks and at most one separator; says whether a separator stood there."""
        separated = False
        while j < len(tokens):
            text = tokens[j].text
            if text in OPENERS:
                j += 1
            elif text in SEPARATORS and not separated:
                separated = True
                j += 1
            else:
                break
        return j, separated

    def _unquote(self, tokens: list[Token], j: int) -> int:
        return j + 1 if j < len(tokens) and tokens[j].text in OPENERS else j

    def _belongs(self, tokens: list[Token], chain: _Chain, office: _Office, at: int, separated: bool) -> bool:
        """Whether a further office is the same person's."""
        clash = (
            chain.country
            and office.country
            and chain.country != office.country
            and UNRESOLVED not in (chain.country, office.country)
        )
        if clash or (chain.org and office.org and chain.org != office.org):
            return False
        if office.head.category == "counterpart":
            return False
        if self._inside_quotes(tokens, chain.first, at) and not self._name_after(tokens, office.last):
            return True
        if (chain.country and office.org and not office.country) or (chain.org and office.country and not chain.country):
            return office.head.category == "envoy" and bool(chain.name) and not self._is_conjunction(tokens[at])
        own_name = self._name_after(tokens, office.last, stated=bool(office.country or office.org))
        if self._is_conjunction(tokens[at]):
            if own_name and chain.name is None and chain.offices[-1].head.category in {"deputy", "head", "heir"}:
                return not office.country or office.country == chain.country  # نائب رئيس مجلس الوزراء ووزير الداخلية X
            if own_name:
                return False
            if self._inside_quotes(tokens, chain.first, at):
                return True
            return bool(chain.country and office.country == chain.country) or office.head.lemma in {"حاكم"}
        if chain.name:
            if own_name:
                return False
            if chain.offices and office.head.lemma in _SAME_OFFICE and chain.offices[-1].head.lemma in _SAME_OFFICE:
                return True  # الرئيس … رئيس الجمهورية اليمنية
            if chain.offices and tokens[chain.name[0]].start > chain.offices[-1].role_start and office.country and not separated:
                # R N R' D': the second office has its own state; the first had none: two persons side by side
                return bool(chain.country) or self._inside_quotes(tokens, chain.first, at)
            return True
        if chain.offices and _rivals(chain.offices[-1].head.category, office.head.category):
            return False
        if chain.country and not office.country and not separated and not own_name and not chain.name and office.head.category in {"head", "heir", "sovereign", "minister"}:
            return False
        if chain.offices and office.country and not chain.country and not separated:
            before = chain.offices[-1].head.category
            return before in {"heir", "sovereign", "deputy"} or (before == "head" and office.head.category == "minister")
        return True

    def _inside_quotes(self, tokens: list[Token], start: int, end: int) -> bool:
        texts = [t.text for t in tokens[start:end]]
        return texts.count("«") + texts.count("(") > texts.count("»") + texts.count(")")

    def _is_conjunction(self, token: Token) -> bool:
        return token.text.startswith("و") and self.lexicon.heads.at([token], 0) is not None and token.text not in self.lexicon.heads and (
            token.text[1:] in self.lexicon.heads
        )

    def _name_after(self, tokens: list[Token], j: int, *, stated: bool = False) -> bool:
        at, separated = self._skip(tokens, j)
        if at >= len(tokens) or separated:
            return False
        address = self.lexicon.honorifics.at(tokens, at, clitics=False)
        if address and address.value.opens:
            return False  # a form of address begins the next person
        titled = self._honorifics(tokens, at)
        if titled > at and titled < len(tokens) and not tokens[titled].is_mark:
            return True
        at = titled
        return self.names.at(tokens, at, titled=True, stated=stated) is not None

    def _named_office_follows(self, tokens: list[Token], j: int) -> bool:
        at, _ = self._skip(tokens, self._unquote(tokens, j))
        if at >= len(tokens) or tokens[at - 1].text == ":":
            return False
        return self._office(tokens, at, clitics=False) is not None

    def _apposed(self, tokens: list[Token], name: tuple[int, int]) -> bool:
        """A name behind a comma belongs to the office before it only where the name is closed off too."""
        end = name[1]
        return end >= len(tokens) or tokens[end].text in SEPARATORS or tokens[end].is_mark or self.names.is_name(tokens[name[0]].text, titled=True)

    # -- offices -----------------------------------------------------------------------------------------------

    def _office(self, tokens: list[Token], i: int, *, clitics: bool, alone: bool = False) -> _Office | None:
        """The office that begins at ``i``; ``alone`` takes one state only (others may follow with their own holders)."""
        lexicon = self.lexicon
        head = lexicon.heads.at(tokens, i, clitics=clitics or tokens[i].text.startswith("و"))
        if head is None:
            return None
        role_start = tokens[head.first].start + len(head.clitic)
        if head.clitic.endswith("ل") and tokens[head.first].text.startswith(head.clitic + "ل"):
            role_start -= 1
        office = _Office(head.last, head.value, role_start, tokens[head.last - 1].end, [head.value.lemma])
        office.innermost = head.value.category
        if head.value.lemma == "خادم الحرمين الشريفين":
            office.country = "SA"
        if head.value.category == "address":
            return office
        j = head.last
        takes_office = head.value.takes_office
        complement = False
        while j < len(tokens):
            text = tokens[j].text
            if text in OPENERS and j + 1 < len(tokens) and tokens[j + 1].text in lexicon.office_words and complement:
                j += 1
                continue
            organisation = lexicon.organisations.at(tokens, j)
            if organisation and organisation.clitic in {"", "ل", "ب"} and not office.org:
                if not (organisation.value.adjective and lexicon.states.at(tokens, j)):
                    office.org = organisation.value.label
                    j = office.last = organisation.last
                    complement = True
                    continue
            state = lexicon.states.at(tokens, j)
            deictic = lexicon.deictics.at(tokens, j)
            if deictic and deictic.clitic in {"", "ل", "ب"} and (state is None or deictic.last > state.last):
                if office.country is None:
                    office.country = deictic.value[0] if len(deictic.value) == 1 else UNRESOLVED
                j = office.last = deictic.last
                complement = True
                continue
            if state and self._takes_state(office, state.clitic, state.value.kind, state.value.ambiguous, tokens[j - 1].text):
                office.country = state.value.code
                j = office.last = state.last
                codes = [state.value.code]
                while not alone and head.value.number in {"dual", "plural", "counterpart-dual"} and j < len(tokens):
                    other = lexicon.states.at(tokens, j)
                    if other is None or other.clitic not in {"و", ""} or other.value.kind != state.value.kind:
                        break
                    codes.append(other.value.code)
                    j = office.last = other.last
                office.countries = tuple(codes)
                complement = True
                continue
            city = lexicon.cities.at(tokens, j, clitics=False)
            if city and not tokens[j - 1].text.startswith("ال") and not city.value.ambiguous and head.value.category not in {"minister", "head"}:
                office.country = office.country or city.value.country
                j = office.last = city.last
                complement = True
                continue
            if text in {"لدي", "الي", "في"} and j + 1 < len(tokens):
                after = self._posting(tokens, j + 1, text)
                envoy = head.value.category in {"ambassador", "envoy", "attaché"}
                if after and (envoy or text == "لدي" or (text == "في" and (office.country or office.org))):
                    j = office.last = after
                    continue
                if after and text == "في" and not office.country:
                    inner = lexicon.states.at(tokens, j + 1)
                    if inner and inner.value.kind == "name" and not inner.value.ambiguous:
                        office.country = inner.value.code
                        j = office.last = inner.last
                        continue
                if text == "في" and tokens[j + 1].text in lexicon.office_words:
                    j += 1
                    continue
                inside = lexicon.organisations.at(tokens, j + 1, clitics=False) if text == "في" else None
                if inside and not office.org:
                    office.org = inside.value.label
                    j = office.last = inside.last
                    continue
                break
            if text.startswith("ب") and text[1:] in lexicon.office_words and (complement or head.value.category == "ambassador"):
                takes_office = True
                j = office.last = j + 1
                continue
            if text.startswith("ب") and head.value.category in {"ambassador", "attaché", "envoy"} and self._posting(tokens, j, "ب"):
                j = office.last = self._posting(tokens, j, "ب") or j + 1
                continue
            if self.lexicon.is_office_word(text) or (complement and self._joined_portfolio(tokens, j, office)):
                office.words.append(text)
                j += 1
                office.last = j
                office.role_end = tokens[j - 1].end if not office.country else office.role_end
                complement = True
                continue
            nested = lexicon.heads.at(tokens, j, clitics=False)
            if nested is None and text.startswith("ل"):
                nested = lexicon.heads.at(tokens, j)
                nested = nested if nested and nested.clitic == "ل" else None
            if nested and (takes_office or nested.value.number == "plural" or office.words[-1] in {"مكتب", "ديوان"}):
                office.words.append(nested.value.lemma)
                office.innermost = nested.value.category
                takes_office = nested.value.takes_office
                if nested.value.lemma == "خادم الحرمين الشريفين" and office.country is None:
                    office.country = "SA"
                j = office.last = nested.last
                office.role_end = tokens[j - 1].end if not office.country else office.role_end
                complement = True
                continue
            if lexicon.particles.at(tokens, j, clitics=False):
                office.former = True
                j += 1
                office.last = j
                continue
            break
        if not complement and head.value.definite and office.last < len(tokens) and self.names.at(tokens, office.last, titled=True):
            return office  # «النائب مايك …»
        if not complement and not head.value.stands_alone and head.value.category not in {"ambassador", "counterpart"}:
            return None
        if head.value.category == "director" and not (len(office.words) > 1 or office.country or office.org):
            return None
        return office

    def _joined_portfolio(self, tokens: list[Token], j: int, office: _Office) -> bool:
        """«… لشؤون الأمن والديمقراطية»: a further portfolio of a minister, joined by و and with the article."""
        text = tokens[j].text
        if office.innermost not in {"minister", "deputy"} or not text.startswith("وال") or text[1:] not in self.lexicon.common_words:
            return False
        return not any(
            table.at(tokens, j)
            for table in (self.lexicon.heads, self.lexicon.honorifics, self.lexicon.groups, self.lexicon.states, self.lexicon.events)
        )

    def _takes_state(self, office: _Office, clitic: str, kind: str, ambiguous: bool, last: str) -> bool:
        """Whether a state's name or demonym here belongs to the office: a bare name needs a noun without the article before it."""
        if kind == "name" and not clitic and last.startswith(("ال", "لل", "بال")):
            return False
        if office.country is not None and office.country != UNRESOLVED:
            return False
        if clitic not in {"", "ل", "ب"} or (clitic and kind == "demonym"):
            return False
        return not ambiguous or office.innermost in {"minister", "head", "ambassador", "counterpart", "sovereign", "commander", "envoy"}

    def _posting(self, tokens: list[Token], j: int, preposition: str = "") -> int | None:
        """The end of the state, organisation or city to which an envoy is accredited (a coordinator serves his body)."""
        clitic = preposition if preposition == "ب" else ""
        if preposition == "في" and self.lexicon.organisations.at(tokens, j, clitics=False):
            return None
        for table in (self.lexicon.states, self.lexicon.organisations, self.lexicon.deictics, self.lexicon.cities):
            match = table.at(tokens, j)
            if match and match.clitic == clitic and getattr(match.value, "kind", "name") != "demonym":
                return match.last
        return None

    # -- closing -----------------------------------------------------------------------------------------------

    def _close(self, tokens: list[Token], chain: _Chain) -> list[Mention]:
        office = _principal(chain.offices)
        name = None
        name_start = name_end = 0
        if chain.name:
            name_start, name_end = tokens[chain.name[0]].start, tokens[chain.name[1] - 1].end
            name = " ".join(t.text for t in tokens[chain.name[0] : chain.name[1]])
        first = tokens[chain.first]
        clitic = ""
        match = self.lexicon.heads.at(tokens, chain.first) or self.lexicon.honorifics.at(tokens, chain.first)
        if match:
            clitic = match.clitic
        kind = "counterpart" if office and office.head.category == "counterpart" else "official"
        mention = Mention(
            kind=kind,
            first=chain.first,
            last=chain.last,
            start=first.start + len(clitic.replace("ل", "") if clitic.endswith("ل") and first.text.startswith(clitic + "ل") else clitic),
            end=tokens[chain.last - 1].end,
            link=self._link(tokens, chain.first, clitic),
            name=name,
            name_start=name_start,
            name_end=name_end,
            role=None if office is None else f"{office.role_start}:{office.role_end}",
            head=office.head if office else None,
            role_key=_role_key(office) if office else None,
            country=chain.country,
            org=chain.org,
            former=any(o.former for o in chain.offices) and len(chain.offices) == 1,
            honorific=chain.honorific,
            titled=chain.titled,
        )
        countries = next((o.countries for o in chain.offices if len(o.countries) > 1), ())
        if countries and name is None:
            return [replace(mention, country=c, countries=countries) for c in countries]
        return [mention]

    def _link(self, tokens: list[Token], first: int, clitic: str) -> str:
        """What joins a mention to what stands before it: a proclitic, else the preposition before (past «كل من»)."""
        if clitic:
            return clitic.lstrip("ف") or clitic
        j = first - 1
        while j >= 0 and tokens[j].text in OPENERS:
            j -= 1
        words: list[str] = []
        while j >= 0 and len(words) < 3:
            words.append(tokens[j].text)
            j -= 1
        if not words:
            return ""
        if words[0] == "من" and len(words) > 1 and words[1] in {"كل", "كلا", "بكل", "لكل", "عددا", "عدد"}:
            if words[1].startswith("ب") or words[1].startswith("ل"):
                return words[1][0]
            return words[2] if len(words) > 2 and words[2] in _LINKS else ""
        return words[0] if words[0] in _LINKS else ("،" if words[0] in SEPARATORS else "")

    # -- delegations, states, organisations ----------------------------------------------------------------------

    def _many(self, tokens: list[Token], i: int) -> list[Mention]:
        """«عددا من السفراء … بمفوضية الاتحاد الأفريقي»: several of an office, unnamed, are a delegation."""
        head = self.lexicon.heads.at(tokens, i)
        if head is None or head.value.number != "plural" or not any(t.text in {"عددا", "عدد", "كبار"} for t in tokens[max(0, i - 3) : i]):
            return []
        return self._delegation(tokens, head.first, head.last, head.clitic, 10)

    def _group(self, tokens: list[Token], i: int) -> list[Mention]:
        match = self.lexicon.groups.at(tokens, i)
        return self._delegation(tokens, match.first, match.last, match.clitic, 6) if match else []

    def _delegation(self, tokens: list[Token], first: int, last: int, clitic: str, reach: int) -> list[Mention]:
        country = org = None
        end = last
        for j in range(last, min(last + reach, len(tokens))):
            if tokens[j].text.startswith("و") and j > last and not self.lexicon.states.at(tokens, j) and not self.lexicon.is_office_word(tokens[j].text):
                break
            if tokens[j].text in {"برياسه", "يراسه", "بقياده", "مع", "،", ".", "الي", "المرافق"}:
                break
            organisation = self.lexicon.organisations.at(tokens, j)
            if organisation and not organisation.value.adjective:
                org, end = organisation.value.label, organisation.last
                break
            state = self.lexicon.states.at(tokens, j)
            if state and state.clitic in {"", "ل"} and not (state.value.ambiguous and not state.value.definite):
                country, end = state.value.code, state.last
                break
            if self.lexicon.heads.at(tokens, j) and j > last + 1:
                break
        if country is None and org is None:
            return []
        return [self._bare(tokens, "group", first, end, clitic, country, org)]

    def _body(self, tokens: list[Token], i: int) -> list[Mention]:
        organisation = self.lexicon.organisations.at(tokens, i)
        if organisation and not organisation.value.adjective and not organisation.value.ambiguous:
            return [self._bare(tokens, "org", i, organisation.last, organisation.clitic, None, organisation.value.label)]
        state = self.lexicon.states.at(tokens, i)
        if state and state.value.kind == "name" and not state.value.ambiguous:
            return [self._bare(tokens, "state", i, state.last, state.clitic, state.value.code, None)]
        body = self.lexicon.bodies.at(tokens, i)
        if body is None:
            return []
        end = body.last
        while end < len(tokens) and self.lexicon.is_office_word(tokens[end].text):
            end += 1
        whose = self.lexicon.states.at(tokens, end, clitics=False) if end < len(tokens) else None
        if whose is None or (whose.value.kind == "demonym" and not whose.value.definite):
            return [self._bare(tokens, "body", i, end, body.clitic, None, None)]
        return [self._bare(tokens, "body", i, whose.last, body.clitic, whose.value.code, None)]

    def _bare(self, tokens: list[Token], kind: str, first: int, last: int, clitic: str, country: str | None, org: str | None) -> Mention:
        return Mention(
            kind=kind,
            first=first,
            last=last,
            start=tokens[first].start + len(clitic),
            end=tokens[last - 1].end,
            link=self._link(tokens, first, clitic),
            country=country,
            org=org,
        )


_LINKS = frozenset("مع بين الي من عن علي لدي برياسه بحضور برفقه بمشاركه وبين في بقياده يراسه".split())

# Which of several offices of one person the guide asks for: the one that makes the party, ministries before courtly ranks.
_PRECEDENCE = ("minister", "ambassador", "envoy", "secretary-general", "commander", "director", "heir", "head", "sovereign")


def _rivals(one: str, other: str) -> bool:
    """Offices that nobody holds together: a minister is no ambassador, a director of security no minister."""
    return _CAREERS.get(one, 0) != _CAREERS.get(other, 0) and one in _CAREERS and other in _CAREERS


def _words(tokens: list[Token], match: Match[Honorific]) -> str:
    return " ".join(t.text for t in tokens[match.first : match.last])[len(match.clitic) :]


def _principal(offices: list[_Office]) -> _Office | None:
    if not offices:
        return None

    def rank(office: _Office) -> int:
        category = office.head.category
        return _PRECEDENCE.index(category) if category in _PRECEDENCE else len(_PRECEDENCE)

    return min(offices, key=rank)


def _role_key(office: _Office) -> str:
    words = [w.removeprefix("ال") for w in office.words]
    return " ".join(words[:3])
