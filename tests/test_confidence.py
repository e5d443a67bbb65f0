"""Confidence: features, judging, learning, calibration, the stored weights, and what the commands show of them."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg import resources
from kg.confidence import HIGHEST, LOWEST, Model
from kg.confidence_train import Reading, Recorder, best_minimum, judged_examples, main, readings, train
from kg.contacts import NoContacts
from kg.curves import csv_of, svg_of
from kg.errors import InputError, TableError
from kg.evaluate import load_gold
from kg.features import BINS, NAMES, Features, indicators, known
from kg.judging import judge
from kg.learning import fit, isotonic, platt, sigmoid
from kg.lexicon import Lexicon
from kg.model import Article
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.reliability import Judged, reliability, wilson
from kg.scoring import Counts, Score, Share

GOLD = resources.samples_dir() / "gold.jsonl"
ARTICLES = resources.samples_dir() / "articles.jsonl"
STORED = resources.ontology_dir() / "confidence.json"


class Fixed:
    """Every draft is as sure as told."""

    minimum = 0.5

    def __init__(self, value: float) -> None:
        self.value = value

    def score(self, features: Features) -> float:
        return self.value


def articles() -> list[Article]:
    return [item for item in read_articles([ARTICLES]) if isinstance(item, Article)]


@pytest.fixture(scope="module")
def samples() -> list[Reading]:
    return list(readings(load_gold(GOLD), articles(), Lexicon.load()))


def party(name: str | None, country: str | None, side: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "role": None, "country": country, "org": None, "side": side, "rank": "principal"} | more


def encounter(*parties: dict[str, Any], type: str = "meeting", status: str = "held") -> dict[str, Any]:
    return {"type": type, "status": status, "parties": list(parties), "topics": [], "place": {}, "date": None}


A, B = party("سالم الكيلاني", "TN", "a"), party("عمر بنموسى", "MA", "b")
C = party("حسن الرفاعي", "JO", "b")
D = party("وليد الشامي", "LB", "b")


# ---------------------------------------------------------------- features


def only(text: str) -> Features:
    """The features of the one draft of a text."""
    recorder = Recorder()
    extractor = RuleExtractor(Lexicon.load(), recorder, contacts=NoContacts())
    assert len(extractor.extract(Article("a", text)).encounters) == len(recorder.features) == 1
    return recorder.features[0]


def test_features_say_how_the_article_tells_it() -> None:
    found = only("استقبل وزير الداخلية التونسي سالم الكيلاني سفير المغرب بتونس عمر بنموسى.")
    assert (found.type, found.frame, found.pairing) == ("meeting", "receive", "together")
    assert (found.one_kind, found.other_kind) == ("named", "named")
    assert (found.one_office, found.other_office, found.offices) == ("minister", "ambassador", "different")
    assert (found.one_affiliation, found.other_affiliation) == ("stated", "stated")
    assert (found.one_words, found.other_words, found.one_gap) == (2, 2, 0)
    assert found.other_gap > found.one_gap
    assert (found.place, found.sentences, found.candidates, found.principals) == (0, 1, 1, 2)
    assert found.past
    assert not any((found.planned, found.quoted, found.reported, found.year, found.former))


def test_each_encounter_has_its_own_features_where_a_proposal_is_not_told() -> None:
    text = "وقعت تونس مع ليبيا اتفاقية أمنية عام 1993. "
    text += "واستقبل وزير الداخلية التونسي سالم الكيلاني السفير المغربي عمر بنموسى."
    gold = {"a": {"id": "a", "encounters": [encounter(A, B)]}}
    (read,) = readings(gold, [Article("a", text, time="2024-05-02")], Lexicon.load())
    assert [f.type for f in read.features] == ["meeting"]
    assert read.right == (True,)


def test_features_of_what_is_told_less_surely() -> None:
    found = only('وقال بيان إن "وزير الداخلية التونسي التقى نظيره المغربي" في عام 2019.')
    assert (found.one_kind, found.other_kind) == ("office", "office")
    assert (found.one_words, found.one_name) == (-1, "")
    assert (found.offices, found.other_office) == ("different", "counterpart")
    assert found.quoted
    assert found.year


class Names:
    """A second reader of names that knows of these words only."""

    version = "names.1"

    def __init__(self, *known: str) -> None:
        self.known = known

    def persons(self, sentences: Sequence[Sequence[str]]) -> list[list[tuple[int, int]]]:
        found = []
        for words in sentences:
            at = [i for i in range(len(words) - 1) if words[i] in self.known]
            found.append([(i, i + 2) for i in at])
        return found


@pytest.mark.parametrize(
    ("names", "says"), [(["سالم", "عمر"], "agrees"), (["سالم"], "partly"), (["أحد"], "doubts"), (None, "")]
)
def test_a_second_reader_of_names_is_a_feature(names: list[str] | None, says: str) -> None:
    recorder = Recorder()
    oracle = Names(*names) if names else None
    text = "استقبل وزير الداخلية التونسي سالم الكيلاني سفير المغرب بتونس عمر بنموسى."
    RuleExtractor(Lexicon.load(), recorder, oracle=oracle).extract(Article("a", text))
    assert [f.oracle for f in recorder.features] == [says]


def test_every_feature_is_documented_and_every_indicator_is_known(samples: list[Reading]) -> None:
    source = Path(sys.modules["kg.features"].__file__ or "").read_text("utf-8").split("class Features")[1]
    told = source.split("# Upper ends")[0]
    for field in dataclasses.fields(Features):
        after = told.split(f"\n    {field.name}: ")[1].split("\n")[1]
        assert after.strip().startswith('"""'), field.name
    assert set(BINS) <= NAMES
    seen = {name for r in samples for f in r.features for name in indicators(f)}
    assert len(seen) > 50
    assert all(known(name) for name in seen)
    assert not known("person=somebody")
    assert not known("one_gap=5")
    assert not known("type")


