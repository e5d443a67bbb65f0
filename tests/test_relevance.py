"""News of other kinds is left out by its words; articles that tell of encounters are read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg import relevance_training, resources
from kg.errors import InputError, TableError
from kg.learning_many import fit_many
from kg.lexicon import Lexicon
from kg.model import Article
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.relevance import AHEAD, BIAS, LEAST, SHORT, STATE, Relevance, plain_words, words
from kg.relevance_training import SOURCE, Kind, kind_of, train
from kg.resources import samples_dir
from kg.table_file import write_weights
from kg.text import normalise
from tests.casetable import extractor

LEXICON = Lexicon.load()
MODEL = Relevance.load(LEXICON)
SAMPLES = [a for a in read_articles([samples_dir() / "articles.jsonl"]) if isinstance(a, Article)]

MARKET = """
أغلق مؤشر سوق الأسهم اليوم على ارتفاع بنسبة طفيفة بلغت نصفا في المئة، وسط تداولات بلغت قيمتها خمسة مليارات ريال. وكانت
أسهم الشركات العقارية الأكثر ارتفاعا، في حين تراجعت أسهم المصارف بسبب ضعف النتائج الفصلية. وقال محلل مالي إن المستثمرين
ينتظرون إعلان الأرباح السنوية، وإن الشراء تركز على الشركات الصغيرة التي انخفضت أسعارها خلال الأسابيع الماضية. وارتفعت
أسعار الذهب في الأسواق المحلية، فيما بقي سعر الأرز والسكر والزيت كما كان عليه قبل شهر. وأضاف أن المستهلك لم يلحظ بعد
تراجع كلفة الشحن، لأن التجار يبيعون ما اشتروه بالأسعار القديمة، متوقعا أن تصل التخفيضات إلى المتاجر قبل نهاية العام.
"""
TALKS = "بحث وزير الداخلية التونسي سالم الحمروني مع نظيره الليبي فرج البرعصي التعاون الأمني بين البلدين. "


def folded(text: str) -> str:
    return normalise(text).text


def test_news_of_the_market_is_left_out_and_read_by_who_is_thorough() -> None:
    assert len(set(words(folded(MARKET)))) > SHORT
    assert not MODEL.worth_reading(folded(MARKET))
    both = Article("a", MARKET + TALKS)
    assert RuleExtractor(LEXICON, thorough=True).extract(both).encounters


def test_what_a_left_out_article_tells_is_no_part_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Relevance, "worth_reading", lambda self, text: False)
    assert extractor().extract(Article("a", TALKS)).encounters == ()


def test_a_short_article_is_always_read() -> None:
    short = "مباراة لكرة القدم في الملعب. " + TALKS
    assert len(set(words(folded(short)))) <= SHORT
    assert MODEL.score(set(words(folded("مباراة لاعب المدرب الدوري")))) < MODEL.least
    assert MODEL.worth_reading(folded(short))
    assert MODEL.worth_reading("")


def test_the_samples_lose_no_encounter() -> None:
    thorough = RuleExtractor(LEXICON, thorough=True)
    for article in SAMPLES:
        assert extractor().extract(article).to_dict() == thorough.extract(article).to_dict(), article.id


def test_nothing_is_learned_of_persons_or_states() -> None:
    forms = {row["form"] for _, row in resources.rows("article_words")}
    assert forms.isdisjoint(LEXICON.states.surfaces)
    assert forms.isdisjoint(LEXICON.given_names)
    assert forms.isdisjoint(LEXICON.surnames)
    assert forms - {BIAS, STATE, LEAST} <= plain_words(LEXICON)


def test_states_count_as_such_and_no_more_than_six() -> None:
    none, one = MODEL.score(set()), MODEL.score({"تونس"})
    assert one - none == pytest.approx(MODEL.score({"تونس", "ليبيا"}) - one)
    many = {"تونس", "ليبيا", "مصر", "السودان", "قطر", "الاردن"}
    assert MODEL.score(many) == pytest.approx(MODEL.score(many | {"لبنان", "سوريا"}))


def test_an_article_that_begins_with_an_event_is_more_likely_to_be_read() -> None:
    found = {"استقبل", "الشرطه", "المخدرات"}
    assert MODEL.score(found, ["اليوم", "استقبل"]) == pytest.approx(MODEL.score(found, ["اليوم"]) + AHEAD)


def rows(monkeypatch: pytest.MonkeyPatch, *told: tuple[str, str]) -> None:
    found = [(n, {"form": form, "weight": weight}) for n, (form, weight) in enumerate(told, 2)]
    monkeypatch.setattr(resources, "rows", lambda name: iter(found))


def test_a_table_that_is_no_table_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows(monkeypatch, (BIAS, "1"), (STATE, "much"))
    with pytest.raises(TableError, match=r"article_words.csv:3: the weight 'much' is no number"):
        Relevance.load(LEXICON)
    rows(monkeypatch, (BIAS, "1"), (STATE, "1"))
    with pytest.raises(TableError, match=r"no row \(least\)"):
        Relevance.load(LEXICON)


# -- training ----------------------------------------------------------------------------------------------------------


def kinds(talks: int = 60, others: int = 600) -> list[Kind]:
    """News of two kinds in turns: talks between states, and matches; some words stand in both."""
    out = []
    for n in range(talks + others):
        telling = n % ((talks + others) // talks) == 0
        told = {"مباحثات", "البلدين", "تونس"} if telling else {"مباراه", "اللاعب"}
        found = frozenset(told | {"اليوم"} | ({"امس"} if n % 2 else set()))
        out.append(Kind(found, (), 0.8 if telling else 0.0))
    return out


def test_training_tells_the_two_kinds_apart() -> None:
    weights, left_out = train(kinds(), LEXICON)
    assert left_out == 1.0
    assert weights["مباحثات"] > 0 > weights["مباراه"]
    assert weights[STATE] > 0
    assert "تونس" not in weights
    model = Relevance(LEXICON, weights)
    assert model.score({"مباحثات", "البلدين", "تونس"}) >= model.least > model.score({"مباراه", "اللاعب"})


def test_training_says_what_is_missing() -> None:
    with pytest.raises(InputError, match="too few articles with encounters"):
        train(kinds(talks=6), LEXICON)


def test_the_table_written_is_the_table_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights, _ = train(kinds(), LEXICON)
    write_weights(tmp_path / "w.csv", "form", weights, SOURCE)
    write_weights(tmp_path / "again.csv", "form", train(kinds(), LEXICON)[0], SOURCE)
    assert (tmp_path / "w.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
    with (tmp_path / "w.csv").open(encoding="utf-8") as lines:
        read = list(enumerate(csv.DictReader(lines), 2))
    assert {row["source"] for _, row in read} == {"word-counts"}
    monkeypatch.setattr(resources, "rows", lambda name: iter(read))
    assert Relevance.load(LEXICON).least == pytest.approx(weights[LEAST], abs=0.001)
    with pytest.raises(InputError, match="cannot be written"):
        write_weights(tmp_path, "form", weights, SOURCE)


def test_what_is_learned_of_an_article() -> None:
    told = kind_of(extractor().extract(Article("a", TALKS)))
    assert told.confidence > 0
    assert "نظيره" in told.words
    assert kind_of(extractor().extract(Article("b", MARKET))).confidence == 0


def test_the_command_asks_for_more_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "words.csv"
    assert relevance_training.main([str(samples_dir() / "articles.jsonl"), "--out", str(out)]) == 2
    assert "give 10,000 or more" in capsys.readouterr().err
    assert not out.exists()


def test_a_rare_outcome_is_learned_without_leaping() -> None:
    rows = [[n % 50, 50 + n % 7] for n in range(3000)]
    outcomes = [float(n % 50 == 3 and n % 7 == 2) for n in range(3000)]
    weights = fit_many(rows, outcomes, 57, 1.0)
    assert abs(weights).max() < 20
    assert weights[1 + 3] > 1
    assert weights[1 + 52] > 1
