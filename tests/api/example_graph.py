"""A small graph for the tests of the service: sentences of our own, written into a real store and published."""

from __future__ import annotations

from pathlib import Path

from kg.derive import rebuild
from kg.model import Article, Encounter, EventDate, Extraction, Party, Place, Topic
from kg.publish import publish
from kg.rdf import reference_quads, statement_quads
from kg.store import Store

XSS = "<img src=x onerror=\"document.title='owned'\">"


def _party(text: str, name: str | None, role: str | None, side: str, **other: str | None) -> Party:
    span = None
    if name and (start := text.find(name)) >= 0:
        span = (start, start + len(name))
    return Party(name, role, other.get("country"), other.get("org"), side, span=span)


def _article(
    number: int,
    text: str,
    parties: list[Party],
    topics: list[str],
    *,
    date: str | None,
    title: str,
    kind: str = "meeting",
) -> Extraction:
    end = text.index(".", text.index("القاهرة")) + 1
    encounter = Encounter(
        type=kind,  # type: ignore[arg-type]
        status="held",
        parties=tuple(parties),
        topics=tuple(Topic(code) for code in topics),
        place=Place("القاهرة", "EG"),
        date=EventDate(date) if date else None,
        evidence=text[:end],
        evidence_span=(0, end),
        trigger="التقى",
        confidence=0.9,
    )
    article = Article(f"example-{number}", text, title, f"https://news.example/{number}", "وكالة المثال", "2024-05-02")
    return Extraction(article, (encounter,))


def extractions() -> list[Extraction]:
    """Four articles: one minister with three counterparts, one of them named to attack a careless page."""
    first = "التقى وزير الداخلية سالم الحمداني نظيره التونسي منير القاسمي في القاهرة لبحث مكافحة الإرهاب. وحضر السفراء."
    second = (
        "التقى وزير الداخلية سالم الحمداني الأمين العام لمجلس وزراء الداخلية العرب نبيل الشرقاوي في القاهرة. وشكره."
    )
    third = "التقى وزير الداخلية سالم الحمداني نظيره التونسي منير القاسمي مرة أخرى في القاهرة لبحث التدريب."
    fourth = f"التقى وزير الداخلية سالم الحمداني {XSS} في القاهرة."

    def minister(text: str) -> Party:
        return _party(text, "سالم الحمداني", "وزير الداخلية", "a", country="EG")

    def tunisian(text: str) -> Party:
        return _party(text, "منير القاسمي", "وزير الداخلية", "b", country="TN")

    secretary = _party(second, "نبيل الشرقاوي", "الأمين العام", "b", org="AIMC")
    attacker = _party(fourth, XSS, "وزير الدفاع", "b", country="LY")
    return [
        _article(
            1, first, [minister(first), tunisian(first)], ["counter-terrorism"], date="2024-05-01", title="لقاء أمني"
        ),
        _article(2, second, [minister(second), secretary], ["training"], date="2024-06", title="استقبال الأمين العام"),
        _article(3, third, [minister(third), tunisian(third)], ["training"], date="2024-07-09", title="لقاء ثان"),
        _article(
            4, fourth, [minister(fourth), attacker], ["border-security"], date=None, title="<script>alert(1)</script>"
        ),
    ]


_FIRST = ("منير", "نبيل", "كريم", "فاروق", "هاني", "وليد", "رامي", "طارق", "جمال", "بشير", "نادر", "ماجد", "زياد")
_LAST = ("القاسمي", "الشرقاوي", "التميمي", "الزبيدي", "الخطيب", "النجار", "الحداد", "السعدي", "العمري", "الكعبي")
_NTH = ("الأول", "الثاني")
_STATES = ("TN", "LY", "DZ", "MA", "IQ", "JO", "KW", "QA", "OM")


def network_of_many(size: int) -> list[Extraction]:
    """One minister and ``size`` counterparts, at most 260, whom he met once each."""
    articles = []
    for number in range(size):
        name = f"{_FIRST[number % 13]} {_LAST[number // 13 % 10]} {_NTH[number // 130]}"
        text = f"التقى وزير الداخلية سالم الحمداني نظيره {name} في القاهرة لبحث التدريب."
        host = _party(text, "سالم الحمداني", "وزير الداخلية", "a", country="EG")
        guest = _party(text, name, "وزير الداخلية", "b", country=_STATES[number % len(_STATES)])
        date = f"2023-{1 + number % 12:02}-{1 + number % 28:02}"
        articles.append(_article(1000 + number, text, [host, guest], ["training"], date=date, title="لقاء"))
    return articles


def write_store(folder: Path, articles: list[Extraction] | None = None) -> str:
    """Write ``articles`` (by default all) into the store in ``folder`` and publish; returns the version."""
    with Store.open(folder, create=True) as store:
        store.replace_graph(store.ids.reference_graph, reference_quads())
        for extraction in articles if articles is not None else extractions():
            store.replace_article(store.ids.article_graph(extraction.article.id), statement_quads(extraction))
        rebuild(store)
        return publish(store)
