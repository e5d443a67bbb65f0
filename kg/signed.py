"""Documents signed by those who were told of before: «ووقع الجانبان اتفاقية», «تم توقيع مذكرة»."""

from __future__ import annotations

from dataclasses import replace

from kg.actor import Actor, is_address
from kg.affiliations import Affiliations
from kg.drafts import FACE_TO_FACE, Draft
from kg.entities import Sentence
from kg.frames import Candidate
from kg.grammar import Grammar
from kg.lexicon import Lexicon
from kg.sides import bare
from kg.signings import of_two
from kg.tokens import Token, surfaces

_PURPOSE = 12  # words from «للتوقيع» to «بين البلدين»
_TITLE = 5  # words from «اتفاقية» to «الموقعة»
_BOTH_REACH = 5  # sentences over which «الجانبان» still means the sides of the last encounter
_ALONE_REACH = 3  # sentences over which «تم توقيع مذكرة» is theirs, where nobody else is told
_TOLD_AGAIN = 4  # sentences from who signed to «خلال اللقاء»
_CROWNED = 4  # words from «توجت (أعمال اللجنة)» to «بتوقيع»
_BESIDE = 2  # words from «وقع» to «البلدان»
_HELD = 3  # words from «لقاء» to «(ثنائي) عقد»


def _new_document(candidate: Candidate, tokens: list[Token], lexicon: Lexicon) -> bool:
    """«توقيع مذكرة» right behind the noun; «توقيع الاتفاق النووي»، «الاتفاقية الموقعة» is one that everybody knows, by
    whomever."""
    first, last = candidate.trigger.first, candidate.trigger.last
    known = lexicon.grammar.signed | lexicon.grammar.not_when  # «الأحزاب الموقعة على وثيقة»، «منذ توقيع اتفاق»
    if not known.isdisjoint({candidate.trigger.value.word, *(t.text for t in tokens[max(0, first - 1) : first])}):
        return False
    word = lexicon.events.at(tokens, first - 1) if first else None
    if word and word.value == "document":
        return False
    ended = surfaces(lexicon.grammar.crowned | lexicon.grammar.concludes)
    if any(t.text in ended for t in tokens[max(0, first - _CROWNED) : first]):
        return any(
            (e := lexicon.events.at(tokens, i)) and e.value == "document"
            for i in range(last, min(last + 2, len(tokens)))
        )
    aim = lexicon.grammar.to | lexicon.grammar.by  # «لإقناعها بإبرام اتفاق»، «الرامية إلى إبرام صفقات»
    if candidate.trigger.clitic in aim or (first and tokens[first - 1].text in aim):
        return False
    some = next((i for i in range(last, min(last + 2, len(tokens))) if tokens[i].text in lexicon.grammar.batch), None)
    start = last if some is None else some + 1  # «توقيع (على) عدد من الاتفاقيات»
    near = (lexicon.events.at(tokens, i) for i in range(start, min(start + 2, len(tokens))))
    document = next((e for e in near if e and e.value == "document"), None)
    if document is None:
        return False
    return some is not None or not lexicon.grammar.definite(tokens[document.first].text)


def known_document(candidate: Candidate, tokens: list[Token], grammar: Grammar) -> bool:
    """«الاتفاق الموقع بين …»، «الاتفاق الذي أبرم في 2015»: told in passing, apart from what goes on around it."""
    first = candidate.trigger.first
    if candidate.type != "signing":
        return False
    return candidate.trigger.value.word in grammar.signed or (first > 0 and tokens[first - 1].text in grammar.relative)


def told_in_passing(draft: Draft, sentences: list[Sentence], grammar: Grammar) -> bool:
    """Whether nothing but a known document is told of, which has its own day and place beside it, or none."""
    return all(known_document(c, sentences[c.sentence].tokens, grammar) for c in draft.candidates)


