"""From which state an article speaks: whose names, agencies, datelines, ministries and outlet it has."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from kg.datelines import dateline
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.tokens import COMMAS, DASHES, QUOTES, Token

_CAPITAL = 3  # what «العاصمة» with the city's name alone adds
_TOLD = 2  # what an office or body that only one state has adds to its score
_HINT = 12  # what the outlet's state counts
_ABROAD = 4  # states named so often tell what an article is about
_WAR = 3  # words from «الحرب (الدائرة) بين» to the first of the two
_VENUE = 25  # words from «على هامش» to the city of the gathering
_SIGNATURE = 6  # tokens at an article's end within which its agency signs
_AGENCY = 6  # what the agency counts that an article names as its own
_ENVOY = 3  # words of «خادم الحرمين الشريفين»
_LINE = 2  # what the city that an article is told from counts, where no agency tells whose news it is
_BROTHERLY = 8  # what «الشقيقة» behind the name of a state takes from it: nobody calls his own so
_OF_TWO = 4  # words from «العلاقات» to «المصرية السودانية»


def home_scores(
    sentences: Sequence[Sentence],
    lexicon: Lexicon,
    text_countries: Counter[str],
    visited: Collection[str] = (),
) -> Counter[str]:
    """How strongly an article's own words speak from within each state: agencies, datelines, «المملكة»."""
    scores: Counter[str] = Counter()
    for code, n in text_countries.items():
        scores[code] += min(n, 40)
    signed = False
    for number, sentence in enumerate(sentences):
        attend = _attendance(sentence, lexicon)
        for mention in sentence.mentions:
            # diplomats and counterparts are of other states than the one an article speaks from
            if mention.country and mention.head and mention.head.category in {"ambassador", "attaché", "counterpart"}:
                if mention.first > attend and mention.head.category != "counterpart":
                    continue  # «حضر اللقاء … وسفير المملكة لدى تونس»: of either side, here or there
                scores[mention.country] -= 1
                for i in range(mention.first, mention.last if not mention.countries else mention.first):
                    posted = _posting(sentence, i, lexicon)
                    if posted in visited:  # «كان في استقباله السفير المصري لدى الصين»: a guest from Egypt
                        scores[mention.country] += 5
                    elif posted and posted != mention.country:
                        scores[posted] += 4
        for told in sentence.matches(lexicon.telling).values():
            if len(told.value) == 1:  # «وزارة الداخلية والبلديات»
                scores[told.value[0]] += _TOLD
        spoken = _spoken_from(sentence, lexicon, opening=number < 2, closing=number + 1 == len(sentences))
        for _, code, weight in sorted(spoken, key=lambda told: told[0]):
            scores[code] += weight
            signed = signed or weight == _AGENCY
    line = next((place for sentence in sentences[:2] if (place := dateline(lexicon, sentence))), None)
    if line and not signed:  # «بغداد - وصل وزير الداخلية إلى الرياض»
        scores[line.country] += _LINE
    return scores


def _posting(sentence: Sentence, i: int, lexicon: Lexicon) -> str | None:
    """The state that a token of a diplomat's mention names, or its capital: «السفير لدى اليمن»، «السفير بالقاهرة»."""
    state = lexicon.states.at(sentence.tokens, i)
    if state is not None:
        return state.value.code if state.value.kind == "name" and not state.value.ambiguous else None
    city = sentence.matches(lexicon.cities).get(i)
    words = " ".join(t.text for t in sentence.tokens[city.first : city.last])[len(city.clitic) :] if city else ""
    return lexicon.capitals.get(words) if city and not city.value.ambiguous else None


def with_hints(scores: Counter[str], text_countries: Counter[str], hints: Iterable[str]) -> Counter[str]:
    """The scores with the states of its source: an outlet's news of others may not name its own state at all."""
    out, abroad = Counter(scores), text_countries.total() >= _ABROAD
    for hint in hints:
        out[hint] += _HINT if out[hint] > 0 or not abroad else _HINT // 3
    return out


def spoken_for(scores: Counter[str]) -> frozenset[str]:
    """The states that an article's own words speak from as plainly as if it named them: those of its agencies."""
    return frozenset(code for code, score in scores.items() if score >= _AGENCY)


def _attendance(sentence: Sentence, lexicon: Lexicon) -> int:
    """The token of «حضر اللقاء»، «بحضور»: whoever is told behind it was there beside others."""
    events = sentence.matches(lexicon.events)
    return next((i for i, e in events.items() if e.value == "attendance"), len(sentence.tokens))


