"""The parts of one official as they are read, and the mention that they make."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.names import TokenSpan
from kg.office import Office
from kg.tokens import Token

# Which of several offices of one person the guide asks for: the one that makes the party, ministries before courtly
# ranks.
_PRECEDENCE = (
    "minister",
    "ambassador",
    "envoy",
    "secretary-general",
    "commander",
    "director",
    "heir",
    "head",
    "sovereign",
)


_UNITED_NATIONS = "UN"


@dataclass(slots=True)
class Chain:
    """The official being read."""

    first: int
    last: int
    offices: list[Office]
    name: TokenSpan | None = None
    honorific: str = ""
    titled: bool = False
    state: str | None = None  # «الجنرال الأمريكي»: whose, where a rank tells it
    nickname: TokenSpan | None = None  # what he is called besides, in brackets

    @property
    def country(self) -> str | None:
        return next((o.country for o in self.offices if o.country), None) or self.state

    @property
    def org(self) -> str | None:
        return next((o.org for o in self.offices if o.org), None)

    @property
    def office(self) -> Office | None:
        """The office read last."""
        return self.offices[-1] if self.offices else None


def mention_of(lexicon: Lexicon, tokens: list[Token], chain: Chain, clitic: str = "") -> list[Mention]:
    """The mention of a chain; ``clitic`` has been taken from its first token already."""
    office = _principal(chain.offices, lexicon.grammar.no_portfolio)
    first = tokens[chain.first]
    match = lexicon.heads.at(tokens, chain.first) or lexicon.honorifics.at(tokens, chain.first)
    own = match.clitic if match else ""
    name = chain.name
    public = office is not None and (office.org is not None or _in_ministry(lexicon, tokens, chain, office))
    if office and office.head.category == "private" and public:
        office = replace(office, head=replace(office.head, category="director"))  # «المدير التنفيذي … بوزارة»
    org, country = chain.org, chain.country
    if org and country:  # «رئيس الإنتربول ونائب وزير الأمن الصيني»: as the first of his offices says
        first_stated = next(o for o in chain.offices if o.stated)
        org, country = (org, None) if first_stated.org and not first_stated.country else (org, country)
    if office and office.head.category in {"minister", "sovereign", "heir"} and not office.org and not chain.country:
        org = None  # «وزير الداخلية الرئيس الفخري لمجلس …»: he serves his state
    if office and office.head.category == "envoy" and not org and lexicon.grammar.international & set(office.words):
        org, country = _UNITED_NATIONS, None  # «المبعوث الدولي لليمن»: whom he serves, not where he goes
    mention = Mention(
        kind="counterpart" if office and office.head.category == "counterpart" else "official",
        first=chain.first,
        last=chain.last,
        start=first.start + len(own) - lexicon.grammar.swallowed(first.text, own),
        end=tokens[chain.last - 1].end,
        link=lexicon.link_before(tokens, chain.first, clitic or own),
        name=" ".join(t.text for t in tokens[name[0] : name[1]]) if name else None,
        name_span=(tokens[name[0]].start, tokens[name[1] - 1].end) if name else (0, 0),
        role=(office.role_start, office.role_end) if office else None,
        role_key=" ".join(lexicon.grammar.bare(w) for w in office.words[:3]) if office else None,
        head=office.head if office else None,
        role_keys=tuple(" ".join(lexicon.grammar.bare(w) for w in o.words[:3]) for o in chain.offices),
        country=country,
        org=org,
        former=any(o.former for o in chain.offices) and (len(chain.offices) == 1 or bool(office and office.former)),
        nickname=" ".join(t.text for t in tokens[slice(*chain.nickname)]) if chain.nickname else None,
        honorific=chain.honorific,
        titled=chain.titled,
        possessed=any(o.possessed for o in chain.offices) and not (chain.country or chain.org),
    )
    countries = next((o.countries for o in chain.offices if len(o.countries) > 1), ())
    if countries and name is None:
        return [replace(mention, country=c, countries=countries) for c in countries]
    return [mention]


def _in_ministry(lexicon: Lexicon, tokens: list[Token], chain: Chain, office: Office) -> bool:
    """«المدير التنفيذي لمركز العمليات بوزارة …»: the words of the office name a ministry."""
    own = (t for t in tokens[chain.first : chain.last] if office.role_start <= t.start < office.role_end)
    return any(t.text in lexicon.grammar.ministry for t in own)


def _principal(offices: list[Office], no_portfolio: frozenset[str]) -> Office | None:
    """The highest of somebody's offices; «وزير الدولة وزير الداخلية»: the portfolio rather than the rank."""
    if not offices:
        return None

    def rank(office: Office) -> tuple[int, bool]:
        category, words = office.head.category, office.words
        bare = category == "minister" and len(words) > 1 and all(w in no_portfolio for w in words[1:])
        if category == "ambassador" and len(words) == 1 and office.head.definite and not office.stated:
            return len(_PRECEDENCE) + 1, bare  # «الممثلة الخاصة للأمين العام السفيرة X»: a rank
        return (_PRECEDENCE.index(category) if category in _PRECEDENCE else len(_PRECEDENCE)), bare

    return min(offices, key=rank)
