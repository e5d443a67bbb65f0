"""Where a journey leads: the states, or cities for their states, told behind the word of it."""

from __future__ import annotations

from kg.clauses import PERSONS, Clause
from kg.lexicon import CityForm
from kg.mention import UNRESOLVED, Mention
from kg.postings import ENVOYS
from kg.tokens import COMMAS, DASHES, SEPARATORS, Match, readings, surfaces

_SEAT_REACH = 6  # words from a journey to the organisation whose seat it leads to
_TO_BODY = 4  # words from «إلى (المقر الرئيسي)» to the name of a body
_POLICE_NAME = 3  # words between a journey and «شرطة دبي»
_TOUR = 5  # words from «شملت» to the first state of a tour
_AT_END = 3  # words from the end of an office back to the goal in it
_WHEN = 10  # words of when somebody came
_AIRPORT_NAME = 5  # words from «مطار» to «بالرياض»


def _for_a_visit(clause: Clause) -> bool:
    """«حل X في تونس في زيارة …»: the word of a visit stands behind that of the arrival; «حل الرئيس البرلمان في …» is
    none."""
    return any(t.value.frame == "visit-noun" for t in clause.triggers(clause.trigger.last, len(clause.tokens)))


def _came_there(clause: Clause, k: int) -> bool:
    """«حل X صباح اليوم في …»: who came stands behind the verb, and behind him when he did or nothing before token
    ``k``; «حل الرئيس البرلمان في …» is none."""
    grammar, last = clause.grammar, clause.trigger.last
    told = next((m.last for m in clause.sentence.mentions if m.first == last and m.kind in PERSONS), None)
    if told is None or k - told > _WHEN:
        return False
    when = grammar.beside_verb | grammar.hours | grammar.now | clause.lexicon.weekdays
    return k <= told or clause.tokens[told].is_mark or not when.isdisjoint(clause.words(told, told + 2))


def goals_of(clause: Clause) -> list[Mention]:
    """Where a journey leads: states, or cities for their states; «كلا من الصين وتركيا» gives both."""
    tokens, last, cities_table = clause.tokens, clause.trigger.last, clause.lexicon.cities
    reach = 45 if clause.frame == "travel" else 26
    reach += sum(m.last - m.first for m in clause.sentence.mentions if m.kind in PERSONS and m.first == last)
    stop = min(len(tokens), last + reach)
    if clause.frame == "visit-noun":  # «زيارته …. قبل أن يتوجه إلى النيجر»: another journey
        stop = min((t.first for t in clause.triggers(last, stop) if t.value.frame == "travel"), default=stop)
    out: list[Mention] = []
    beside_city = False
    told = [m for m in clause.sentence.mentions if m.kind != "state" and m.last > last]
    i = last
    while i < stop:
        covering = next((m for m in told if m.first <= i < m.last), None) if told else None
        if covering:
            if not out and _is_seat_of(clause, covering):
                return [covering]  # «زيارة إلى مقر منظمة …»
            if not out and _is_body_visited(clause, covering):
                cities = (k for k in range(covering.first, covering.last) if k in clause.sentence.matches(cities_table))
                city = next((place_at(clause, k, listed=False, beside_city=False) for k in cities), None)
                return [city or covering]  # «شرطة دبي»
            i = covering.last
            continue
        goal = place_at(clause, i, listed=bool(out), beside_city=beside_city)
        if goal is None:
            if out and tokens[i].text not in COMMAS | clause.grammar.then_next:
                break
            i += 1
            continue
        if _is_goal(clause, goal, listed=bool(out)):
            if goal.country not in {m.country for m in out}:
                out.append(goal)
            beside_city = i in clause.sentence.matches(clause.lexicon.cities)
        elif out:
            break
        i = goal.last
    return out


def _is_seat_of(clause: Clause, org: Mention) -> bool:
    """Whether a journey leads to an organisation, where it resides."""
    near = {t.text for t in clause.tokens[max(clause.trigger.last, org.first - 2) : org.first]}
    at_seat = not near.isdisjoint(clause.grammar.building)
    return org.kind == "org" and at_seat and org.first - clause.trigger.last <= _SEAT_REACH


def _is_body_visited(clause: Clause, body: Mention) -> bool:
    """«زيارة رسمية إلى (المقر الرئيسي ل) خفر السواحل الأميركي»: a visit to a body of a state is one to that state."""
    if clause.frame != "visit-noun" or body.kind != "body" or not body.country:
        return False
    to, start = clause.grammar.to, max(clause.trigger.last, body.first - _TO_BODY)
    near = body.first - clause.trigger.last <= _SEAT_REACH
    near = near or any(after_visitor(clause, i) for i in range(start, body.first))
    return near and (body.link in to or not to.isdisjoint(clause.words(start, body.first)))