def _spoken_from(
    sentence: Sentence, lexicon: Lexicon, *, opening: bool, closing: bool
) -> Iterable[tuple[int, str, int]]:
    """The token, state and weight of each word that says from where a sentence speaks."""
    tokens = sentence.tokens
    for i in range(len(tokens) - 1):
        if tokens[i].text in lexicon.grammar.at:
            posting = lexicon.states.at(tokens, i + 1, clitics=False)
            if posting and posting.value.kind == "name":
                sent = _own_envoy(tokens, i, lexicon)
                yield i, sent or posting.value.code, 4
    for i, city in sentence.matches(lexicon.cities).items():
        capital = lexicon.capitals.get(" ".join(t.text for t in tokens[city.first : city.last]))
        if i and capital and tokens[i - 1].text in lexicon.grammar.capital:  # «بالعاصمة طرابلس»: nobody says of what
            yield i, capital, _CAPITAL
    for i, state in sentence.matches(lexicon.states).items():
        if state.last < len(tokens) and tokens[state.last].text in lexicon.grammar.brotherly:
            yield i, state.value.code, -_BROTHERLY
    for i, side in sentence.matches(lexicon.events).items():
        if side.value == "side" and side.last < len(tokens):
            whose = lexicon.states.at(tokens, side.last, clitics=False)
            if whose and whose.value.definite:  # «الجانب المصري»
                yield i, whose.value.code, 2
    for i, deictic in sentence.matches(lexicon.deictics).items():
        whole = lexicon.states.at(tokens, i)
        behind = lexicon.states.at(tokens, deictic.last, clitics=False) if deictic.last < len(tokens) else None
        if (whole and whole.last > deictic.last) or (behind and behind.value.definite):
            continue  # «سفير المملكة العربية السعودية»، «بالمملكة الإسبانية»: anybody calls it so
        for k, code in enumerate(deictic.value):
            yield i, code, 2 if k == 0 else 1
    for i in range(min(12, len(tokens)) if opening else 0):
        agency = lexicon.agencies.at(tokens, i, clitics=False)
        if agency and (tokens[i - 1].is_mark if i else _signs(tokens, agency.last)):
            yield i, agency.value, _AGENCY
        _, dash, behind_dash = tokens[i].text.partition("-")
        own = [Token(behind_dash, tokens[i].start, tokens[i].end)] if dash and behind_dash else []
        if own and (joined := lexicon.agencies.at(own, 0, clitics=False)):  # «دمشق-سانا»
            yield i, joined.value, _AGENCY
    if closing and tokens:  # «(بترا)»، «سبأ - عدن» under an article
        last = max(0, len(tokens) - _SIGNATURE)
        for i in range(last, len(tokens)):
            agency = lexicon.agencies.at(tokens, i, clitics=False)
            begins = i == 0 or (tokens[i - 1].is_mark and tokens[i - 1].text not in QUOTES - {"("})
            if agency and begins and (agency.last == len(tokens) or tokens[agency.last].is_mark):
                yield i, agency.value, _AGENCY


def _own_envoy(tokens: list[Token], i: int, lexicon: Lexicon) -> str | None:
    """«سفير خادم الحرمين الشريفين لدى تونس»: the state of an ambassador whom only his own press calls so."""
    found = (m for k in range(max(0, i - _ENVOY), i) if (m := lexicon.deictics.at(tokens, k)) is not None)
    return next((m.value[0] for m in found if m.last == i and len(m.value) == 1), None)


def _signs(tokens: list[Token], i: int) -> bool:
    """«بترا - …»، «وطنية: …»: the name of an agency alone at the head of an article."""
    return i < len(tokens) and tokens[i].is_mark and tokens[i].text not in COMMAS


def states_named(sentence: Sentence, lexicon: Lexicon) -> list[tuple[int, str]]:
    """The states that a sentence names, by a name of theirs, a demonym or a city, with the tokens where they stand."""
    found = {i: m.value.country for i, m in sentence.matches(lexicon.cities).items() if not m.value.ambiguous}
    names = [m.name_span for m in sentence.mentions if m.name]
    whole, whose = 0, ""  # where the name of another state ends that holds this one: «جنوب السودان»
    for i, m in sorted(sentence.matches(lexicon.states).items()):
        if not (m.value.ambiguous or m.value.also) and (i >= whole or m.value.code == whose):
            found[i] = m.value.code
            whole, whose = max(whole, m.last), m.value.code
    for start, end in names:  # «محمد شياع السوداني»
        found = {i: code for i, code in found.items() if not start <= sentence.tokens[i].start < end}
    return sorted(found.items())


