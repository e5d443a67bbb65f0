"""The direct edges, and writing the computed layers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import kg.derive
from kg.derive import rebuild
from kg.errors import StoreError, TableError
from kg.model import Party
from kg.rdf import statement_quads
from kg.store import Store, open_snapshot
from kg.vocabulary import RW
from tests.graphs import HADDAD, IDS, LEXICON, MOREAU, encounter, extraction, extractions, fill, filled

TEXT = "التقى المسؤول نظيره."
HADDAD_IRI = IDS.person("سامي حداد", IDS.state("EG").value)
MOREAU_IRI = IDS.person("جان مورو", IDS.state("FR").value)


def edges(store: Store, predicate: NamedNode) -> set[tuple[str, str]]:
    """Pairs of local ids."""
    found = store.quads(predicate=predicate, graph=IDS.derived_graph)
    return {(IDS.local(q.subject.value) or "", IDS.local(q.object.value) or "") for q in found}  # type: ignore[union-attr]


def of(*parties: Party, **fields: object) -> Store:
    one = dataclasses.replace(encounter(TEXT, TEXT, parties, date="2024-01-02"), **fields)  # type: ignore[arg-type]
    return fill(Store.memory(), [extraction("x", TEXT, (one,))])


def test_who_met_whom() -> None:
    met = edges(filled(), RW.met)
    haddad = IDS.local(HADDAD_IRI.value) or ""
    others = {other for one, other in met if one == haddad}
    assert others == {
        IDS.local(MOREAU_IRI.value),
        IDS.local(IDS.official("وزير داخليه", IDS.state("IT").value).value),
        IDS.local(IDS.person("عبدالله مجالي", IDS.node("org/AIMC").value).value),
    }
    assert met == {(other, one) for one, other in met}
    assert len(met) == 6


def test_which_states_cooperate() -> None:
    found = edges(filled(), RW.cooperatesWith)
    assert found == {(other, one) for one, other in found}
    assert {tuple(sorted(pair)) for pair in found} == {
        ("org/AIMC", "state/EG"),
        ("org/AIMC", "state/TN"),
        ("state/EG", "state/FR"),
        ("state/EG", "state/IT"),
        ("state/FR", "state/JO"),
    }


@pytest.mark.parametrize("fields", [{"status": "planned"}, {"type": "session"}, {"type": "visit"}, {"type": "signing"}])
def test_only_held_meetings_and_calls_are_meetings(fields: dict[str, str]) -> None:
    store = of(HADDAD, MOREAU, **fields)
    assert not edges(store, RW.met)
    assert bool(edges(store, RW.cooperatesWith)) == ("status" not in fields)


def test_attendees_and_fellows_of_one_side_did_not_meet() -> None:
    guest = Party("منى فؤاد", "مديرة", "EG", None, "a", rank="attendee")
    fellow = Party("كمال علي", "رئيس", "EG", None, "a")
    store = of(HADDAD, MOREAU, guest, fellow)
    met = edges(store, RW.met)
    assert len(met) == 4
    assert all(IDS.local(MOREAU_IRI.value) in pair for pair in met)


def test_a_bare_state_cooperates_but_is_nobody_to_meet() -> None:
    store = of(HADDAD, Party(None, None, "FR", None, "b"))
    assert not edges(store, RW.met)
    assert edges(store, RW.cooperatesWith) == {("state/EG", "state/FR"), ("state/FR", "state/EG")}


def test_nobody_meets_oneself() -> None:
    store = of(HADDAD, dataclasses.replace(HADDAD, side="b"))
    assert not edges(store, RW.met)
    assert not edges(store, RW.cooperatesWith)


def test_three_sides_meet_each_other() -> None:
    third = Party("لوقا روسي", "وزير", "IT", None, "c")
    assert len(edges(of(HADDAD, MOREAU, third), RW.met)) == 6


def test_a_rebuild_without_a_change_computes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled()
    monkeypatch.setattr(kg.derive, "resolve", lambda *a, **k: pytest.fail("computed again"))
    assert not rebuild(store)
    monkeypatch.undo()
    assert not rebuild(store, force=True)


def test_other_versions_are_a_reason_to_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled()
    calls = []
    resolve = kg.derive.resolve
    monkeypatch.setattr(kg.derive, "resolve", lambda *a, **k: calls.append(1) or resolve(*a, **k))
    monkeypatch.setattr(kg.derive, "lexicon_version", lambda: "other")
    rebuild(store)
    assert calls


def test_what_an_article_no_longer_says_goes_from_the_computed_layers(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s", create=True) as store:
        fill(store)
        for item in extractions():
            store.replace_article(IDS.article_graph(item.article.id), [])
        assert rebuild(store)
        assert len(store) == 0


def test_the_computed_mark_outlives_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "s", create=True) as store:
        fill(store)
    with Store.open(tmp_path / "s") as store:
        monkeypatch.setattr(kg.derive, "resolve", lambda *a, **k: pytest.fail("computed again"))
        assert not rebuild(store)
        monkeypatch.undo()
        item = extractions()[0]
        store.replace_article(IDS.article_graph(item.article.id), statement_quads(item, lexicon="ffffffffffff"))
        assert store.computed_with is None
        assert rebuild(store)


def test_readers_never_see_half_a_rebuild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies between the resolved and the derived graph."""
    with Store.open(tmp_path / "s", create=True) as store:
        fill(store, extractions()[:1])
        store.publish()
        item = extractions()[2]
        store.replace_article(IDS.article_graph(item.article.id), statement_quads(item, lexicon=LEXICON))
        replace = Store.replace_graph

        def dies(self: Store, graph: NamedNode, quads: object) -> bool:
            if graph == IDS.derived_graph and self is store:
                raise KeyboardInterrupt
            return replace(self, graph, quads)  # type: ignore[arg-type]

        monkeypatch.setattr(Store, "replace_graph", dies)
        with pytest.raises(KeyboardInterrupt):
            rebuild(store)
        monkeypatch.undo()
    with Store.open(tmp_path / "s") as store:
        with pytest.raises(StoreError, match="did not finish"):
            store.publish()
        with open_snapshot(tmp_path / "s") as snapshot:
            assert len(list(snapshot.quads(predicate=RW.met))) == 2
        rebuild(store)
        store.publish()
    with open_snapshot(tmp_path / "s") as snapshot:
        assert len(list(snapshot.quads(predicate=RW.met))) == 4


@pytest.mark.parametrize(("text", "message"), [(None, "cannot be read"), ("ASK {}", "must be a CONSTRUCT")])
def test_a_faulty_rule_is_named(
    text: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "queries").mkdir()
    if text:
        (tmp_path / "queries" / "derive-met.rq").write_text(text)
    monkeypatch.setattr(kg.derive, "ontology_dir", lambda: tmp_path)
    with pytest.raises(TableError, match=rf"derive-met\.rq: .*{message}"):
        filled()