def goal_in_office(clause: Clause) -> list[Mention]:
    """«زيارة وزير الخارجية المصري للمملكة»، «يتوجه مفوض الطاقة في الاتحاد الأوروبي إلى طهران»: read as where somebody
    right behind the word is accredited, where no other goal is told."""
    grammar, last = clause.grammar, clause.trigger.last
    who = next((m for m in clause.sentence.mentions if m.first == last and m.kind == "official"), None)
    if who is None or who.head is None:
        return []
    sets_out = clause.trigger.value.word in grammar.arrives | (grammar.addresses if who.org else frozenset())
    if who.head.category in ENVOYS and not sets_out:
        return []  # «زيارة المبعوث الأمريكي إلى أفغانستان»
    for i in range(who.last - 1, max(last, who.last - _AT_END), -1):
        goal = place_at(clause, i, listed=False, beside_city=False)
        led = goal and (goal.link in grammar.to or clause.tokens[i - 1].text in grammar.to)
        if goal and led and goal.last == who.last and goal.country != who.country:
            return [goal]
    return []


def place_at(clause: Clause, i: int, *, listed: bool, beside_city: bool) -> Mention | None:
    """A state or city at a token, with the proclitic it carries as its link; what is both is a city beside cities:
    «القاهرة وعمان»."""
    tokens = clause.tokens
    if i not in clause.sentence.once("goals", lambda: _may_begin(clause)):
        return None
    if i in clause.sentence.matches(clause.lexicon.blockers):
        return None  # «مسقط رأسه»
    state = clause.sentence.matches(clause.lexicon.states).get(i)
    if state and state.value.also:
        return None  # «زار الكوريتين»: one goal is one state
    city = clause.sentence.matches(clause.lexicon.cities).get(i)
    if city and state and state.value.ambiguous and beside_city:
        code, clitic, last = city.value.country, city.clitic, city.last
    elif (
        state
        and state.value.kind == "name"
        and (not state.value.ambiguous or listed or after_visitor(clause, i) or (not city and _led_there(clause, i)))
    ):
        code, clitic, last = state.value.code, state.clitic, state.last
    elif city and (not city.value.ambiguous or _is_capital(clause, city, i)):
        code, clitic, last = city.value.country, city.clitic, city.last
    elif tokens[i - 1].text in clause.lexicon.grammar.town and (told := _town_of_state(clause, i)):
        code, clitic, last = told
    elif here := _told_from_there(clause, i) or _capital_alone(clause, i):
        code, clitic, last = here
    else:
        return None
    return Mention("state", i, last, tokens[i].start + len(clitic), tokens[last - 1].end, clitic, country=code)


def _may_begin(clause: Clause) -> set[int]:
    """The tokens of a sentence at which ``place_at`` may find anything: few of them."""
    lexicon, grammar, tokens = clause.lexicon, clause.grammar, clause.tokens
    matches = clause.sentence.matches
    out = {*matches(lexicon.states), *matches(lexicon.cities), *matches(lexicon.deictics)}
    said = surfaces(grammar.homeland) | surfaces(grammar.capital_of) | grammar.capital
    for i, token in enumerate(tokens):
        if token.text in said or tokens[i - 1].text in grammar.town:
            out.add(i)
    return out


def _told_from_there(clause: Clause, i: int) -> tuple[str, str, int] | None:
    """«إلى المملكة»، «للبلاد»، «البيت الأبيض»: a state by what is said for it; which one, the article tells
    (``here``)."""
    tokens, grammar, lexicon = clause.tokens, clause.grammar, clause.lexicon
    if deictic := clause.sentence.matches(lexicon.deictics).get(i):
        behind = lexicon.states.at(tokens, deictic.last, clitics=False) if deictic.last < len(tokens) else None
        if behind is not None:
            return None  # «المملكة الإسبانية»: anybody calls it so
        came = clause.trigger.value.word in grammar.arrives | grammar.arrival
        if came and len(deictic.value) == 1 and deictic.last - i > 1:
            return None  # «منذ وصوله إلى البيت الأبيض»: into office
        return (deictic.value[0] if len(deictic.value) == 1 else UNRESOLVED), deictic.clitic, deictic.last
    if clause.trigger.value.word in grammar.addresses:
        return None  # «توجه عام في السياسة الخارجية للبلاد»
    if i + 1 < len(tokens) and grammar.definite(tokens[i + 1].text):
        return None  # «إلى الدولة العبرية»
    came_home = clause.trigger.value.word in grammar.arrives and i == clause.trigger.last  # «وصل البلاد»
    led = tokens[i - 1].text in grammar.to or clause.trigger.value.word in grammar.leaves or came_home
    for clitic, word in readings(tokens[i].text):
        if word in grammar.homeland and (clitic in grammar.to or (led and not clitic)):
            return UNRESOLVED, clitic, i + 1
    return None


