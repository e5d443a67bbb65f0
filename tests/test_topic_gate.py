"""What speaks for a topic, how it is weighed, and how the weights are learned."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kg import resources, topic_training
from kg.details import Details
from kg.errors import InputError, TableError
from kg.lexicon import Lexicon
from kg.model import Article, Encounter
from kg.pipeline import RuleExtractor
from kg.resources import ontology_dir
from kg.topic_evidence import WORDS, Clue, features, is_feature
from kg.topic_gate import ARTICLE, ENCOUNTER, TopicGate
from kg.topic_training import Bag, train
from kg.topics import TopicCue
from tests.casetable import read_cases

CASES = Path(__file__).parent / "cases" / "article_topics.jsonl"


class _Recording(Details):
    """Details that keep the clues of every article."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon)
        self.kept: list[list[list[Clue]]] = []

    def with_clues(self, *arguments: object) -> list[tuple[Encounter, list[Clue]]]:  # type: ignore[override]
        told = super().with_clues(*arguments)  # type: ignore[arg-type]
        self.kept.append([clues for _, clues in told])
        return told


@pytest.fixture(scope="module")
def recorded() -> list[list[list[Clue]]]:
    """The clues of every encounter of the table of cases."""
    lexicon = Lexicon.load()
    details = _Recording(lexicon)
    extractor = RuleExtractor(lexicon, details=details)
    for case in read_cases(CASES):
        extractor.extract(Article(case["name"], case["text"], time=case["time"]))
    return details.kept


def test_every_feature_is_a_known_one_and_nearly_all_occur(recorded: list[list[list[Clue]]]) -> None:
    seen = {f for article in recorded for encounter in article for clue in encounter for f in clue.features}
    assert all(map(is_feature, seen))
    assert len(seen & features()) >= 0.7 * len(features())


def test_each_kind_of_word_of_the_table_is_read() -> None:
    kinds = {row["kind"] for _, row in resources.rows("topic_words")}
    assert kinds - {"apart", "margin", "outsider", "ties"} == WORDS - {"both"}  # those four have a part of their own


def test_the_weights_are_those_of_known_features() -> None:
    for table in (ARTICLE, ENCOUNTER):
        with (ontology_dir() / "tables" / f"{table}.csv").open(encoding="utf-8") as lines:
            weights = {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}
        assert all(map(is_feature, weights))
        assert weights["own"] > 0
        assert weights["outsider-first"] < 0


def test_the_best_cue_of_a_code_is_told_in_the_order_of_the_text() -> None:
    gate = TopicGate({"own": 2.0, "nobody": -2.0}, enough=0.5)
    late, early, weak = TopicCue("training", 50, 60), TopicCue("economy", 10, 20), TopicCue("training", 0, 5)
    clues = [
        Clue(weak, ("nobody",)),
        Clue(late, ("own",)),
        Clue(early, ("own", "party")),
        Clue(late, ("own", "nobody")),
    ]
    assert gate.topics([clues]) == [[early, late]]


def test_what_the_article_tells_is_told_of_the_encounter_that_it_is_likeliest_of() -> None:
    gate = TopicGate({"party": 2.0}, {"own": 2.0, "party": -1.0, "nobody": -2.0})
    cue, other = TopicCue("training", 10, 20), TopicCue("economy", 30, 40)
    first = [Clue(cue, ("party",)), Clue(other, ("own",))]
    assert gate.topics([first, [Clue(cue, ("nobody",))]]) == [[cue, other], []]
    assert gate.topics([first, [Clue(cue, ("own",))]]) == [[other], [cue]]


def test_a_weight_of_an_unknown_feature_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "rows", lambda name: iter([(2, {"feature": "moon", "weight": "1"})]))
    TopicGate.load.cache_clear()
    try:
        with pytest.raises(TableError, match=r"topic_weights\.csv:2: no feature 'moon'; train the weights anew"):
            TopicGate.load()
    finally:
        TopicGate.load.cache_clear()


def test_training_finds_the_clue_that_matters() -> None:
    """Each true bag holds one good clue among bad ones; no bad clue alone makes a topic."""
    good, bad = ("bias", "own"), ("bias", "after-far")
    bags = [Bag((bad, good), True)] * 20 + [Bag((bad, bad), False)] * 20
    weights = train(bags)
    assert weights["own"] > 0.5
    assert weights["after-far"] < -0.5
    assert weights == train(list(bags))


def test_training_needs_both_outcomes() -> None:
    with pytest.raises(InputError, match="give more articles"):
        train([Bag((("bias",),), True)])


def test_the_command_writes_a_table_that_the_gate_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    samples = resources.samples_dir()
    arguments = [str(samples / "gold.jsonl"), str(samples / "articles.jsonl"), "--out", str(tmp_path)]
    out = tmp_path / "topic_encounter_weights.csv"
    assert topic_training.main(arguments) == 0
    assert "topics that may be" in capsys.readouterr().out
    with out.open(encoding="utf-8") as lines:
        assert all(is_feature(row["feature"]) for row in csv.DictReader(lines))
    first = out.read_bytes()
    assert topic_training.main(arguments) == 0
    assert out.read_bytes() == first


def test_the_command_tells_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert topic_training.main([str(tmp_path / "gold.jsonl")]) == 2
    assert "each file of labels needs its file of articles" in capsys.readouterr().err
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "a", "encounters": []}) + "\n", "utf-8")
    assert topic_training.main([str(gold), str(tmp_path / "none.jsonl")]) == 2
    assert capsys.readouterr().err.strip()


def test_work_grows_with_the_article_only(recorded: list[list[list[Clue]]]) -> None:
    """Where an article tells of many encounters, each looks at the sentences around it, not at all of them."""
    sentence = "استقبل وزير الداخلية {} نظيره {} وبحثا مكافحة المخدرات.\n"
    states = ["التونسي", "الليبي", "المصري", "القطري", "الكويتي", "العماني", "الأردني", "اللبناني"]
    text = "".join(sentence.format(a, b) for a in states for b in states if a < b)
    lexicon = Lexicon.load()
    details = _Recording(lexicon)
    RuleExtractor(lexicon, details=details).extract(Article("many", text, time="2025-01-01"))
    (encounters,) = details.kept
    assert len(encounters) >= 10
    assert max(len(clues) for clues in encounters) <= 16