def test_features_are_frozen_and_hold_no_name_or_state(samples: list[Reading]) -> None:
    feature = samples[0].features[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        feature.type = "call"  # type: ignore[misc]
    values = {v for r in samples for f in r.features for v in dataclasses.astuple(f) if isinstance(v, str)}
    assert all(v.isascii() and not v.isupper() for v in values if v and v != "attaché")


def test_a_number_falls_into_one_bin() -> None:
    feature = only("استقبل وزير الداخلية التونسي سالم الكيلاني سفير المغرب بتونس عمر بنموسى.")
    for n in range(40):
        names = indicators(dataclasses.replace(feature, words=n, one_gap=n - 1))
        assert sum(name.startswith("words=") for name in names) == 1
        assert sum(name.startswith("one_gap=") for name in names) == (n > 0)
        assert all(known(name) for name in names)


# ---------------------------------------------------------------- judging


@pytest.mark.parametrize(
    ("gold", "told", "credit"),
    [
        ([encounter(A, B)], encounter(A, B), 1.0),
        ([encounter(A, B)], encounter(party("عمر بنموسى", "MA", "a"), party("الكيلاني", "TN", "b")), 1.0),
        ([encounter(A, B)], encounter(A, B, type="call"), 0.0),
        ([encounter(A, B)], encounter(A, B, status="planned"), 0.0),
        ([encounter(A, B)], encounter(A, C), 0.0),
        ([encounter(A, B)], encounter(A, B, C), 0.5),
        ([encounter(A, B, C)], encounter(A, B), 1.0),
        ([encounter(A, B)], encounter(party(None, "TN", "a"), party(None, "MA", "b")), 1.0),
        (
            [encounter(A, party(None, "MA", "b"), type="visit")],
            encounter(A, party(None, "JO", "b"), type="visit"),
            0.0,
        ),
        (
            [encounter(A, B, status="planned")],
            encounter(party("آخر", "TN", "a"), B, status="planned"),
            1.0,
        ),
        (
            [encounter(party(None, None, "b", org="AIMC"), type="session")],
            encounter(party(None, None, "b", org="AIMC"), type="session"),
            1.0,
        ),
        (
            [encounter(party(None, None, "b", org="AIMC"), type="session")],
            encounter(party(None, None, "b", org="LAS"), type="session"),
            0.0,
        ),
        ([], encounter(A, B), 0.0),
    ],
)
def test_the_credit_of_an_encounter(gold: list[Any], told: Any, credit: float) -> None:
    [verdict] = judge({"id": "a", "encounters": gold}, {"id": "a", "encounters": [told]})
    assert verdict.credit == credit
    assert verdict.right == (credit == 1)


def test_a_gold_encounter_answers_for_one_prediction_only() -> None:
    gold = {"id": "a", "encounters": [encounter(A, B), encounter(A, C)]}
    told = {"id": "a", "encounters": [encounter(A, C, D), encounter(A, B), encounter(A, B)]}
    assert [(v.right, v.credit) for v in judge(gold, told)] == [(False, 0.5), (True, 1.0), (False, 0.0)]
    together = {"id": "a", "encounters": [encounter(A, B, C)]}  # guests received one by one, told as one encounter
    assert [v.right for v in judge(gold, together)] == [True]
    bare = encounter(party(None, "TN", "a"), party(None, "MA", "b"))
    again = {"id": "a", "encounters": [bare, encounter(A, B), bare]}
    assert [v.right for v in judge(gold, again)] == [False, True, False]


# ---------------------------------------------------------------- learning


def made_up(n: int = 400) -> tuple[list[tuple[str, ...]], list[float]]:
    dice = random.Random(5)
    rows, outcomes = [], []
    for _ in range(n):
        row = tuple(name for name, share in (("good", 0.5), ("bad", 0.3), ("idle", 0.5)) if dice.random() < share)
        odds = 0.2 + 2.0 * ("good" in row) - 1.5 * ("bad" in row)
        rows.append(row)
        outcomes.append(float(dice.random() < sigmoid(odds)))
    return rows, outcomes


def test_the_fit_finds_the_weights_that_made_the_data() -> None:
    rows, outcomes = made_up(3000)
    learned = fit(rows, outcomes, penalty=0.5)
    assert learned.intercept == pytest.approx(0.2, abs=0.25)
    assert learned.weights["good"] == pytest.approx(2.0, abs=0.3)
    assert learned.weights["bad"] == pytest.approx(-1.5, abs=0.3)
    assert abs(learned.weights["idle"]) < 0.3
    # at the optimum the mean prediction is the share that is right, whatever the penalty
    for penalty in (0.5, 50.0):
        learned = fit(rows, outcomes, penalty)
        mean = sum(sigmoid(learned.raw(row)) for row in rows) / len(rows)
        assert mean == pytest.approx(sum(outcomes) / len(outcomes), abs=0.001)


def test_a_penalty_draws_weights_to_nought_and_rare_indicators_get_none() -> None:
    rows, outcomes = made_up()
    loose, tight = fit(rows, outcomes, 1.0), fit(rows, outcomes, 100.0)
    assert abs(tight.weights["good"]) < abs(loose.weights["good"])
    assert "once" not in fit([*rows, ("once",)], [*outcomes, 1.0], 1.0).weights
    assert fit([("a",)] * 30, [1.0] * 30, 1.0).raw(("a",)) > 2  # all alike: no error, no infinity


@pytest.mark.parametrize("curve", [platt, isotonic])
def test_a_calibration_curve_never_falls_and_fits(curve: Any) -> None:
    dice = random.Random(3)
    raw = [dice.uniform(-4, 4) for _ in range(3000)]
    outcomes = [float(dice.random() < sigmoid(0.5 * x + 1)) for x in raw]
    points = curve(raw, outcomes)
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in itertools.pairwise(points))
    model = Model(0.0, {}, points)
    for x in (-2.0, 0.0, 2.0):
        assert model.calibrated(x) == pytest.approx(sigmoid(0.5 * x + 1), abs=0.08)
    backwards = curve(raw, [1 - y for y in outcomes])  # a score that is worse than none: flat, not falling
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(backwards))