def _capital_alone(clause: Clause, i: int) -> tuple[str, str, int] | None:
    """«للعاصمة الأمريكية»، with no name of the city behind it."""
    tokens, grammar, lexicon = clause.tokens, clause.grammar, clause.lexicon
    if i + 1 >= len(tokens):
        return None
    if tokens[i].text in surfaces(grammar.capital_of):  # «لعاصمة إقليم كردستان العراق»
        whose = clause.sentence.matches(lexicon.states).get(i + 1)
        own = whose is not None and whose.value.kind == "name" and not whose.clitic
        clitic = next((c for c, rest in readings(tokens[i].text) if c and rest in grammar.capital_of), "")
        return (whose.value.code, clitic, whose.last) if own and whose is not None else None
    if tokens[i].text not in grammar.capital:
        return None
    state = lexicon.states.at(tokens, i + 1, clitics=False)
    if state is None or state.value.kind != "demonym" or not state.value.definite:
        return None
    cities = clause.sentence.matches(lexicon.cities)
    if any(k in cities for k in range(state.last, state.last + 2)):
        return None
    clitic = next((c for c, rest in readings(tokens[i].text) if c and rest in grammar.capital), "")
    return state.value.code, clitic, state.last


def _led_there(clause: Clause, i: int) -> bool:
    """«يصل إلى بنين»: a state's name that is a word too, right behind «إلى»."""
    return i > 0 and clause.tokens[i - 1].text in clause.lexicon.grammar.to and clause.frame == "travel"


def _is_capital(clause: Clause, city: Match[CityForm], i: int) -> bool:
    """«إلى سيول»، «زار X سيول»: a capital's name that is a word too, right behind «إلى» or who visits it."""
    tokens = clause.tokens
    name = " ".join(t.text for t in tokens[i : city.last])
    led = tokens[i - 1].text in clause.lexicon.grammar.to or (clause.frame == "visit" and after_visitor(clause, i))
    led = led or is_capital_of(clause, i - 1)  # «العاصمة الأفغانية كابل»
    return name in clause.lexicon.capitals and led


def _town_of_state(clause: Clause, i: int) -> tuple[str, str, int] | None:
    """«إلى مدينة عروشا التنزانية»: a town that no table knows, of the state whose adjective stands behind it."""
    tokens = clause.tokens
    if tokens[i].is_mark:
        return None
    state = clause.lexicon.states.at(tokens, i + 1, clitics=False) if i + 1 < len(tokens) else None
    told = state is not None and state.value.kind == "demonym" and state.value.definite
    return (state.value.code, "", state.last) if told and state is not None else None


def after_visitor(clause: Clause, i: int) -> bool:
    """Whether somebody is told of right before token ``i``: «زار X القاهرة»."""
    return any(m.last == i for m in clause.sentence.mentions if m.kind in PERSONS)


def _police_of(clause: Clause, i: int) -> bool:
    """«زيارة إلى شرطة دبي»، «زار X القيادة العامة لشرطة دبي»: a city whose police is visited."""
    grammar, tokens = clause.grammar, clause.tokens
    if tokens[i - 1].text not in surfaces(grammar.police):
        return False
    told = [m.last for m in clause.sentence.mentions if m.kind in PERSONS and m.last < i]
    start = max(clause.trigger.last, *told, 0)
    between = [t for t in tokens[start : i - 1] if not t.is_mark and t.text not in grammar.to]
    known = clause.lexicon.is_office_word
    return len(between) <= _POLICE_NAME and all(any(known(rest) for _, rest in readings(t.text)) for t in between)


