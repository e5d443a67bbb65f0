"""Six hand-made extractions and a store built from them: the small graph that the tests of the graph share.

meeting  2024-03-05  سامي الحداد (وزير الداخلية، مصر) and جان مورو (وزير الداخلية، فرنسا), told by two articles
call     2024-03-20  the same Egyptian minister under his surname, and the unnamed Italian minister of the interior
meeting  2024-04     سامي الحداد and an AIMC official whose month alone is told; no topic
session  2024-02-26  of AIMC with the ministers of Egypt and Tunisia; a planned one in 2025
signing  2024-05-02  between Italy and Egypt
visit    2023-11-12  of the French minister to Jordan
"""

from __future__ import annotations

from kg.derive import rebuild
from kg.model import Article, Encounter, EncounterType, EventDate, Extraction, Party, Place, Status, Topic
from kg.rdf import statement_quads
from kg.store import Store
from kg.vocabulary import Ids

IDS = Ids()
LEXICON = "0123456789ab"

HADDAD = Party("سامي الحداد", "وزير الداخلية", "EG", None, "a", function="host")
MOREAU = Party("جان مورو", "وزير الداخلية", "FR", None, "b", function="guest")
MAJALI = Party("عبد الله المجالي", "الأمين العام", None, "AIMC", "b")


def encounter(
    text: str,
    evidence: str,
    parties: tuple[Party, ...],
    *,
    type: EncounterType = "meeting",
    status: Status = "held",
    topics: tuple[str, ...] = (),
    place: tuple[str | None, str | None] | None = None,
    date: str | None = None,
    confidence: float = 0.8,
) -> Encounter:
    """An encounter whose evidence is found in ``text``."""
    start = text.index(evidence)
    return Encounter(
        type=type,
        status=status,
        parties=parties,
        topics=tuple(Topic(code) for code in topics),
        place=Place(*place) if place else None,
        date=EventDate(date) if date else None,
        evidence=evidence,
        evidence_span=(start, start + len(evidence)),
        trigger=evidence.split()[0],
        confidence=confidence,
        rule="test",
    )


def extraction(
    id: str,
    text: str,
    encounters: tuple[Encounter, ...],
    *,
    source: str | None = "صحيفة النهر",
    time: str = "2024-03-06",
) -> Extraction:
    """An extraction of an article that was written for these tests."""
    url = f"https://news.example/{id}"
    return Extraction(Article(id, text, title=text.split(".")[0], url=url, source=source, time=time), encounters)


def extractions() -> list[Extraction]:
    """The extractions, each with an article of one or two sentences."""
    first = "استقبل وزير الداخلية المصري سامي الحداد نظيره الفرنسي جان مورو في القاهرة. وبحثا مكافحة الإرهاب."
    again = "وبحث سامي حداد مع جان مورو أمس تبادل المعلومات ومكافحة الإرهاب."
    call = "تلقى الحداد اتصالا هاتفيا من وزير الداخلية الإيطالي. واتفقا على مواجهة الهجرة غير الشرعية."
    month = "واجتمع سامي الحداد في أبريل بعبد الله المجالي الأمين العام للمجلس."
    session = (
        "عقد مجلس وزراء الداخلية العرب دورته في تونس بحضور سامي الحداد وكمال بن يوسف الفقي."
        " وتعقد الدورة المقبلة في تونس عام 2025."
    )
    signing = "وقعت مصر وإيطاليا بروتوكولا للتدريب. وكان جان مورو قد وصل إلى عمان في زيارة للأردن."
    minister_tn = Party("كمال بن يوسف الفقي", "وزير الداخلية", "TN", None, "a")
    aimc = Party(None, None, None, "AIMC", "b")
    topics = ("counter-terrorism",)
    cairo, tunis = ("القاهرة", "EG"), ("تونس", "TN")
    return [
        extraction(
            "n-1",
            first,
            (encounter(first, first.split(".")[0], (HADDAD, MOREAU), topics=topics, place=cairo, date="2024-03-05"),),
        ),
        extraction(
            "n-2",
            again,
            (
                encounter(
                    again,
                    again.rstrip("."),
                    # the sides the other way round, one name without its article, one minister without his office
                    (
                        Party("جان مورو", None, "FR", None, "a"),
                        Party("سامي حداد", "وزير الداخلية", "EG", None, "b"),
                        Party("منى فؤاد", "مديرة", "EG", None, "b", rank="attendee"),
                    ),
                    topics=("information-exchange", "counter-terrorism"),
                    date="2024-03-05",
                    confidence=0.5,
                ),
            ),
            source="وكالة البحر",
        ),
        extraction(
            "n-3",
            call,
            (
                encounter(
                    call,
                    call.split(".")[0],
                    (
                        Party("الحداد", "وزير الداخلية", "EG", None, "a"),
                        Party(None, "وزير الداخلية", "IT", None, "b"),
                    ),
                    type="call",
                    topics=("irregular-migration",),
                    date="2024-03-20",
                ),
            ),
            time="2024-03-20",
        ),
        extraction("n-4", month, (encounter(month, month.rstrip("."), (HADDAD, MAJALI), date="2024-04"),), source=None),
        extraction(
            "n-5",
            session,
            (
                encounter(
                    session,
                    session.split(".")[0],
                    (HADDAD, minister_tn, aimc),
                    type="session",
                    topics=("security-cooperation",),
                    place=tunis,
                    date="2024-02-26",
                ),
                encounter(
                    session,
                    session.split(". ")[1].rstrip("."),
                    (aimc,),
                    type="session",
                    status="planned",
                    place=tunis,
                    date="2025",
                ),
            ),
            time="2024-02-27",
        ),
        extraction(
            "خبر 6",
            signing,
            (
                encounter(
                    signing,
                    signing.split(".")[0],
                    (Party(None, None, "IT", None, "a"), Party(None, None, "EG", None, "b")),
                    type="signing",
                    topics=("training",),
                    date="2024-05-02",
                ),
                encounter(
                    signing,
                    signing.split(". ")[1].rstrip("."),
                    (
                        Party("جان مورو", "وزير الداخلية", "FR", None, "a"),
                        Party(None, None, "JO", None, "b"),
                    ),
                    type="visit",
                    place=(None, "JO"),
                    date="2023-11-12",
                ),
            ),
            time="2024-05-03",
        ),
    ]


def fill(store: Store, items: list[Extraction] | None = None) -> Store:
    """Write extractions into ``store`` and compute what follows from them."""
    for item in items if items is not None else extractions():
        quads = statement_quads(item, lexicon=LEXICON, base=store.ids.base)
        store.replace_article(store.ids.article_graph(item.article.id), quads)
    rebuild(store)
    return store


def filled() -> Store:
    """A store in memory with the six extractions."""
    return fill(Store.memory())