def test_scores_stay_in_bounds_and_rise_with_the_raw_score() -> None:
    feature = only("استقبل وزير الداخلية التونسي سالم الكيلاني سفير المغرب بتونس عمر بنموسى.")
    wild = Model(0.0, {"type=meeting": 99.0}, ((-5.0, 0.0), (0.0, 0.4), (5.0, 1.0)))
    assert wild.score(feature) == HIGHEST
    assert dataclasses.replace(wild, weights={"type=meeting": -99.0}).score(feature) == LOWEST
    assert wild.score(dataclasses.replace(feature, type="never seen")) == 0.4
    for model in (wild, Model.load()):
        told = [model.calibrated(k / 10) for k in range(-120, 120)]
        assert all(LOWEST <= a <= b <= HIGHEST for a, b in itertools.pairwise(told))


# ---------------------------------------------------------------- training


def many(samples: list[Reading], times: int = 4) -> list[Reading]:
    """The readings again under other ids; in each third copy some verdicts are turned round."""
    out = []
    for k in range(times):
        for r in samples:
            right = tuple(x and not (k % 3 == 2 and i % 2) for i, x in enumerate(r.right))
            out.append(dataclasses.replace(r, id=f"{r.id}/{k}", right=right))
    return out


def test_training_gives_the_same_file_whatever_the_order(samples: list[Reading]) -> None:
    one = train(many(samples)).to_json()
    assert one == train(many(samples)[::-1]).to_json()
    told = json.loads(one)
    assert told["trained_on"]["articles"] == 4 * len(samples)
    assert len(told["trained_on"]["sha256"]) == 64
    assert all(known(name) for name in told["weights"])
    other = [dataclasses.replace(r, gold={"id": r.id, "encounters": []}) for r in many(samples)]
    assert json.loads(train(other).to_json())["trained_on"]["sha256"] != told["trained_on"]["sha256"]