def for_his_state(
    candidate: Candidate, one: list[Actor], state: str | None, tokens: list[Token], grammar: Grammar
) -> list[Actor]:
    """«X انسحب من الاتفاق الموقع مع إيران»: his state is a side of it, whoever signed it then."""
    passing = known_document(candidate, tokens, grammar) and candidate.trigger.value.word in grammar.signed
    before = bool(candidate.one) and candidate.one[0].last <= candidate.trigger.first
    return [bare(one[0], state)] if passing and before and state and one[0].kind == "official" else one


def _between_the_two(candidate: Candidate, tokens: list[Token], lexicon: Lexicon) -> bool:
    """«الاتفاقية الأمنية الموقعة بين البلدين»: the two who are told of."""
    last = candidate.trigger.last
    if last + 1 >= len(tokens) or tokens[last].text not in lexicon.grammar.between:
        return False
    two = lexicon.events.at(tokens, last + 1)
    before = (lexicon.events.at(tokens, i) for i in range(max(0, last - _TITLE), last - 1))
    return two is not None and two.value == "both" and any(e and e.value == "document" for e in before)


def _aim(candidate: Candidate, tokens: list[Token], lexicon: Lexicon) -> bool:
    """«تأتي الزيارة للتوقيع على بروتوكول … بين البلدين»: what the two who are told of are to sign."""
    if candidate.trigger.clitic not in lexicon.grammar.for_ or candidate.frame != "signing-noun":
        return False
    last = candidate.trigger.last
    for i in range(last, min(last + _PURPOSE, len(tokens) - 1)):
        if tokens[i].text in lexicon.grammar.between:
            two = lexicon.events.at(tokens, i + 1)
            return two is not None and two.value == "both"
    return False


