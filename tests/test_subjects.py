"""What stretches of words are about where no cue phrase says so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg import subject_training
from kg.errors import InputError
from kg.learning import sigmoid
from kg.learning_many import fit_many
from kg.model import Article
from kg.pipeline import RuleExtractor
from kg.sentences import Sentence
from kg.subject_training import read_clauses
from kg.subjects import BIAS, Subjects, features, near, stem, stretches
from kg.text import normalise
from kg.tokens import tokenise
from kg.topics import TopicCue, TopicFinder

CLAUSES = Path(__file__).parent.parent / "docs" / "labels" / "topic-clauses.csv"
MODEL = Subjects(
    {
        BIAS: {"drug-trafficking": -3.0, "training": -3.0},
        "كبتاج": {"drug-trafficking": 4.0},
        "شحن": {"drug-trafficking": 1.0, "training": -1.0},
        "دور": {"training": 3.5},
    }
)


def _sentence(text: str) -> Sentence:
    folded = normalise(text).text
    return Sentence(0, len(folded), tokenise(folded), [])


def _words(text: str) -> list[list[str]]:
    return [[t.text for t in stretch] for stretch in stretches(_sentence(text), [])]


@pytest.mark.parametrize(
    ("one", "other"), [("الشحنات", "شحنة"), ("والتدريب", "تدريب"), ("للمهربين", "مهرب"), ("بالحدود", "حدود")]
)
def test_one_word_in_two_forms_has_one_stem(one: str, other: str) -> None:
    assert stem(normalise(one).text) == stem(normalise(other).text)


def test_short_words_keep_their_letters() -> None:
    assert [stem(word) for word in ("في", "من", "ال", "وان")] == ["في", "من", "ال", "وان"]


def test_a_stretch_ends_at_a_mark_and_members_of_a_list_stand_alone_too() -> None:
    assert _words("ضبط الشحنات وتدريب الكوادر، وتأمين الحدود") == [
        ["ضبط", "الشحنات", "وتدريب", "الكوادر"],
        ["ضبط", "الشحنات"],
        ["وتدريب", "الكوادر"],
        ["وتامين", "الحدود"],
    ]


def test_a_stretch_without_end_is_cut() -> None:
    assert max(map(len, _words(" ".join(["كلمة"] * 100)))) < 20


def test_what_is_masked_parts_stretches() -> None:
    sentence = _sentence("بحث مدير إدارة المخدرات ضبط الشحنات")
    start = sentence.tokens[1].start
    assert [[t.text for t in s] for s in stretches(sentence, [(start, sentence.tokens[3].end)])] == [["ضبط", "الشحنات"]]


def test_the_surest_stretch_tells_the_topic_with_its_chance() -> None:
    (cue,) = MODEL.find(_sentence("بحثا ضبط شحنات الكبتاجون، وتنظيم العمل"), [])
    assert cue.code == "drug-trafficking"
    assert cue.words == pytest.approx(sigmoid(-3.0 + 4.0 + 1.0))


def test_a_topic_that_a_cue_names_is_not_told_again() -> None:
    sentence = _sentence("مكافحة المخدرات، وضبط شحنات الكبتاجون")
    named = TopicCue("drug-trafficking", sentence.tokens[0].start, sentence.tokens[1].end)
    assert MODEL.find(sentence, [])
    assert not MODEL.find(sentence, [named])


def test_words_of_a_phrase_that_is_known_speak_for_no_topic() -> None:
    sentence = _sentence("تنظيم الدورات وتبادل الزيارات")
    assert [c.code for c in MODEL.find(sentence, [])] == ["training"]
    assert MODEL.find(sentence, [], [(sentence.tokens[0].start, sentence.tokens[1].end)]) == []


def test_only_what_stands_near_is_read_and_all_is_in_order() -> None:
    sentences = []
    for n in range(20):
        folded = normalise("بحثا ضبط شحنات الكبتاجون").text
        tokens = tokenise(" " * 100 * n + folded)
        sentences.append(Sentence(tokens[0].start, tokens[-1].end, tokens, []))
    cue = TopicCue("training", sentences[8].start, sentences[8].start + 3)
    assert [s.start // 100 for s, _, _ in near(sentences, {5}, [], [])] == list(range(4, 12))
    found = MODEL.beside(sentences, {5}, [cue], [])
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert cue in found
    assert len(found) == 9
    assert MODEL.beside(sentences, set(), [cue], []) == [cue]


def test_words_tell_topics_of_talks_on_security_alone() -> None:
    text = "استقبل {0} المصري حازم فؤاد المنياوي في القاهرة نظيره الأردني سامر عوض الخوالدة، وبحث معه {1}."
    extractor = RuleExtractor.load()

    def told(office: str, subject: str) -> set[str]:
        (encounter,) = extractor.extract(Article("x", text.format(office, subject), time="2026-01-11")).encounters
        return {t.code for t in encounter.topics}

    subjects = {"drug-trafficking": "حبوب الهلوسة ومزارع القنب", "maritime-security": "زوارق القراصنة في باب المندب"}
    for code, subject in subjects.items():
        assert TopicFinder.load().find(normalise(subject).text) == []
        assert told("وزير الداخلية", subject) == {code}
        assert told("وزير الثقافة", subject) == set()


def test_clauses_are_read_with_their_codes() -> None:
    examples = list(read_clauses(CLAUSES))
    assert len(examples) > 4000
    assert {code for e in examples for code in e.codes} >= {"drug-trafficking", "cybercrime", "other"}
    assert sum(not e.codes for e in examples) > 500


def test_a_code_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "clauses.csv"
    table.write_text("codes,clause\ntraining,دورات\nnothing,كلام\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"clauses.csv:3: 'nothing' is no topic code"):
        list(read_clauses(table))
    table.write_text("code,clause\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'codes'"):
        list(read_clauses(table))


def test_the_command_learns_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clauses, out = tmp_path / "clauses.csv", tmp_path / "weights.csv"
    with clauses.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["codes", "clause"])
        for n in ("الأولى", "الثانية", "الأخيرة"):
            writer.writerow(["training", f"تنظيم الدورات {n}"])
            writer.writerow(["drug-trafficking", f"ضبط الشحنات {n}"])
            writer.writerow(["none", f"تبادل الدروع {n}"])
    assert subject_training.main([str(clauses), "--out", str(out)]) == 0
    assert "9 clauses" in capsys.readouterr().out
    rows = {row["feature"]: float(row["weight"]) for row in csv.DictReader(out.open(encoding="utf-8"))}
    assert rows["training دور"] > 0 > rows["training " + BIAS]
    assert rows["drug-trafficking شحن"] > 0
    assert subject_training.main([str(tmp_path / "absent.csv")]) == 2


def test_a_rare_outcome_is_learned_without_leaping() -> None:
    rows = [[n % 50, 50 + n % 7] for n in range(3000)]
    outcomes = [float(n % 50 == 3 and n % 7 == 2) for n in range(3000)]
    weights = fit_many(rows, outcomes, 57, 1.0)
    assert abs(weights).max() < 20
    assert weights[1 + 3] > 1
    assert weights[1 + 52] > 1


def test_features_are_stems_their_beginnings_and_pairs() -> None:
    assert features(["ضبط", "الشحنات"]) == ["ضبط", "شحن", "ضبط شحن"]
    assert "كبتا-" in features(["الكبتاجون"])