def test_fresh_articles_alone_set_the_calibration(samples: list[Reading]) -> None:
    old = many(samples, 6)
    wrong = [dataclasses.replace(r, id=f"new/{r.id}", right=(False,) * len(r.right)) for r in many(samples, 3)]
    mixed = train(old + wrong)
    fresh = train(old + [dataclasses.replace(r, fresh=True) for r in wrong])
    assert fresh.reliability.n == sum(len(r.right) for r in wrong) < mixed.reliability.n
    assert max(y for _, y in fresh.calibration) < 0.2 < max(y for _, y in mixed.calibration)


def test_judged_encounters_are_learned_from_and_set_the_calibration(samples: list[Reading]) -> None:
    told = {r.id: len(r.features) for r in samples if r.features}
    verdicts = {id_: dict.fromkeys(range(number), False) for id_, number in told.items()}
    judged = judged_examples(verdicts, articles(), Lexicon.load())
    assert len(judged) == sum(told.values())
    assert [e.row for e in judged] == [indicators(f) for r in sorted(samples, key=lambda r: r.id) for f in r.features]
    assert not judged_examples({next(iter(told)): {99: True}}, articles(), Lexicon.load())  # is proposed no more
    old = many(samples, 6)
    result = train(old, judged)
    assert result.reliability.n == len(judged)
    assert max(y for _, y in result.calibration) < 0.2
    assert result.checksum != train(old).checksum