def _both_signed(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> bool:
    """«وقع الجانبان»، «التوقيع من قبل الوزيرين»، «وقع سموه ومعاليه»، «وقع سيادته مع ضيفه»."""
    last, tokens = candidate.trigger.last, sentence.tokens
    agent = any(t.text in lexicon.grammar.agent for t in tokens[last : last + _BESIDE])
    reach = range(last, min(last + _BESIDE * (1 + agent), len(tokens)))
    events = sentence.matches(lexicon.events)
    if any(i in events and events[i].value == "both" for i in reach):
        return True
    addressed = [m for m in sentence.mentions if is_address(m) and m.first >= last]
    if not addressed or addressed[0].first != last:
        return False
    behind = addressed[0].last
    guest = any(i in events and events[i].value == "guest" for i in range(behind, behind + _BESIDE))
    return guest or (len(addressed) > 1 and addressed[1].first == behind)


def signed_by_both(
    candidate: Candidate, sentence: Sentence, affiliations: Affiliations, earlier: list[Draft], lexicon: Lexicon
) -> Draft | None:
    """«وتم توقيع مذكرة»، «وقع الجانبان اتفاقية»: the sides of the encounter told of just before signed it."""
    last, tokens = candidate.trigger.last, sentence.tokens
    aim = _aim(candidate, tokens, lexicon)
    new = _new_document(candidate, tokens, lexicon) or aim or _between_the_two(candidate, tokens, lexicon)
    both = _both_signed(candidate, sentence, lexicon)
    by_them = (
        both and last < len(tokens) and tokens[last].text in lexicon.grammar.from_
    )  # «التوقيع من قبل الوزيرين على»
    if candidate.frame == "signing-noun" and not (new or by_them):
        return None
    title = {t.text for t in tokens[max(0, candidate.trigger.first - _TITLE) : candidate.trigger.first]}
    passing = candidate.frame == "sign" and known_document(candidate, tokens, lexicon.grammar)
    if passing and not both and title.isdisjoint(lexicon.grammar.this):  # «هذه الاتفاقية التي وقعت …»
        return None
    alone = not any(m.country or m.org for m in sentence.mentions)  # nobody else who may have signed
    reach = _BOTH_REACH if both else _ALONE_REACH if alone else 1
    if not earlier or candidate.sentence - earlier[-1].candidates[-1].sentence > reach:
        return None
    told = earlier[-1]
    first = candidate.trigger.first
    if told.planned and candidate.frame == "signing-noun" and first and tokens[first - 1].text in lexicon.grammar.did:
        return None  # «سيزور إيران بعد توقيع الاتفاق»: by others
    here, there = affiliations.of(told.one[0], told.other[0]), affiliations.of(told.other[0], told.one[0])
    if not here or not there or here == there:
        return None
    both_states = both and not lexicon.grammar.countries.isdisjoint(t.text for t in tokens[last : last + _BESIDE])
    they = by_them or (candidate.frame == "sign" and (both or of_two(candidate.trigger.value.word, lexicon.grammar)))
    met = (
        not passing
        and told.type in FACE_TO_FACE
        and all("minister" in side[0].categories for side in (told.one, told.other))
    )
    if not both_states and (they or met):
        # «ووقع الوزيران»، «ووقعا»، «وشمل اللقاء توقيع اتفاقيات»: who met, where they are named
        sides = told.one[:1], told.other[:1]
    else:
        sides = [bare(told.one[0], here)], [bare(told.other[0], there)]
    return Draft("signing", *sides, [candidate], candidate.planned or aim)


def name_signers(d: Draft, drafts: list[Draft], affiliations: Affiliations) -> None:
    """«وقع المدير العام X والمدير العام Y محضر اجتماع اللجنة المشتركة التونسية الجزائرية»: those who signed for the two
    states that met."""
    if d.type != "meeting" or d.planned or len(d.one) > 1 or len(d.other) > 1:
        return
    if any(a.kind not in {"state", "org"} for a in (d.one[0], d.other[0])):
        return
    told = {c.sentence for c in d.candidates}
    for other in drafts:
        signers = (other.one[0], other.other[0])
        if other.type != "signing" or not told & {c.sentence for c in other.candidates}:
            continue
        if not all(a.kind == "official" and a.named for a in signers):
            continue
        a, b = affiliations.of(signers[0], signers[1]), affiliations.of(signers[1], signers[0])
        one, two = affiliations.of(d.one[0]), affiliations.of(d.other[0])
        if (a, b) in {(one, two), (two, one)}:
            d.one, d.other = (list(other.one), list(other.other)) if a == one else (list(other.other), list(other.one))
            return


def met_to_sign(drafts: list[Draft], sentences: list[Sentence], lexicon: Lexicon) -> list[Draft]:
    """«وقع X مع Y مذكرة …. ووجه X خلال اللقاء رسالة شكر …»: two named persons of whom no meeting is told met there."""
    out: list[Draft] = []
    for d in drafts:
        if d.type != "signing" or d.planned or not all(side[0].named for side in (d.one, d.other)):
            continue
        if any(known_document(c, sentences[c.sentence].tokens, lexicon.grammar) for c in d.candidates):
            continue
        last = d.candidates[-1].sentence
        near = range(d.sentence, min(last + 1 + _TOLD_AGAIN, len(sentences)))
        there = next((n for n in near if at_meeting(sentences[n], lexicon)), None)
        met = (c.sentence for x in drafts if x.type in FACE_TO_FACE for c in x.candidates)
        if there is None or any(d.sentence <= n <= there for n in met):
            continue
        told = [replace(c, type="meeting", frame="talks") for c in d.candidates]
        out.append(Draft("meeting", list(d.one), list(d.other), told, False))
    return out


def at_meeting(sentence: Sentence, lexicon: Lexicon) -> bool:
    """«خلال اللقاء»: of the meeting told of before; «سبق مراسم التوقيع لقاء ثنائي»، «جاء التوقيع عقب اجتماع عقد أمس»:
    held around what was signed."""
    grammar, tokens = lexicon.grammar, sentence.tokens
    triggers = sentence.matches(lexicon.triggers).items()
    signing = any(t.value.frame == "signing-noun" for _, t in triggers)
    for i, t in triggers:
        if t.value.frame != "talks" or not i:
            continue
        before, behind = tokens[i - 1].text, {x.text for x in tokens[t.last : t.last + _HELD]}
        if before in grammar.during and grammar.definite(tokens[i].text):
            return True
        if signing and (before in grammar.did or behind & (grammar.took_place | grammar.takes_place)):
            return True
    return False