def _is_goal(clause: Clause, goal: Mention, *, listed: bool) -> bool:
    grammar, tokens, i, last = clause.grammar, clause.tokens, goal.first, clause.trigger.last
    k = i - 1
    if k > last and (tokens[k].text in COMMAS or tokens[k].text == "(") and is_capital_of(clause, k - 1):
        k -= 1  # «إلى العاصمة المصرية، القاهرة»، «إلى العاصمة الأميركية (واشنطن)»
    while k > last and (
        is_capital_of(clause, k)
        or (_arrived(clause) and tokens[k].text in grammar.town | grammar.airport)
        or (clause.frame in {"visit", "visit-noun"} and tokens[k].text in grammar.town)
    ):
        k -= 1  # «إلى العاصمة الإيرانية طهران»
    before = tokens[k].text
    if _police_of(clause, i):
        return True
    each = before in grammar.from_ and tokens[k - 1].text in grammar.each_of
    if clause.frame == "tour" and not listed:  # «جولة شملت (كلا من) السعودية والأردن»، «جولته في كل من …»
        at = i if goal.link in grammar.to else k if before in grammar.to else -1
        if at == last or after_visitor(clause, at):
            return True  # «جولة الرئيس إلى فرنسا»
        inside = i if goal.link in grammar.in_ else k if before in grammar.in_ else -1
        if inside == last or after_visitor(clause, inside):
            return True  # «جولة الوزير X في إيطاليا وألمانيا»
        there = grammar.includes | (grammar.each_of if each else frozenset())
        return not there.isdisjoint(t.text for t in tokens[max(last, i - _TOUR) : i])
    passed = (reading for t in tokens[max(k, last) : i] for reading in readings(t.text))
    to_capital = any(clitic in grammar.to and rest in grammar.capital for clitic, rest in passed)
    if goal.link in grammar.to or before in grammar.to | grammar.towards or (each and not listed) or to_capital:
        return True
    if clause.frame == "visit-noun" and not listed and i > last and before in grammar.includes:
        return True  # «زيارة إلى المنطقة شملت مصر والأردن»
    if listed and (goal.link in grammar.and_ or before in COMMAS | grammar.then_next):
        return True
    alights = clause.trigger.value.word in grammar.alights
    if alights and before in grammar.in_ and not goal.link:
        return _for_a_visit(clause) or _came_there(clause, k)
    if goal.link in grammar.in_:
        return (alights and goal.link in grammar.by) or _at_airport(clause, i)
    if goal.link:
        return False
    arrives = clause.trigger.value.word in grammar.arrives and clause.frame == "travel"
    if arrives:  # «وزير الداخلية العراقي يصل طهران»، «وصل X مساء أمس الرياض»
        when = grammar.beside_verb | grammar.hours | grammar.day_parts | clause.lexicon.weekdays | COMMAS
        while i > last and tokens[i - 1].text in when:
            i -= 1
        return i == last or after_visitor(clause, i)
    if clause.frame == "visit":
        when = grammar.now | grammar.spans | grammar.time_ends | clause.lexicon.weekdays
        beside = after_visitor(clause, k + 1) or any(
            m.last == k + 1 and m.kind == "org" for m in clause.sentence.mentions
        )
        return i - last <= 2 or beside or tokens[k].text in SEPARATORS | DASHES | when
    direct = i == last or (i - 1 == last and tokens[last].text in grammar.town)  # «زيارة محافظة عدن»
    return clause.frame == "visit-noun" and (direct or after_visitor(clause, i))


def _arrived(clause: Clause) -> bool:
    """«وصل إلى محافظة جدة»، «وصوله إلى مدينة تعز»: a town is no goal where somebody is still to go, or might."""
    if clause.trigger.value.word in clause.grammar.arrival:
        return True
    return clause.frame == "travel" and not clause.trigger.value.word.startswith(tuple(clause.grammar.imperfect))


def _at_airport(clause: Clause, i: int) -> bool:
    """«وصل إلى مطار الملك خالد الدولي بالرياض»: the city of the airport to which a journey leads."""
    grammar, tokens = clause.grammar, clause.tokens
    first = max(clause.trigger.last + 1, i - _AIRPORT_NAME)
    return any(tokens[k].text in grammar.airport and tokens[k - 1].text in grammar.to for k in range(first, i))


def is_capital_of(clause: Clause, k: int) -> bool:
    """«العاصمة», or the adjective behind it, before the capital's name."""
    grammar, tokens = clause.grammar, clause.tokens
    if tokens[k].text in grammar.capital:
        return True
    state = clause.lexicon.states.at(tokens, k, clitics=False)
    return state is not None and state.value.kind == "demonym" and tokens[k - 1].text in grammar.capital