def test_a_file_of_judgements_is_read_with_its_articles(
    samples: list[Reading], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "judged.csv"
    command = [str(GOLD), str(ARTICLES), "--judged", str(file), str(ARTICLES)]
    file.write_text("article,number,verdict\nSAMPLE-01,0,right\n", "utf-8")
    assert main(command) == 2
    assert "no file of judgements" in capsys.readouterr().err
    file.write_text("article,encounter,verdict\nSAMPLE-01,0,right\nSAMPLE-01,77,wrong\n", "utf-8")
    assert main(command) == 2
    assert "1 of 2 encounters are not proposed" in capsys.readouterr().err
    rows = [f"{r.id},{n},{('wrong', 'right')[n % 2]}" for r in samples for n in range(len(r.features))]
    file.write_text("\n".join(["article,encounter,verdict", *rows]), "utf-8")
    assert main([*command, "--out", str(tmp_path / "weights.json")]) == 0
    assert f"{len(rows)} encounters told" in capsys.readouterr().out


def test_too_little_to_learn_from_is_told(samples: list[Reading]) -> None:
    with pytest.raises(InputError, match="too few to learn from"):
        train(samples[:1])
    with pytest.raises(InputError, match="right and wrong ones"):
        train([dataclasses.replace(r, right=(True,) * len(r.right)) for r in many(samples)])


def score(met: tuple[int, int, int], alarms: int) -> Score:
    return Score(met=Counts(*met), dyads=Counts(*met), false_alarms=Share(alarms, 100))


def test_the_minimum_is_the_best_one_that_raises_few_false_alarms() -> None:
    scores = {
        0.0: score((80, 40, 20), 9),
        0.2: score((78, 20, 22), 5),
        0.3: score((78, 20, 22), 4),
        0.5: score((50, 5, 50), 0),
    }
    assert best_minimum(scores) == 0.2  # of equal ones the lowest
    assert best_minimum({k: v for k, v in scores.items() if k != 0.2}) == 0.3
    assert best_minimum({0.0: score((80, 20, 20), 0), 0.4: score((80, 19, 20), 0)}) == 0.0  # as good
    assert best_minimum({0.0: score((80, 1, 20), 20), 0.5: score((1, 0, 99), 9)}) == 0.5


def test_the_command_trains_and_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "weights.json"
    assert main([str(GOLD)]) == 2
    assert "files come in pairs" in capsys.readouterr().err
    assert main([str(GOLD), str(tmp_path / "none.jsonl"), "--out", str(out)]) == 2
    assert "none.jsonl" in capsys.readouterr().err
    first = tmp_path / "first.jsonl"
    first.write_text(ARTICLES.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert main([str(GOLD), str(first), "--out", str(out)]) == 2
    assert "is missing" in capsys.readouterr().err
    assert not out.exists()
    # the samples are all read rightly: a second copy without encounters gives something to learn from
    files = []
    for name in (GOLD, ARTICLES):
        lines = [json.loads(line) for line in name.read_text("utf-8").splitlines()]
        more = [line | {"id": "B-" + line["id"]} for line in lines]
        more = [line | {"encounters": []} if k % 3 and name == GOLD else line for k, line in enumerate(more)]
        files.append(str(tmp_path / name.name))
        Path(files[-1]).write_text("".join(json.dumps(line) + "\n" for line in lines + more), "utf-8")
    assert main([*files, "--out", str(out), "--curve", str(tmp_path / "c.csv")]) == 0
    told = capsys.readouterr().out
    assert "share right" in told
    assert "false alarms" in told
    assert Model.load(out).minimum == json.loads(out.read_text("utf-8"))["minimum"]
    assert (tmp_path / "c.csv").read_text("utf-8").startswith("kind,")
    with pytest.raises(SystemExit):
        main([*files, "--curve", "c.png"])


# ---------------------------------------------------------------- the stored weights


def test_the_stored_weights_load_and_tell_their_source() -> None:
    model = Model.load()
    assert len(model.weights) > 30
    assert all(known(name) for name in model.weights)
    assert 0 <= model.minimum <= 0.7
    told = json.loads(STORED.read_text("utf-8"))
    assert told["source"]
    assert told["licence"]
    assert set(told["trained_on"]) == {"sha256", "articles", "encounters", "right"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("{", "not valid JSON"),
        ("[]", "no file of confidence weights"),
        ({"format": "other"}, "no file of confidence weights"),
        ({"weights": {"name=somebody": 1.0}}, "'name=somebody' is of no known feature"),
        ({"weights": {"type=call": "much"}}, '"weights" must be an object of numbers'),
        ({"minimum": None}, '"intercept" and "minimum" must be numbers'),
        ({"calibration": []}, '"calibration" must be a list of rising'),
        ({"calibration": [[0, 0.9], [1, 0.2]]}, '"calibration" must be a list of rising'),
        ({"calibration": [[0, 0.9], [1, 1.2]]}, '"calibration" must be a list of rising'),
        ({"calibration": [[0, "x"]]}, '"calibration" must be a list of rising'),
    ],
)
def test_a_wrong_file_of_weights_is_refused(tmp_path: Path, change: Any, says: str) -> None:
    path = tmp_path / "confidence.json"
    told = json.loads(STORED.read_text("utf-8"))
    path.write_text(change if isinstance(change, str) else json.dumps(told | change), "utf-8")
    with pytest.raises(TableError) as caught:
        Model.load(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert "python -m kg.confidence_train" in str(caught.value)


def test_a_missing_file_of_weights_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be read"):
        Model.load(tmp_path / "none.json")


# ---------------------------------------------------------------- the extractor


def test_what_is_less_sure_than_the_minimum_is_not_told() -> None:
    lexicon = Lexicon.load()
    text = next(a for a in articles() if RuleExtractor(lexicon, Fixed(1.0)).extract(a).encounters)
    assert RuleExtractor(lexicon, Fixed(0.5)).extract(text).encounters
    assert RuleExtractor(lexicon, Fixed(0.49)).extract(text).encounters == ()
    assert RuleExtractor(lexicon, Fixed(0.49), minimum=0.4).extract(text).encounters
    assert {e.confidence for e in RuleExtractor(lexicon, Fixed(0.61)).extract(text).encounters} == {0.61}
    assert RuleExtractor.load().minimum == Model.load().minimum
    assert RuleExtractor.load(0.9).minimum == 0.9


def rawabit(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kg", *map(str, args)], capture_output=True, text=True)


def test_the_minimum_is_an_option_of_the_commands() -> None:
    told = rawabit("extract", ARTICLES, "--min-confidence", 0)
    assert (told.returncode, told.stderr) == (0, "")
    sure = [e["confidence"] for line in told.stdout.splitlines() for e in json.loads(line)["encounters"]]
    assert len(set(sure)) > 5
    limit = sorted(sure)[len(sure) // 2]
    kept = rawabit("extract", ARTICLES, "--min-confidence", limit, "--workers", 2).stdout
    left = [e["confidence"] for line in kept.splitlines() for e in json.loads(line)["encounters"]]
    assert sorted(left) == sorted(c for c in sure if c >= limit)
    assert rawabit("extract", ARTICLES, "--min-confidence", "1.5").returncode == 2


# ---------------------------------------------------------------- reliability


def test_reliability_of_known_predictions() -> None:
    items = [Judged(0.95, True)] * 9 + [Judged(0.95, False)] + [Judged(0.45, True)] * 2 + [Judged(0.45, False)] * 2
    found = reliability(items, gold=20)
    assert [(b.low, b.high, b.n) for b in found.bins] == [(0.4, 0.5, 4), (0.9, 1.0, 10)]
    assert [b.right for b in found.bins] == [0.5, 0.9]
    assert all(b.interval[0] < b.right < b.interval[1] for b in found.bins)
    assert found.ece == pytest.approx(0.05)
    brier = (9 * 0.05**2 + 0.95**2 + 2 * 0.55**2 + 2 * 0.45**2) / 14
    assert found.brier == pytest.approx(brier)
    assert [(p.minimum, p.told, p.recall) for p in found.curve] == [(0.45, 14, 11 / 20), (0.95, 10, 9 / 20)]
    assert found.curve[0].precision == pytest.approx(11 / 14)
    assert found.to_dict()["bins"][1]["right"] == 0.9
    assert sum(b.n for b in reliability([Judged(1.0, True), Judged(0.0, False)], 1).bins) == 2


def test_wilson_interval_of_all_and_of_none() -> None:
    assert wilson(10, 10)[1] == pytest.approx(1.0)
    assert 0.7 < wilson(10, 10)[0] < 0.75
    assert wilson(0, 10)[0] == pytest.approx(0.0)


def test_no_predictions_have_no_bins() -> None:
    empty = reliability([], gold=3)
    assert (empty.bins, empty.curve, empty.brier, empty.ece) == ((), (), 0.0, 0.0)
    assert "<svg" in svg_of(empty)


def test_curves_are_drawn_and_written() -> None:
    found = reliability([Judged(k / 20, k % 3 > 0) for k in range(20)], gold=20)
    drawing = ET.fromstring(svg_of(found))
    assert len(drawing.findall(".//{*}circle")) == len(found.bins)
    [line] = drawing.findall(".//{*}polyline")
    assert len(line.attrib["points"].split()) == len(found.curve)
    rows = list(csv.DictReader(io.StringIO(csv_of(found))))
    assert [float(r["share_right"]) for r in rows if r["kind"] == "bin"] == [round(b.right, 4) for b in found.bins]
    assert sum(r["kind"] == "point" for r in rows) == len(found.curve)


def test_evaluate_shows_whether_confidence_means_something(tmp_path: Path) -> None:
    told = rawabit("evaluate", GOLD, ARTICLES, "--curve", tmp_path / "c.svg")
    assert (told.returncode, told.stderr) == (0, "")
    assert "share right" in told.stdout
    assert "Brier score" in told.stdout
    assert ET.parse(tmp_path / "c.svg").getroot().tag.endswith("svg")
    answer = json.loads(rawabit("evaluate", GOLD, ARTICLES, "--json", "--curve", tmp_path / "c.csv").stdout)
    assert answer["confidence"]["n"] == sum(b["n"] for b in answer["confidence"]["bins"])
    assert (tmp_path / "c.csv").read_text("utf-8").startswith("kind,")
    wrong = rawabit("evaluate", GOLD, ARTICLES, "--curve", tmp_path / "c.png")
    assert wrong.returncode == 2
    assert ".svg or .csv" in wrong.stderr
