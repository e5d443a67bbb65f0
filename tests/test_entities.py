"""Who is who inside one article: the mentions that mean one person, and for whom he acts."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.entities import Actors, Sentence, same_name
from kg.home_state import home_scores, ministries, with_hints
from kg.keys import name_tokens
from kg.lexicon import Lexicon
from kg.mentions import MentionReader
from kg.text import fold, normalise, sentences
from kg.tokens import tokenise


def _sentences(text: str) -> list[Sentence]:
    folded = normalise(text).text
    reader = MentionReader(Lexicon.load())
    out = []
    for start, end in sentences(folded):
        tokens = tokenise(folded, start, end)
        out.append(Sentence(start, end, tokens, reader.read(tokens)))
    return out


def _who(text: str) -> list[list[str]]:
    """For each official of the article, his mentions in order."""
    folded = normalise(text)
    actors = Actors(Lexicon.load(), _sentences(text))
    people = [
        [folded.surface(m.start, m.end) for _, m in actor.mentions]
        for actor in actors.actors
        if actor.kind == "official"
    ]
    return sorted(people, key=lambda mentions: text.index(mentions[0]))


def _joined(text: str) -> int:
    """How many officials the article has."""
    return len(_who(text))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("محمد بن سالم الهاشمي", "محمد بن سالم", True),
        ("عبد الله بن طلال", "عبدالله بن طلال", True),
        ("عبد الرحمن سالم", "عبدالرحمن سالم", True),
        ("عادل حسن مراد", "عادل مراد", True),
        ("عادل حسن مراد", "مراد", True),
        ("عادل حسن مراد", "عادل", True),
        ("خالد الشمري", "خالد شمري", True),
        ("عادل حسن مراد", "عادل حسن سالم", False),
        ("سالم علي", "علي سالم", False),
        ("تركي بن فيصل", "فيصل بن تركي", False),
        ("محمد بن سالم", "سعد بن سالم", False),
        ("محمد بن سلمان بن عبدالعزيز", "سلمان بن عبدالعزيز", False),
        ("", "محمد", False),
    ],
)
def test_short_and_full_forms_of_a_name(one: str, other: str, *, same: bool) -> None:
    a, b = name_tokens(fold(one)), name_tokens(fold(other))
    fathers = " بن " in one or " بن " in other
    assert same_name(a, b, patronymic=fathers) is same
    assert same_name(b, a, patronymic=fathers) is same


_NAME_WORDS = ["محمد", "بن", "علي", "عبد", "الله", "سالم", "آل", "الصباح", "ولد"]


@given(st.lists(st.sampled_from(_NAME_WORDS), min_size=1, max_size=6))
def test_a_name_is_the_same_as_itself(words: list[str]) -> None:
    key = name_tokens(fold(" ".join(words)))
    assert same_name(key, key)


@pytest.mark.parametrize(
    "text",
    [
        "استقبل وزير الداخلية التونسي حاتم الزغلامي السفير. وأكد الزغلامي ذلك.",
        "استقبل وزير الداخلية التونسي حاتم الزغلامي وفدا. وقال وزير الداخلية إن التعاون قائم.",
        "استقبل وزير الداخلية التونسي حاتم الزغلامي وفدا. وقال الوزير إن التعاون قائم.",
        "استقبل حاتم الزغلامي وزير الداخلية التونسي وفدا. وقال وزير الداخلية التونسي إن التعاون قائم.",
        "وزير الداخلية التونسي يستقبل وفدا. واستقبل حاتم الزغلامي وزير الداخلية التونسي وفدا.",
        "قال العاهل الأردني الملك طلال بن حسين ذلك. وأكد الملك طلال موقفه. وأضاف جلالته.",
    ],
)
def test_what_points_to_one_person(text: str) -> None:
    officials = [mentions for mentions in _who(text) if any("السفير" not in m for m in mentions)]
    assert len(officials) == 1, officials


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("التقى وزير الداخلية التونسي حاتم الزغلامي وزير الداخلية الليبي فرج القماطي.", 2),
        ("التقى وزير الداخلية التونسي نظيره الليبي. وقال وزير الداخلية الليبي ذلك.", 2),
        ("التقى وزير الداخلية التونسي السفير الليبي. وقال السفير المصري ذلك.", 3),
        ("قال السفير الفرنسي جان دوبوا. وقال السفير الألماني جان مولر.", 2),
        ("قال وزير الدفاع التركي خلوصي دمير. وقال وزير الخارجية التركي مراد أوزدمير.", 2),
    ],
)
def test_who_is_somebody_else(text: str, people: int) -> None:
    assert _joined(text) == people, _who(text)


def test_a_state_told_once_holds_for_all_mentions() -> None:
    actors = Actors(
        Lexicon.load(), _sentences("قال وزير الداخلية حاتم الزغلامي. وأكد وزير الداخلية التونسي حاتم الزغلامي ذلك.")
    )
    assert [(a.country, len(a.mentions)) for a in actors.actors if a.named] == [("TN", 2)]


def test_a_counterpart_holds_the_office_of_the_one_before_him() -> None:
    actors = Actors(Lexicon.load(), _sentences("التقى وزير الدفاع اليوناني ديميتريس كوستاس نظيره الإماراتي."))
    keys = {a.country: {m.role_key for _, m in a.mentions} for a in actors.actors if a.kind == "official"}
    assert keys["AE"] == keys["GR"]


def test_the_same_state_is_one_actor() -> None:
    actors = Actors(Lexicon.load(), _sentences("اتفاق بين مصر والصين. وأكدت الصين ومصر التزامهما."))
    assert Counter(a.country for a in actors.actors if a.kind == "state") == {"EG": 1, "CN": 1}


def test_the_home_of_an_article_is_told_by_agency_and_source() -> None:
    lexicon = Lexicon.load()
    read = _sentences("الدوحة (قنا) - اجتمع الوزير بالسفير الفرنسي.")
    assert home_scores(read, lexicon, Counter({"FR": 1})).most_common(1)[0][0] == "QA"
    read = _sentences("اجتمع الوزير بالسفير الفرنسي.")
    assert (
        with_hints(home_scores(read, lexicon, Counter({"FR": 1})), Counter({"FR": 1}), ["TN"]).most_common(1)[0][0]
        == "TN"
    )


def test_a_ministry_of_one_state_names_its_minister() -> None:
    lexicon = Lexicon.load()
    assert ministries(_sentences("أعلنت وزارة الداخلية المصرية ذلك."), lexicon) == {"داخليه": "EG"}
    assert ministries(_sentences("أعلنت وزارة الداخلية المصرية ذلك. وردت وزارة الداخلية الليبية."), lexicon) == {}