def countries(sentences: Iterable[Sentence], lexicon: Lexicon) -> Counter[str]:
    """How often each state is named, by name, demonym or city; where a gathering was is nobody's state for that."""
    out: Counter[str] = Counter()
    for sentence in sentences:
        named = states_named(sentence, lexicon)
        margin = _margin(sentence, lexicon) if named else None
        out.update(code for i, code in named if margin is None or not _is_venue(sentence, i, margin, lexicon))
    return out


def _margin(sentence: Sentence, lexicon: Lexicon) -> int | None:
    """The token of «(على) هامش (اجتماعات …)»."""
    return next((i for i, t in enumerate(sentence.tokens) if t.text in lexicon.grammar.marginal), None)


def _is_venue(sentence: Sentence, i: int, margin: int, lexicon: Lexicon) -> bool:
    """«على هامش اجتماعات الجمعية العامة بنيويورك»: the place where a gathering was."""
    if not margin < i <= margin + _VENUE:
        return False
    place = sentence.matches(lexicon.cities).get(i) or sentence.matches(lexicon.states).get(i)
    inside = place is not None and place.clitic in lexicon.grammar.in_
    return inside or any(t.text in lexicon.grammar.in_ for t in sentence.tokens[i - 2 : i])


def pairs(sentences: Iterable[Sentence], lexicon: Lexicon) -> list[frozenset[str]]:
    """States named together: «بين موريتانيا وإسبانيا»; «الحرب الدائرة بين روسيا وأوكرانيا» tells of no talks,
    «الحدود بين الكوريتين» of neighbours."""
    out: list[frozenset[str]] = []
    for sentence in sentences:
        states = [m for m in sentence.mentions if m.kind == "state" and m.country and not m.countries]
        for one, other in itertools.pairwise(states):
            joined = other.link in lexicon.grammar.and_ | lexicon.grammar.between
            before = sentence.tokens[max(0, one.first - _WAR) : one.first]
            at_war = any(t.text in lexicon.grammar.matter for t in before)
            if one.link in lexicon.grammar.between and joined and other.first - one.last <= 2 and not at_war:
                out.append(frozenset({one.country or "", other.country or ""}))
        out += _adjectives(sentence, lexicon)
    return out


def _adjectives(sentence: Sentence, lexicon: Lexicon) -> Iterable[frozenset[str]]:
    """«العلاقات المصرية السودانية»، «اللجنة العسكرية المشتركة التونسية الأمريكية»، «الطرفين التونسي والأمريكي»:
    whose relations they are; «الحدود السورية التركية» may be spoken of by others."""
    tokens, grammar = sentence.tokens, lexicon.grammar
    states = sentence.matches(lexicon.states)
    for i, one in states.items():
        after = one.last + (one.last < len(tokens) and tokens[one.last].text in DASHES)
        other = states.get(after)
        if other is None or one.clitic or other.clitic not in grammar.and_ | {""}:
            continue
        adjectives = all(s.value.kind == "demonym" and s.value.definite and not s.value.ambiguous for s in (one, other))
        if not adjectives or one.value.code == other.value.code:
            continue
        if any(t.text in grammar.of_two for t in tokens[max(0, i - _OF_TWO) : i]):
            yield frozenset({one.value.code, other.value.code})


def ministries(sentences: Iterable[Sentence], lexicon: Lexicon) -> dict[str, str]:
    """State by ministry where the text names both: «وزارة الداخلية المصرية» says whose minister of the interior
    speaks."""
    found: dict[str, Counter[str]] = {}
    for sentence in sentences:
        tokens = sentence.tokens
        for i in range(len(tokens) - 2):
            if tokens[i].text in lexicon.grammar.ministry and tokens[i + 1].text in lexicon.office_words:
                for j in range(i + 2, min(i + 5, len(tokens))):
                    state = lexicon.states.at(tokens, j, clitics=False)
                    if state and state.value.definite:
                        found.setdefault(lexicon.grammar.bare(tokens[i + 1].text), Counter())[state.value.code] += 1
                        break
                    if tokens[j].text not in lexicon.office_words:
                        break
    out = {}
    for word, count in found.items():
        first, *rest = count.most_common(2)
        if not rest or first[1] >= 2 * rest[0][1]:
            out[word] = first[0]
    return out
