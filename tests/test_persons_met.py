"""Two persons whom no frame brings together, of sides that had contact: what the model tells, and how it is learned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kg import person_training
from kg.contacts import BIAS, LEAST, RULE, ContactReader, Weighing
from kg.errors import InputError, TableError
from kg.lexicon import Lexicon
from kg.model import Article, Encounter
from kg.person_training import read_pairs
from kg.persons_met import TABLE, PersonsMet
from kg.pipeline import RuleExtractor
from kg.resources import weights
from tests.casetable import extractor

LEXICON = Lexicon.load()
NOTHING = {BIAS: -9.0, LEAST: 0.0}
ANYBODY = {BIAS: 9.0, LEAST: 0.0}

TALKS = "بحث وزير الداخلية التونسي سالم الحمروني مع وزير الداخلية الليبي فرج البرعصي التعاون الأمني. "
# the minister, whose talks are told, and an official of the other state, beside a word that no frame reads so
FURTHER = "وبعد المحادثات تسلم الحمروني كتابا من مدير الأمن الليبي أنور الزنتاني."


def told(text: str, given: Mapping[str, float]) -> tuple[Encounter, ...]:
    """What an extractor with these weights of persons tells of a text."""
    contacts, persons = ContactReader(LEXICON, Weighing(NOTHING)), PersonsMet(LEXICON, Weighing(given))
    return RuleExtractor(LEXICON, contacts=contacts, persons=persons).extract(Article("a", text)).encounters


def names(encounter: Encounter) -> set[str | None]:
    return {p.name for p in encounter.parties}


def test_two_persons_whom_no_frame_brings_together_are_told_by_the_model() -> None:
    assert len(told(TALKS + FURTHER, NOTHING)) == 1
    first, further = told(TALKS + FURTHER, ANYBODY)
    assert names(first) == {"سالم الحمروني", "فرج البرعصي"}
    assert names(further) == {"سالم الحمروني", "أنور الزنتاني"}
    assert (further.type, further.status, further.rule) == ("meeting", "held", RULE)
    assert 0.2 < further.confidence < 0.31


def test_where_nothing_is_told_of_two_sides_nothing_is_told_of_their_persons() -> None:
    assert told(FURTHER, ANYBODY) == ()


def test_who_is_told_to_have_met_is_not_told_again() -> None:
    again = "وبعد المحادثات تسلم الحمروني من البرعصي كتابا."
    assert len(told(TALKS + again, ANYBODY)) == 1


def test_whom_the_same_word_names_joins_the_encounter() -> None:
    text = TALKS.replace("التعاون", "وبحضور مدير الأمن الليبي أنور الزنتاني التعاون")
    (encounter,) = told(text, ANYBODY)
    assert {p.side for p in encounter.parties if p.name in {"فرج البرعصي", "أنور الزنتاني"}} == {"b"}


def test_what_is_denied_is_not_told() -> None:
    denied = "ونفى المتحدث أن يكون أي لقاء قد جمع الحمروني ومدير الأمن الليبي أنور الزنتاني."
    assert not any("أنور الزنتاني" in names(e) for e in told(TALKS + denied, ANYBODY))


def test_the_model_of_the_project_tells_some_and_leaves_greetings_that_are_carried() -> None:
    carried = "ونقل الحمروني إلى البرعصي خلال اللقاء تحيات الرئيس التونسي نبيل الفاسي إلى الرئيس الليبي عادل المسماري."
    assert not any("عادل المسماري" in names(e) for e in extractor().extract(Article("a", TALKS + carried)).encounters)
    agreed = (
        "التقى الرئيس التركي كمال أوزكان في أنقرة الرئيس الروسي إيغور بتروف. وأوضح وزير الدفاع التركي فؤاد يلدز أنه "
        "ووزير الدفاع الروسي فيكتور أورلوف أكدا خلال المحادثات دعمهما للاتفاق."
    )
    found = extractor().extract(Article("b", agreed)).encounters
    assert [names(e) for e in found if e.rule == RULE] == [{"فؤاد يلدز", "فيكتور أورلوف"}]


def test_the_table_of_the_project_has_no_names() -> None:
    found = {word for _, feature, _ in weights(TABLE, "feature") for word in feature.split()[1:]}
    ours = LEXICON.function_words | LEXICON.triggers.surfaces | LEXICON.events.surfaces
    assert not (found & (LEXICON.given_names | LEXICON.states.surfaces)) - ours


def test_a_table_without_its_own_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.contacts.resources.weights", lambda *_: iter([(2, BIAS, 1.0)]))
    with pytest.raises(TableError, match=r"person_weights\.csv: no row \(least\).*kg\.person_training"):
        PersonsMet.load(LEXICON)


# -- learning -------------------------------------------------------------------------------------------------------


def test_judged_pairs_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("article,one,other,met\na,5,40,yes\na,5,60,no\n", encoding="utf-8")
    assert read_pairs(table) == {("a", 5, 40): True, ("a", 5, 60): False}
    table.write_text("article,one,other,met\na,5,forty,yes\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pairs\.csv:2"):
        read_pairs(table)
    table.write_text("article,one,met\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'other'"):
        read_pairs(table)


def test_the_command_learns_from_judged_pairs_sentences_and_gold_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, gold, pairs, sentences = (tmp_path / name for name in ("a.jsonl", "g.jsonl", "p.csv", "s.csv"))
    articles.write_text(f'{{"id": "a", "text": "{TALKS + FURTHER}"}}\n', encoding="utf-8")
    parties = (
        '[{"name": "سالم الحمروني", "role": "وزير الداخلية", "country": "TN", "side": "a"},'
        ' {"name": "أنور الزنتاني", "role": "مدير الأمن", "country": "LY", "side": "b"}]'
    )
    gold.write_text(f'{{"id": "a", "encounters": [{{"type": "meeting", "parties": {parties}}}]}}\n', encoding="utf-8")
    pairs.write_text("article,one,other,met\n", encoding="utf-8")
    sentences.write_text("article,sentence,contacts\n", encoding="utf-8")
    out = tmp_path / "w.csv"
    monkeypatch.setattr(person_training, "train", lambda rows, *_: {BIAS: float(sum(row.right for row in rows))})

    def command(*more: str) -> int:
        return person_training.main([str(pairs), "--articles", str(articles), "--out", str(out), *more])

    assert command("--gold", str(gold)) == 0
    assert float(out.read_text(encoding="utf-8").splitlines()[1].split(",")[1]) > 0
    assert command("--sentences", str(sentences)) == 2
    assert "nobody who met" in capsys.readouterr().err
    at = len(TALKS)
    one, other = at + FURTHER.index("الحمروني"), at + FURTHER.index("مدير الأمن")
    pairs.write_text(f"article,one,other,met\na,{one},{other},yes\n", encoding="utf-8")
    assert command() == 0
    sentences.write_text(f"article,sentence,contacts\na,{at},{one}>{other} meeting held\n", encoding="utf-8")
    pairs.write_text("article,one,other,met\n", encoding="utf-8")
    assert command("--sentences", str(sentences)) == 0
