"""A second reader of names heard by the rules; what reads here is made up by the tests and needs no package."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ner
from kg.cli import app
from kg.errors import ModelError
from kg.lexicon import Lexicon
from kg.model import Article, Extraction, Party
from kg.names import NameReader
from kg.ner import PersonTagger, spans
from kg.pipeline import RuleExtractor
from kg.rdf import statement_quads
from kg.reading import read_articles
from kg.resources import lexicon_version, samples_dir
from kg.second_opinion import PersonToken, TokenSpan, marked, opinions, settle, strongest
from kg.text import normalise
from kg.tokens import Token, tokenise

LEXICON = Lexicon.load()
NAMES = NameReader(LEXICON)


def tokens(text: str) -> list[Token]:
    return tokenise(normalise(text).text)


def words(read: list[Token], span: TokenSpan | None) -> str | None:
    return " ".join(t.text for t in read[slice(*span)]) if span else None


@dataclass
class Fake:
    """Finds the names that it was told of, written as the article writes them; keeps what it was asked."""

    names: Sequence[str]
    version: str = "fake1"

    def __post_init__(self) -> None:
        self.asked: list[Sequence[str]] = []

    def persons(self, sentences: Sequence[Sequence[str]]) -> list[list[TokenSpan]]:
        self.asked += sentences
        out: list[list[TokenSpan]] = []
        for sentence in sentences:
            found = []
            for name in map(str.split, self.names):
                found += [(i, i + len(name)) for i in range(len(sentence)) if list(sentence[i : i + len(name)]) == name]
            out.append(found)
        return out


# ---------------------------------------------------------------- one name

# The words from the third on are no words of the language and no names: the rules know nothing of them.
PHRASE = "الوزير كريم فؤاد زقطور بلشون قال إن"


@pytest.mark.parametrize(
    ("text", "ruled", "person", "settled"),
    [
        (PHRASE, (1, 3), (1, 3), "كريم فؤاد"),
        (PHRASE, (1, 5), (1, 4), "كريم فواد زقطور"),  # ends earlier
        (PHRASE, (1, 3), (1, 5), "كريم فواد زقطور بلشون"),  # ends later
        (PHRASE, (1, 3), (1, 7), "كريم فواد زقطور بلشون"),  # but not over a word of the language
        (PHRASE, (1, 3), None, "كريم فواد"),
        (PHRASE, None, (1, 5), "كريم فواد زقطور بلشون"),  # where the rules have none
        (PHRASE, None, (2, 5), None),  # one that does not begin here
        (PHRASE, None, None, None),
        ("الوزير زقطور كريم فؤاد قال", (1, 4), (2, 4), "كريم فواد"),  # begins later
        ("الوزير كريم فؤاد سامي قال", (1, 4), (2, 4), "كريم فواد سامي"),  # a known name stays
        ("الوزير كريم فؤاد سامي قال", (1, 4), (1, 3), "كريم فواد سامي"),
        ("الوزير كريم زقطور بن فؤاد قال", (1, 5), (1, 4), "كريم زقطور بن فواد"),  # no name ends with «بن»
        ("الوزير كريم فؤاد، وزير الداخلية", (1, 3), (1, 6), "كريم فواد"),  # nor goes over a mark
        ("الوزير كريم فؤاد وزير الداخلية", (1, 3), (1, 5), "كريم فواد"),  # or into an office
        ("الوزير كريم فؤاد تونس", (1, 3), (1, 4), "كريم فواد"),  # or a state
        ("الوزير بعد كريم", None, (1, 3), None),  # nor begins with a function word
        ("الوزير جديد", None, (1, 2), None),  # a plain word alone is none
        ("الوزير زقطور", None, (1, 2), "زقطور"),
    ],
)
def test_settle(text: str, ruled: TokenSpan | None, person: TokenSpan | None, settled: str | None) -> None:
    read = marked(tokens(text), [person] if person else [])
    found = settle(NAMES, read, 1, ruled, titled=True)
    assert words(read, found) == (normalise(settled).text if settled else None)


def test_another_persons_words_are_given_up() -> None:
    read = marked(tokens("الوزير كريم فؤاد سامي رشدي قال"), [(1, 3), (3, 5)])
    assert settle(NAMES, read, 1, (1, 5), titled=True) == (1, 3)


def test_nothing_is_proposed_without_a_title() -> None:
    read = marked(tokens(PHRASE), [(1, 5)])
    assert settle(NAMES, read, 1, None, titled=False) is None


def test_a_name_whose_proclitic_was_taken_keeps_its_mark() -> None:
    read = marked(tokens("الوزير وكريم زقطور بلشون قال"), [(1, 4)])
    read[1] = Token(read[1].text[1:], read[1].start + 1, read[1].end)  # as the reader of officials does
    assert settle(NAMES, read, 1, (1, 2), titled=True) == (1, 4)


def test_the_reader_of_names_hears_the_marks() -> None:
    plain = tokens(PHRASE)
    ruled = NAMES.at(plain, 1, titled=True)
    assert ruled is not None
    assert ruled[1] > 3
    assert NAMES.at(marked(plain, [(1, 3)]), 1, titled=True) == (1, 3)
    assert NAMES.at(marked(plain, []), 1, titled=True) == ruled


def test_answers_that_do_not_fit_are_dropped() -> None:
    read = tokens("قال كريم فؤاد (زقطور) أمس")
    assert marked(read, [(-1, 2), (9, 12), (5, 3), (2, 2), (6, 9), (3, 4)]) == read
    kept = marked(read, [(1, 4), (2, 3), (3, 6)])  # a mark at its end is none of it; the second meets the first
    assert [t.person for t in kept if isinstance(t, PersonToken)] == [(1, 3), (1, 3), (4, 5)]
    assert [(t.text, t.start, t.end) for t in kept] == [(t.text, t.start, t.end) for t in read]


@settings(max_examples=200)
@given(st.data())
def test_whatever_the_oracle_says_a_name_is_words_of_the_sentence(data: st.DataObject) -> None:
    pool = ["وزير", "الداخلية", "كريم", "بن", "عبد", "زقطور", "،", "«", "تونس", "جديد", "قال", "5", "عباس"]
    read = tokens(" ".join(data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=12))))
    answers = data.draw(st.lists(st.tuples(st.integers(-2, 14), st.integers(-2, 14)), max_size=4))
    for i in range(len(read)):
        found = NAMES.at(marked(read, answers), i, titled=True, ranked=bool(i % 2))
        if found:
            assert i <= found[0] < found[1] <= len(read)
            assert not read[found[1] - 1].is_mark or NAMES.at(read, i, titled=True, ranked=bool(i % 2)) == found


# ---------------------------------------------------------------- what became of it


def extractor(oracle: Fake | None) -> RuleExtractor:
    return RuleExtractor(LEXICON, minimum=0, oracle=oracle)


def parties(text: str, oracle: Fake | None) -> list[Party]:
    extraction = extractor(oracle).extract(Article("x", text))
    return [party for encounter in extraction.encounters for party in encounter.parties]


HOST = "استقبل وزير الداخلية المصري اللواء كريم فؤاد زقطور بلشون، في القاهرة، وزير الداخلية الليبي سالم رشدي."


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (None, {"كريم فؤاد زقطور بلشون": None, "سالم رشدي": None}),
        ([], {"كريم فؤاد زقطور بلشون": "unconfirmed", "سالم رشدي": "unconfirmed"}),
        (
            ["كريم فؤاد زقطور بلشون", "سالم رشدي"],
            {"كريم فؤاد زقطور بلشون": "agreed", "سالم رشدي": "agreed"},
        ),
        (["كريم فؤاد زقطور", "رشدي"], {"كريم فؤاد زقطور": "refined", "سالم رشدي": "differs"}),
    ],
)
def test_agreement_is_told_with_each_name(names: list[str] | None, told: dict[str, str | None]) -> None:
    found = parties(HOST, None if names is None else Fake(names))
    assert {party.name: party.opinion for party in found} == told


def test_a_name_that_no_rule_knows_is_proposed() -> None:
    text = "استقبل وزير الداخلية المصري كريم فؤاد في القاهرة وزير الداخلية الليبي جديد سريع أمس."
    assert [p.name for p in parties(text, None)] == ["كريم فؤاد", None]
    found = parties(text, Fake(["كريم فؤاد", "جديد سريع"]))
    assert [(p.name, p.opinion) for p in found] == [("كريم فؤاد", "agreed"), ("جديد سريع", "proposed")]


def test_names_are_asked_for_as_written_and_only_beside_officials() -> None:
    oracle = Fake([])
    text = "الطقسُ جميل اليوم. " + HOST.replace("فؤاد", "فُؤاد") + " وجرى بحث الأمر."
    extractor(oracle).extract(Article("x", text))
    [asked] = oracle.asked
    assert asked[:9] == ["استقبل", "وزير", "الداخلية", "المصري", "اللواء", "كريم", "فؤاد", "زقطور", "بلشون"]
    quiet = Fake([])
    extractor(quiet).extract(Article("x", "قال الوزير كريم فؤاد إن الطقس جميل."))
    assert not quiet.asked  # nothing here tells of an encounter


def test_the_strongest_opinion_of_several_mentions_counts() -> None:
    assert strongest(["unconfirmed", None, "agreed", "proposed"]) == "agreed"
    assert strongest(["differs", "unconfirmed"]) == "differs"
    assert strongest([None]) is None
    assert opinions([], [], []) == []


def test_an_oracle_without_names_changes_nothing_but_the_opinions() -> None:
    alone, heard = extractor(None), extractor(Fake([]))
    for article in read_articles([str(samples_dir() / "articles.jsonl")]):
        assert isinstance(article, Article)
        one, other = alone.extract(article).to_dict(), heard.extract(article).to_dict()
        for encounter in other["encounters"]:
            assert all(party.pop("opinion", "unconfirmed") == "unconfirmed" for party in encounter["parties"])
        assert one == other


def test_a_wild_oracle_never_breaks_the_reader() -> None:
    class Wild(Fake):
        def persons(self, sentences: Sequence[Sequence[str]]) -> list[list[TokenSpan]]:
            dice = random.Random(len(sentences))
            return [[(dice.randrange(-2, 30), dice.randrange(-2, 30)) for _ in range(6)] for _ in sentences]

    heard = extractor(Wild([]))
    for article in read_articles([str(samples_dir() / "articles.jsonl")]):
        assert isinstance(article, Article)
        folded = normalise(article.text).text
        for encounter in heard.extract(article).encounters:
            for party in encounter.parties:
                assert not party.name or normalise(party.name).text in " ".join(folded.split())


def test_the_provenance_names_the_oracle() -> None:
    article = Article("x", HOST)
    runs = {
        str(quad.object.value).rpartition("/")[2]
        for oracle in (None, Fake([]))
        for quad in statement_quads(extractor(oracle).extract(article))
        if quad.predicate.value.endswith("wasGeneratedBy")
    }
    plain = f"-{lexicon_version()}"
    assert sorted(run[run.index("-") :] for run in runs) == [plain, f"{plain}.fake1"]
    assert extractor(Fake([])).extract(Article("y", "نص")) == Extraction(Article("y", "نص"), (), "fake1")


# ---------------------------------------------------------------- a folder that is no model, a package that is missing


@pytest.mark.parametrize(
    ("tags", "expected"),
    [("OBIIO", [(1, 4)]), ("BBI", [(0, 1), (1, 3)]), ("IIO", [(0, 2)]), ("OBOI", [(1, 2), (3, 4)]), ("", [])],
)
def test_spans_of_tags(tags: str, expected: list[TokenSpan]) -> None:
    assert spans(tags) == expected


LABELS = '{"id2label": {"0": "B-LOC", "1": "B-PERS", "2": "I-PERS", "3": "O"}}'


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (None, "no such folder; --ner needs the folder of a token classifier"),
        ({}, "config.json: cannot be read"),
        ({"config.json": "{"}, "config.json: not valid JSON"),
        ({"config.json": "[]"}, "config.json: must hold an object"),
        ({"config.json": "{}"}, '"id2label" must name the labels'),
        ({"config.json": '{"id2label": {"1": "B-PERS"}}'}, '"id2label" must name the labels'),
        (
            {"config.json": '{"id2label": {"0": "B-LOC", "1": "O"}}'},
            "no label for persons (B-PERS, I-PERS) among B-LOC, O",
        ),
        ({"config.json": LABELS, "vocab.txt": "[UNK]"}, "no weights"),
    ],
)
def test_a_folder_that_is_no_model_is_refused(tmp_path: Path, files: dict[str, str] | None, says: str) -> None:
    folder = tmp_path / "model"
    if files is not None:
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_text(content, "utf-8")
    with pytest.raises(ModelError) as caught:
        PersonTagger(folder)
    assert says in str(caught.value)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize(
    ("weights", "package"),
    [("model.onnx", "onnxruntime"), ("pytorch_model.bin", "torch"), ("model.safetensors", "torch")],
)
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: str, package: str
) -> None:
    (tmp_path / "config.json").write_text(LABELS, "utf-8")
    (tmp_path / weights).touch()
    monkeypatch.setattr(ner, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=rf"{package} is not installed \(pip install {package}"):
        PersonTagger(tmp_path)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_command_tells_in_one_line(tmp_path: Path, workers: str) -> None:
    command = ["extract", str(samples_dir() / "articles.jsonl"), "--ner", str(tmp_path / "none"), "--workers", workers]
    with pytest.raises(ModelError, match="none: no such folder"):
        app(command, standalone_mode=False)


def test_a_store_is_not_begun_for_a_model_that_is_none(tmp_path: Path) -> None:
    command = ["ingest", str(samples_dir() / "articles.jsonl"), "--store", str(tmp_path / "news.store")]
    with pytest.raises(ModelError):
        app([*command, "--ner", str(tmp_path)], standalone_mode=False)
    assert not (tmp_path / "news.store").exists()
