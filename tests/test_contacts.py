"""Contacts that no frame reads: what the model may tell, and how it is learned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kg import contact_training
from kg.contact_features import contact_features
from kg.contact_training import Example, read_judged, train
from kg.contacts import BIAS, LEAST, RULE, TABLE, ContactReader, Weighing
from kg.errors import InputError, TableError
from kg.lexicon import Lexicon
from kg.mentions import MentionReader
from kg.model import Article, Encounter
from kg.pipeline import RuleExtractor
from kg.resources import weights
from kg.sentences import LazySentences
from kg.text import normalise
from tests.casetable import extractor

LEXICON = Lexicon.load()
EVERY = {BIAS: 3.0, LEAST: 0.0}  # tells whatever the frames leave open

# What no frame reads: the word of contact is a verb's object, stands in a clause of its own or behind both.
OPEN = "وكانت زيارة سابقة لليبيا ولقاءات فيها قد جعلت وزير الداخلية المالطي جورج بورغ يعد بمزيد من التدريب"
TALKS = "بحث وزير الداخلية التونسي سالم الحمروني مع نظيره الليبي فرج البرعصي التعاون الأمني بين البلدين. "
# Sentences in the register of news, of whose constructions no frame has a word
HARD = (
    "وفي المباحثات، التي لم يحضرها الصحفيون، وجد الوزير القطري خالد المريخي لدى وزير الدفاع الكويتي ناصر الفهد تفهما.",
    "وتوقفت المحادثات التجارية التي كانت جارية منذ الربيع بين مفاوضين صينيين وآخرين من البرازيل.",
    "وكان وزير الخارجية الياباني كينجي تاناكا قد جلس في اليوم نفسه إلى طاولة المفاوضات مع نظيره الكوري الجنوبي.",
    "وأثمرت المفاوضات التي أدارها وزير التجارة الهندي مع نظيره الياباني في طوكيو خفضا للرسوم.",
)


def told(text: str, given: Mapping[str, float] | None = None) -> tuple[Encounter, ...]:
    """What an extractor with these weights tells of a text."""
    if given is None:
        return extractor().extract(Article("a", text)).encounters
    contacts = ContactReader(LEXICON, Weighing(given))
    return RuleExtractor(LEXICON, contacts=contacts).extract(Article("a", text)).encounters


def test_what_the_frames_leave_open_is_told_by_the_model_under_its_own_rule() -> None:
    assert told(OPEN, {**EVERY, LEAST: 9.0}) == ()
    (encounter,) = told(OPEN, EVERY)
    assert encounter.rule == RULE
    assert {p.country for p in encounter.parties} == {"MT", "LY"}
    assert 0.2 < encounter.confidence < 0.3  # of such contacts three of ten are right in everything


def test_who_travels_stands_first_and_a_state_never_does() -> None:
    (encounter,) = told(OPEN, EVERY)
    if encounter.type == "visit":
        assert encounter.parties[0].name is not None


def test_what_is_told_already_is_told_once() -> None:
    assert [e.rule for e in told(TALKS, EVERY)] == [e.rule for e in told(TALKS, {**EVERY, LEAST: 99.0})]


def test_nobody_without_an_office_is_told() -> None:
    text = "وتحدثت الصحف عن لقاء في باريس بين الطبيبة سلمى الفاسي التي تعمل في المغرب وبين تاجر فرنسي."
    assert all(p.name is None for e in told(text, EVERY) for p in e.parties)


def test_what_is_denied_is_not_told() -> None:
    text = "نفى المتحدث أن يكون أي لقاء قد جمع وزير الدفاع التركي مراد أوزكان ووزير الدفاع السوري علي المصري."
    assert told(text, EVERY) == ()


def test_who_took_part_in_a_session_met_nobody_by_that() -> None:
    text = "بدأت في تونس أمس أعمال الدورة الأربعين لمجلس وزراء الداخلية العرب بمشاركة وزير الداخلية اللبناني نبيل حداد"
    found = told(text + " ووزير الداخلية المصري حازم المنياوي.", EVERY)
    assert [e.type for e in found] == ["session"]


def test_no_feature_is_a_name() -> None:
    text = normalise("التقى الوزير المالطي جورج بورغ أمس في ليبيا الشيخ فرج البرعصي قائد الشرطة").text
    sentence = LazySentences(normalise(text), MentionReader(LEXICON)).all()[0]
    (trigger, *_) = sentence.matches(LEXICON.triggers).values()
    one, other = [m for m in sentence.mentions if m.kind != "state"][:2]
    words = {w for f in contact_features(LEXICON, sentence, trigger, one, other) for w in f.split()}
    assert words.isdisjoint({"جورج", "بورغ", "فرج", "البرعصي", "ليبيا", "المالطي"})


def test_the_table_of_the_project_has_no_names() -> None:
    names = LEXICON.given_names | LEXICON.states.surfaces
    ours = LEXICON.function_words | LEXICON.triggers.surfaces | LEXICON.events.surfaces
    found = {word for _, feature, _ in weights(TABLE, "feature") for word in feature.split()[1:]}
    assert not (found & names) - ours
    assert not {word for word in found if word in LEXICON.cities} - ours


def test_the_model_of_the_project_reads_what_no_frame_does() -> None:
    nothing = {BIAS: -9.0, LEAST: 0.0}
    assert not any(told(text, nothing) for text in HARD)
    assert sum(any(e.rule == RULE for e in told(text)) for text in HARD) >= 3


def test_a_table_without_its_own_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.contacts.resources.weights", lambda *_: iter([(2, BIAS, 1.0)]))
    with pytest.raises(TableError, match=r"no row \(least\)"):
        ContactReader.load(LEXICON)


def test_promising_never_says_no_to_what_is_told() -> None:
    reader = ContactReader.load(LEXICON)
    for text in (*HARD, OPEN):
        if any(e.rule == RULE for e in told(text)):
            read = LazySentences(normalise(text), MentionReader(LEXICON)).all()
            assert any(reader.promising(sentence) for sentence in read)


# -- learning -------------------------------------------------------------------------------------------------------


def test_training_finds_the_feature_that_matters() -> None:
    rows = [Example((f"y link {'مع' if n % 2 else 'عن'}", "frame talks"), bool(n % 2)) for n in range(60)]
    found = train(rows, penalty=1.0)
    assert found["y link مع"] > 0.5
    assert found["y link عن"] < -0.5
    assert found == train(rows, penalty=1.0)


def test_a_feature_seen_too_seldom_gets_no_weight() -> None:
    rows = [Example(("frame talks", *(["rare"] if n < 3 else [])), n % 3 == 0) for n in range(60)]
    assert "rare" not in train(rows)


def test_judged_sentences_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    table = tmp_path / "judged.csv"
    table.write_text("article,sentence,contacts\na,0,5>40 meeting held; 60>5 visit none\nb,7,\n", encoding="utf-8")
    assert read_judged(table) == {("a", 0): frozenset({(5, 40)}), ("b", 7): frozenset()}
    table.write_text("article,sentence,contacts\na,0,5 and 40\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"judged\.csv:2"):
        read_judged(table)
    table.write_text("article,contacts\na,\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'sentence'"):
        read_judged(table)


def test_the_command_learns_from_articles_and_writes_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, gold, judged = tmp_path / "a.jsonl", tmp_path / "g.jsonl", tmp_path / "j.csv"
    articles.write_text(f'{{"id": "a", "text": "{OPEN}"}}\n', encoding="utf-8")
    parties = '[{"name": null, "country": "MT", "side": "a"}, {"name": null, "country": "LY", "side": "b"}]'
    gold.write_text(f'{{"id": "a", "encounters": [{{"type": "visit", "parties": {parties}}}]}}\n', encoding="utf-8")
    judged.write_text("article,sentence,contacts\n", encoding="utf-8")
    out = tmp_path / "w.csv"
    command = [str(judged), "--gold", str(gold), "--articles", str(articles), "--out", str(out)]
    monkeypatch.setattr(contact_training, "train", lambda rows: {BIAS: float(sum(row.right for row in rows))})
    assert contact_training.main(command) == 0
    assert float(out.read_text(encoding="utf-8").splitlines()[1].split(",")[1]) > 0
    assert contact_training.main([str(judged), "--articles", str(articles), "--out", str(out)]) == 2
    assert "none of the judged sentences" in capsys.readouterr().err
