"""Whose «وزير خارجيتها» is: of the state, body or official named before."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.tokens import Token


def owned(lexicon: Lexicon, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
    """«روسيا … وزير خارجيتها»، «الرئيس الفرنسي … ونائبه»: of the state or body named last before it."""
    out: list[Mention] = []
    for m in mentions:
        if not m.possessed:
            out.append(m)
            continue
        master = out[-1] if out and m.link in lexicon.grammar.and_ and m.first - out[-1].last <= 1 else None
        if master and master.kind == "official" and master.name and not (master.country or master.org):
            out.append(m)  # «الرئيس الفرنسي X برئيس المجلس الرئاسي Y، ونائبه»: of whatever state Y is
            continue
        hers = _hers(lexicon, tokens, m)
        owner = _owner(lexicon, m, out, hers=hers)
        after = owner.last if owner and hers else 0
        capital = None if owner and not after else _capital_before(lexicon, tokens, after, m.first)
        if owner and not capital:
            out.append(replace(m, country=owner.country, org=owner.org))
        else:
            out.append(replace(m, country=capital or UNRESOLVED))
    return out


def _hers(lexicon: Lexicon, tokens: list[Token], m: Mention) -> bool:
    """«زعيمها», «وزير خارجيتها»: a state's, not a person's own."""
    her = tuple(p for p in lexicon.grammar.his if len(p) > 1)
    return any(t.text.endswith(her) for t in tokens[m.first : m.last])


def _owner(lexicon: Lexicon, m: Mention, before: list[Mention], *, hers: bool) -> Mention | None:
    """The state, body or official named last before «زعيمها»; «وافقت كوريا الشمالية خلال قمة في سنغافورة بين زعيمها
    …»: not where it was."""
    known = [p for p in before if p.country or p.org]
    free = [p for p in known if not (p.kind == "state" and p.link in lexicon.grammar.in_)]
    elsewhere = hers and known[-1:] != free[-1:] and free and free[-1].kind in {"state", "org"}
    return next(reversed(free if elsewhere else known), None)


def _capital_before(lexicon: Lexicon, tokens: list[Token], start: int, stop: int) -> str | None:
    """«أعلنت موسكو أن وزير خارجيتها …», «متوجها إلى موسكو حيث يلتقي وزير خارجيتها»: the state of the capital named last
    before; behind another state, not a capital in which something was."""
    grammar = lexicon.grammar
    for i in range(stop - 1, start - 1, -1):
        city = lexicon.cities.at(tokens, i)
        if city is None or (start and (city.clitic in grammar.in_ or (i and tokens[i - 1].text in grammar.in_))):
            continue
        if code := lexicon.capitals.get(" ".join(t.text for t in tokens[city.first : city.last])):
            return code
    return None
