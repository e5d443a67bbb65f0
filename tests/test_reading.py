"""Articles in: every kind of input, and every kind of bad input, one clear line each."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.model import Article, Failure
from kg.reading import MAX_BYTES, MAX_CHARACTERS, furniture_lines, read_articles

TEXT = "استقبل وزير الداخلية نظيره الأردني في القاهرة."


def read(*inputs: object, stdin: bytes = b"") -> tuple[list[Article], list[Failure]]:
    found = list(read_articles([str(name) for name in inputs], io.BytesIO(stdin)))
    return [x for x in found if isinstance(x, Article)], [x for x in found if isinstance(x, Failure)]


def lines(*records: object) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def test_text_file_is_one_article_with_the_stem_as_id(tmp_path: Path) -> None:
    (tmp_path / "A-1.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    articles, failures = read(tmp_path / "A-1.txt")
    assert articles == [Article("A-1", TEXT)]
    assert not failures


def test_jsonl_keeps_all_keys_and_text_as_given(tmp_path: Path) -> None:
    text = "  سطر أول\r\nسطر ثان  "
    record = {
        "id": "7",
        "url": "http://a.example/7",
        "source": "بترا",
        "time": "2026-01-31T10:00:00Z",
        "title": "عنوان",
    }
    (tmp_path / "a.jsonl").write_bytes(lines(record | {"text": text}, {"text": TEXT}, {"id": 9, "text": "نص آخر"}))
    articles, failures = read(tmp_path / "a.jsonl")
    assert articles[0] == Article("7", text, "عنوان", "http://a.example/7", "بترا", "2026-01-31T10:00:00Z")
    assert articles[2].id == "9"
    assert not failures


def test_an_article_without_id_has_the_same_id_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines({"text": "آخر"}, {"text": TEXT}))
    [_, second], _ = read(tmp_path / "a.jsonl")
    [alone], _ = read("-", stdin=TEXT.encode())
    assert second.id == alone.id
    assert len(alone.id) == 16


def test_gzipped_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines({"id": "a", "text": TEXT})))
    assert read(tmp_path / "a.jsonl.gz")[0] == [Article("a", TEXT)]


def test_damaged_gzip_gives_what_came_before_and_one_failure(tmp_path: Path) -> None:
    data = gzip.compress(b"".join(lines({"id": str(i), "text": os.urandom(400).hex()}) for i in range(300)))
    (tmp_path / "a.jsonl.gz").write_bytes(data[: len(data) // 2])
    articles, failures = read(tmp_path / "a.jsonl.gz")
    assert 0 < len(articles) < 300
    assert "damaged" in failures[-1].message


def test_folder_is_read_in_order_with_its_subfolders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/d.JSONL", ".hidden/x.txt", "picture.png", "notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(lines({"id": "d", "text": TEXT}) if "JSONL" in name else (TEXT + name).encode())
    articles, failures = read(tmp_path)
    assert [a.id for a in articles] == ["a", "b", "c", "d"]
    assert not failures


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (TEXT.encode(), 1),
        (lines({"id": "a", "text": TEXT}, {"id": "b", "text": TEXT}), 2),
        (b"\n\n" + lines({"id": "a", "text": TEXT}), 1),
    ],
)
def test_standard_input_is_text_or_json_lines(given: bytes, ids: int) -> None:
    articles, failures = read("-", stdin=given)
    assert len(articles) == ids
    assert not failures


BAD_FILES: list[tuple[str, bytes, str]] = [
    ("empty.txt", b"", "empty"),
    ("empty.jsonl", b"", "empty"),
    ("blank.txt", b" \n\n", "no text"),
    ("blank.jsonl", b"\n\n", "no article"),
    ("binary.txt", b"\x7fELF\x00\x01\x02", "binary"),
    ("binary.jsonl", b"\x89PNG\x00\n\x00\n\x00\n", "binary"),
    ("latin.txt", TEXT.encode("windows-1256"), "UTF-8"),
    ("wide.txt", TEXT.encode("utf-16"), "UTF-16"),
    ("latin.jsonl", b'{"text": "' + TEXT.encode("windows-1256") + b'"}\n', "UTF-8"),
    ("notext.jsonl", lines({"id": "x", "title": TEXT}), '"text" is missing'),
    ("emptytext.jsonl", lines({"text": " "}), "no text"),
    ("number.jsonl", lines({"text": 5}), "must be a string"),
    ("list.jsonl", lines([1, 2]), "not a JSON object"),
    ("broken.jsonl", b'{"text": "abc\n', "not valid JSON"),
    ("surrogate.jsonl", b'{"text": "\\ud800"}\n', "not valid JSON"),
    ("deep.jsonl", b'{"text": ' + b"[" * 100_000 + b"\n", "not valid JSON"),
    ("nul.jsonl", b'{"text": "a\\u0000b"}\n', "NUL"),
    ("time.jsonl", lines({"text": TEXT, "time": "31/1/2026"}), '"time"'),
    ("nodate.jsonl", lines({"text": TEXT, "time": "2026-02-31"}), '"time"'),
    ("title.jsonl", lines({"text": TEXT, "title": ["x"]}), '"title"'),
    ("long.txt", b"a" * (MAX_BYTES + 1), "too long"),
    ("book.txt", b"a" * (MAX_CHARACTERS + 1), "too long"),
    ("book.jsonl", lines({"text": "a" * (MAX_CHARACTERS + 1)}), "too long"),
    ("book.html", b"<p>" + b"word " * (MAX_CHARACTERS // 4) + b"</p>", "too long"),
    ("bad.jsonl.gz", b"no gzip at all", "cannot be read"),
    ("article.docx", b"PK", "unknown kind"),
    ("nothing.html", b"<html><body><nav>x</nav></body></html>", "no article text"),
    ("odd.html", b'<meta charset="klingon"><p>' + TEXT.encode("windows-1256"), "klingon"),
]


@pytest.mark.parametrize(("name", "data", "says"), BAD_FILES, ids=[name for name, _, _ in BAD_FILES])
def test_bad_input_is_one_line_and_the_rest_goes_on(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    articles, failures = read(tmp_path / name, tmp_path / "good.txt")
    assert [a.id for a in articles] == ["good"]
    assert len(failures) == 1
    assert says in failures[0].message
    assert name in failures[0].where
    assert "\n" not in str(failures[0])


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    _, failures = read(tmp_path / "none.txt", tmp_path)
    assert [f.message.split(";")[0] for f in failures] == ["no such file or folder", "no article in this folder"]


def test_a_bad_line_is_named_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines({"id": "a", "text": TEXT}, [], {"id": "b", "text": TEXT}))
    articles, failures = read(tmp_path / "a.jsonl")
    assert [a.id for a in articles] == ["a", "b"]
    assert failures[0].where.endswith("a.jsonl:2")


def test_an_id_is_used_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines({"id": "a", "text": TEXT}, {"id": "a", "text": "نص آخر"}))
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    articles, failures = read(tmp_path / "a.jsonl", tmp_path / "a.txt")
    assert len(articles) == 1
    assert [f.where.rsplit("/", 1)[1] for f in failures] == ["a.jsonl:2", "a.txt"]
    assert all("'a'" in f.message for f in failures)


def test_a_line_of_fifty_megabytes_is_refused_in_flat_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as out:
        out.write(b'{"text": "')
        for _ in range(50):
            out.write(b"a" * 2**20)
        out.write(b'"}\n' + lines({"id": "after", "text": TEXT}))
    tracemalloc.start()
    articles, failures = read(tmp_path / "a.jsonl")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [a.id for a in articles] == ["after"]
    assert [f.where.rsplit(":", 1)[1] for f in failures] == ["1"]
    assert "longer than 8 MB" in failures[0].message
    assert peak < 4 * MAX_BYTES


def test_a_long_file_of_lines_is_read_as_a_stream(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as out:
        for number in range(4000):
            out.write(lines({"id": str(number), "text": TEXT * 60}))
    tracemalloc.start()
    count = sum(1 for _ in read_articles([tmp_path / "a.jsonl"]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4000
    assert peak < 3 * 2**20  # the file holds 20 MB


def test_a_folder_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.txt").write_text(TEXT, encoding="utf-8")
    if os.geteuid() == 0:  # root may read everything: let the system's answer stand in
        real = os.scandir

        def scandir(path: str) -> Iterable[os.DirEntry[str]]:
            if str(path).endswith("closed"):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
    else:
        (tmp_path / "closed").chmod(0)
    articles, failures = read(tmp_path, tmp_path / "closed")
    assert [a.id for a in articles] == ["open"]
    assert len(failures) == 2
    assert {f.where for f in failures} == {str(tmp_path / "closed")}
    assert all("Permission denied" in f.message for f in failures)


def test_a_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    with open(name, "wb") as out:  # noqa: PTH123 (a path of bytes)
        out.write(TEXT.encode())
    articles, failures = read(os.fsdecode(name))
    assert not failures
    articles[0].id.encode()  # an id is always UTF-8


# ---------------------------------------------------------------- pages

PARAGRAPHS = [
    "عمان - استقبل وزير الداخلية مازن الفراية السفير المصري، وبحثا تعزيز التعاون الأمني بين البلدين الشقيقين.",
    "وأكد الوزير أهمية تبادل المعلومات في مكافحة الإرهاب والجريمة المنظمة بين الأجهزة المعنية.",
]
PAGE = f"""<!doctype html><html dir="rtl"><head><meta charset="utf-8"><title>عنوان - وكالة</title>
<meta property="og:title" content="الوزير يلتقي السفير"><meta property="og:site_name" content="وكالة الأنباء">
<meta property="article:published_time" content="2026-02-03T08:00:00+03:00">
<link rel="canonical" href="https://agency.example/1">
<script>var a = "استقبل";</script></head><body><nav><ul><li>الرئيسية</li><li>محليات</li></ul></nav>
<div class="wrap"><h1>الوزير يلتقي السفير</h1><div class="body"><p>{PARAGRAPHS[0]}</p>
<aside>الأكثر قراءة</aside><p>{PARAGRAPHS[1].replace(" في ", "<b> في </b>")}</p></div></div>
<div class="more"><p><a href="/2">{PARAGRAPHS[0]} خبر آخر طويل العنوان لا علاقة له بالخبر</a></p></div>
<footer><p>جميع الحقوق محفوظة</p></footer></body></html>"""


def page(tmp_path: Path, data: bytes) -> Article:
    (tmp_path / "p1.html").write_bytes(data)
    articles, failures = read(tmp_path / "p1.html")
    assert not failures
    return articles[0]


def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path) -> None:
    article = page(tmp_path, PAGE.encode())
    assert article == Article(
        id="p1",
        text="\n".join(PARAGRAPHS),
        title="الوزير يلتقي السفير",
        url="https://agency.example/1",
        source="وكالة الأنباء",
        time="2026-02-03T08:00:00+03:00",
    )


def test_a_page_in_windows_1256(tmp_path: Path) -> None:
    old = PAGE.replace('charset="utf-8"', 'http-equiv="Content-Type" content="text/html; charset=windows-1256"')
    assert page(tmp_path, old.encode("windows-1256")).text == "\n".join(PARAGRAPHS)
    undeclared = PAGE.replace('<meta charset="utf-8">', "")
    assert page(tmp_path, undeclared.encode("windows-1256")).text == "\n".join(PARAGRAPHS)


def test_a_page_with_linked_data(tmp_path: Path) -> None:
    data = {
        "@graph": [
            {"@type": "WebSite", "name": "س"},
            {
                "@type": ["NewsArticle"],
                "headline": "عنوان الخبر",
                "datePublished": "2026-03-04",
                "publisher": {"@type": "Organization", "name": "الصحيفة"},
                "articleBody": "\n".join(PARAGRAPHS),
            },
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    article = page(tmp_path, f"<html><head>{script}</head><body><p>{'كلمة ' * 40}</p></body></html>".encode())
    assert article.text == "\n".join(PARAGRAPHS)
    assert (article.title, article.time, article.source) == ("عنوان الخبر", "2026-03-04", "الصحيفة")


def test_a_page_with_a_declared_body_broken_by_line_breaks(tmp_path: Path) -> None:
    body = f'<div itemprop="articleBody">{PARAGRAPHS[0]}<br/>{PARAGRAPHS[1]}<div>ذيل</div></div>'
    html = f"<script type='application/ld+json'>{{broken</script><time datetime='غدا'>x</time>{body}"
    article = page(tmp_path, html.encode())
    assert article.text == "\n".join([*PARAGRAPHS, "ذيل"])
    assert article.time is None


# ---------------------------------------------------------------- furniture


def furniture(text: str) -> list[str]:
    return [text[start:end] for start, end in furniture_lines(text)]


def test_furniture_before_and_after_the_article() -> None:
    text = (
        "رئيس التحرير\n\nسالم المثال\n\nفيسبوك\nعقد الوزير اجتماعا.\nرابط دائـم: http://a.example\n"
        "أضِف تعليقك\nالبريد الالكترونى\nمقالات ذات صلة\nالوزير يلتقي سفيرا آخر\n\nزر الذهاب إلى الأعلى"
    )
    assert furniture(text) == [
        "رئيس التحرير",
        "سالم المثال",
        "فيسبوك",
        "رابط دائـم: http://a.example",
        "أضِف تعليقك",
        "البريد الالكترونى",
        "مقالات ذات صلة",
        "الوزير يلتقي سفيرا آخر",
        "زر الذهاب إلى الأعلى",
    ]


def test_the_article_itself_is_no_furniture() -> None:
    text = (
        "قال رئيس التحرير إن الاسم لم يذكر.\nرئيس التحرير في مصر استقبل الوفد.\nالمزيد من التعاون مطلوب.\n"
        "مقالات ذات صلة\nوعقد الوزير اجتماعا مع نظيره.\nالتعليق على الخبر كان واضحا"
    )
    assert furniture(text) == ["مقالات ذات صلة"]


def test_furniture_is_linear_in_the_length() -> None:
    text = "مقالات ذات صلة\n" * 40_000
    assert len(furniture_lines(text)) == 40_000


def test_importing_the_reader_is_cheap() -> None:
    code = "import sys, kg.reading; print(sorted(m for m in sys.modules if m in ('fastapi', 'rdflib', 'networkx')))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
