"""The scorer against hand-made cases, and against the reference scorer where the gold set is at hand."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.errors import InputError
from kg.evaluate import evaluate, figures, load_gold, outlet_of
from kg.model import Article
from kg.scoring import Score, met_pairs, same_person, score_article

SHARED = Path(__file__).resolve().parents[2] / "shared" / "gold"


def party(name: str | None, country: str | None = None, side: str = "a", **more: Any) -> dict[str, Any]:
    return {"name": name, "role": None, "country": country, "org": None, "side": side, "rank": "principal"} | more


def meeting(*parties: dict[str, Any], **more: Any) -> dict[str, Any]:
    place = {"name": None, "country": None}
    plain = {"type": "meeting", "status": "held", "parties": list(parties), "topics": [], "place": place, "date": None}
    return plain | more


def record(*encounters: dict[str, Any], id: str = "a") -> dict[str, Any]:
    return {"id": id, "encounters": list(encounters)}


A = party("محمود بن علي التوفيقي", "EG")
B = party("عبد العزيز سالم", "TN", "b")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (party("عبد العزيز بن سالم"), party("عبدالعزيز سالم"), True),
        (party("سالم"), party("عبد العزيز سالم"), True),
        (party("أحمد الصباح"), party("احمد صباح"), True),
        (party("عبد الله"), party("عبد الرحمن"), False),
        (party("بن"), party("بن علي"), False),  # a bare particle is no name
        (party("سالم علي"), party("سالم حسن"), False),
        (party("سالم", "EG"), party(None, "EG", role="وزير"), False),
        (party(None, "EG", role="وزير الداخلية"), party(None, "EG", role="وزيرا الدفاع"), True),
        (party(None, "EG", role="مسؤولون"), party(None, "EG", role="مسؤولين أمنيين"), True),
        (party(None, "EG", role="وزير"), party(None, "TN", role="وزير"), False),
        (party(None, "EG", role="وزير"), party(None, "EG", role="سفير"), False),
        (party(None, None, role="وزير"), party(None, None, role="وزير"), False),
        (party(None, "eg"), party(None, "EG"), True),
        (party(None, None, org="الإتحاد"), party(None, "FR", org="الاتحاد"), True),
    ],
)
def test_same_person(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


def test_met_pairs_are_of_held_meetings_and_calls_between_principals() -> None:
    bare, attendee = party(None, "SA", "b"), party("حسن", "TN", "b", rank="attendee")
    told = record(
        meeting(A, B, bare, attendee),
        meeting(B, A),
        meeting(A, party("كريم", "MA", "b"), status="planned"),
        meeting(A, party("كريم", "MA", "b"), type="visit"),
        meeting(A, party("كريم", "MA", "b"), type="call"),
        meeting(A, party("فؤاد", "EG", "a")),
    )
    assert [(p["name"], q["name"]) for p, q in met_pairs(told)] == [(A["name"], B["name"]), (A["name"], "كريم")]


def test_a_right_prediction_scores_full() -> None:
    gold = record(meeting(A, B, topics=["training"], place={"name": "تونس", "country": "TN"}, date="2026-01-02"))
    score, differences = score_article(gold, gold)
    assert (score.met.f1, score.dyads.f1, score.topics.f1) == (1, 1, 1)
    assert [s.rate for s in (score.type, score.status, score.place, score.date)] == [1, 1, 1, 1]
    assert not differences


def test_what_is_wrong_is_counted_and_told() -> None:
    gold = record(meeting(A, B, topics=["training"], place={"name": "تونس", "country": "TN"}, date="2026-01-02"))
    wrong = record(
        meeting(A, B, topics=["health"], place={"name": "صفاقس", "country": "TN"}, date="2026-01-03", type="call"),
        meeting(A, party("دخيل", "LY", "b")),
    )
    score, differences = score_article(gold, wrong)
    assert (score.met.tp, score.met.fp, score.met.fn) == (1, 1, 0)
    assert (score.topics.tp, score.topics.fp, score.topics.fn) == (0, 1, 1)
    assert (score.dyads.tp, score.dyads.fp) == (1, 1)
    assert [s.rate for s in (score.type, score.status, score.place, score.date)] == [0, 1, 0, 0]
    assert differences.spurious == [f"{A['name']} [EG] × دخيل [LY]"]
    assert differences.dyads_spurious == ["EG–LY"]


def test_an_article_without_encounters_can_only_raise_a_false_alarm() -> None:
    gold = {"a": record(), "b": record(id="b")}
    result = evaluate(gold, [(Article("a", "نص"), record(meeting(A, B)))])
    assert figures(result.score)["false_alarm"] == {"rate": 0.5, "n": 2}
    assert result.score.met.fp == 1


def test_outlets_are_scored_apart_and_missing_predictions_count() -> None:
    gold = {"a": record(meeting(A, B)), "b": record(meeting(A, B), id="b"), "c": record(meeting(A, B), id="c")}
    articles = [
        (Article("a", "نص", source="بترا"), gold["a"]),
        (Article("b", "نص", url="https://www.example.org/1"), record(id="b")),
        (Article("z", "نص", source="لا أحد"), record(meeting(A, B), id="z")),
    ]
    result = evaluate(gold, articles)
    assert {name: (s.met.tp, s.met.fn) for name, s in result.outlets.items()} == {
        "بترا": (1, 0),
        "www.example.org": (0, 1),
        "?": (0, 1),
    }
    assert result.score.met.fp == 0
    assert outlet_of(Article("x", "نص")) == "?"


def test_intervals_hold_the_value_and_are_repeatable() -> None:
    gold = {str(i): record(meeting(A, B), id=str(i)) for i in range(40)}
    predicted = [(Article(str(i), "نص"), gold[str(i)] if i % 4 else record(id=str(i))) for i in range(40)]
    one, other = evaluate(gold, predicted), evaluate(gold, predicted)
    assert one.intervals == other.intervals
    interval = one.intervals["met"]
    assert interval.low < one.score.met.f1 < interval.high
    assert 0.05 < interval.high - interval.low < 0.4


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", ":2: not valid JSON"),
        ("[]", ':2: a gold record is an object with the keys "id"'),
        ('{"id": "x"}', '"encounters" must hold a list'),
        ('{"id": "x", "encounters": [{"type": "meeting"}]}', 'encounter 1 needs the key "parties"'),
        ('{"id": "x", "encounters": [{"parties": []}]}', 'encounter 1 needs "type"'),
        ('{"id": "a", "encounters": []}', "the id 'a' stands twice"),
    ],
)
def test_a_malformed_gold_file_is_refused_by_line(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "encounters": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:2") as caught:
        load_gold(path)
    assert says in str(caught.value)


def test_gold_by_prefix(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(record(id=i)) + "\n" for i in ("S-1", "S-2", "T-1")), encoding="utf-8")
    assert list(load_gold(path, "S-")) == ["S-1", "S-2"]
    with pytest.raises(InputError, match="begins with 'X'"):
        load_gold(path, "X")
    with pytest.raises(InputError, match="cannot be read"):
        load_gold(tmp_path / "none.jsonl")


# ---------------------------------------------------------------- against the reference scorer


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    if not (SHARED / "score.py").is_file():
        pytest.skip("the reference scorer (../shared/gold/score.py) is not here")
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(gold: dict[str, Any], dice: random.Random, names: list[str | None]) -> dict[str, Any]:
    """The gold record with the kinds of mistakes that an extractor makes."""
    out = copy.deepcopy(gold)
    encounters: list[dict[str, Any]] = []
    for encounter in out["encounters"]:
        if dice.random() < 0.15:
            continue
        for one in encounter["parties"]:
            if dice.random() < 0.1:
                one["name"] = dice.choice(names)
            if one["name"] and dice.random() < 0.2:
                words = one["name"].split()
                one["name"] = " ".join(dice.sample(words, dice.randint(1, len(words))))
            if one["role"] and dice.random() < 0.2:
                one["role"] = dice.choice([None, one["role"].split()[0] + "ين", "ال" + one["role"]])
            if dice.random() < 0.1:
                one.update(dice.choice([{"side": "b"}, {"rank": "attendee"}, {"country": None}, {"org": "LAS"}]))
        if dice.random() < 0.3:
            encounter["topics"] = [*encounter["topics"][1:], dice.choice(["training", "economy"])]
        if dice.random() < 0.2:
            encounter.update(dice.choice([{"type": "visit"}, {"status": "planned"}, {"date": "2026-01-01"}]))
        if dice.random() < 0.2:
            encounter["place"] = dice.choice([{"name": None}, {"name": "مدينة الرياض"}, None])
        encounters += [encounter] * dice.choice([1, 1, 1, 2])
    if dice.random() < 0.1:
        encounters.append(meeting(A, B))
    dice.shuffle(encounters)
    return out | {"encounters": encounters}


def test_the_same_figures_as_the_reference_scorer(reference: ModuleType) -> None:
    gold = load_gold(SHARED / "dev.gold.jsonl")
    names = [p["name"] for g in gold.values() for e in g["encounters"] for p in e["parties"]]
    for seed in range(15):
        dice = random.Random(seed)
        predicted = {i: perturbed(dict(g), dice, names) if seed else dict(g) for i, g in gold.items()}
        if seed % 3 == 2:
            del predicted[next(iter(predicted))]
        expected, expected_errors = reference.score(gold, predicted)
        scored = [score_article(g, predicted.get(i, {"id": i, "encounters": []})) for i, g in gold.items()]
        assert figures(sum((score for score, _ in scored), Score())) == expected, f"seed {seed}"
        told = [{name: getattr(d, name) for name in expected_errors[0]} for _, d in scored if d] if seed else []
        assert told == expected_errors, f"seed {seed}"
