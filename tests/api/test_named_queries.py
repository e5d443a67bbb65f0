"""The named queries as addresses: typed parameters, pages, formats, and errors that name the parameter."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from kg.named_queries import named_queries

PATH = "/api/v1/queries"
MINISTER = "سالم الحمداني"


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    found = answer.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def test_the_list_tells_of_each_query_what_may_be_chosen(client: TestClient) -> None:
    page = client.get(PATH).json()
    assert page["total"] == len(page["items"]) == len(named_queries()) >= 20
    query = next(item for item in page["items"] if item["name"] == "encounters-of-a-person")
    assert query["title_ar"] == "لقاءات وزير"
    assert query["url"].startswith(f"{PATH}/encounters-of-a-person?minister=%D9")
    assert query["query"].startswith("# title: Encounters of a minister")
    minister, *_, to = query["parameters"]
    assert (minister["name"], minister["type"], minister["required"]) == ("minister", "person", True)
    assert (to["name"], to["type"], to["required"], to["label_ar"]) == ("to", "date", False, to["label_ar"])


@pytest.mark.parametrize("name", [query.name for query in named_queries()])
def test_every_query_answers_at_its_address(client: TestClient, name: str) -> None:
    given = {"minister": MINISTER, "other": "منير القاسمي"}
    query = next(query for query in named_queries() if query.name == name)
    chosen = {p.name: given[p.name] for p in query.parameters if p.required}
    chosen |= {p.name: "EG" for p in query.parameters if p.default == "IT"}
    answer = client.get(f"{PATH}/{name}", params=chosen)
    assert answer.status_code == 200, answer.text
    assert answer.json()["head"]["vars"]


def test_parameters_narrow_the_answer(client: TestClient) -> None:
    def dates(**chosen: str) -> list[str]:
        chosen = {"minister": MINISTER, **{name.rstrip("_"): value for name, value in chosen.items()}}
        found = rows(client.get(f"{PATH}/encounters-of-a-person", params=chosen))
        return [row.get("date", "") for row in found]

    assert dates() == ["2024-07-09", "2024-06", "2024-05-01", ""]
    assert dates(state="TN") == ["2024-07-09", "2024-05-01"]
    assert dates(state="تونس", topic="training") == ["2024-07-09"]
    assert dates(from_="2024-06-15", to="2024-07") == ["2024-06"]


def test_an_id_an_iri_and_a_name_are_one(client: TestClient) -> None:
    [person] = client.get("/api/v1/entities", params={"q": MINISTER}).json()["items"]
    answers = [
        client.get(f"{PATH}/offices-of-a-person", params={"minister": given}).content
        for given in (person["id"], person["iri"], MINISTER, "الحمداني")
    ]
    assert len(set(answers)) == 1
    assert "وزير الداخلية".encode() in answers[0]


@pytest.mark.parametrize(
    ("format", "media"),
    [
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("sparql", "application/sparql-query"),
    ],
)
def test_all_formats(client: TestClient, format: str, media: str) -> None:
    path = f"{PATH}/who-met-whom?state=TN"
    by_name = client.get(f"{path}&format={format}")
    by_accept = client.get(path, headers={"Accept": media.partition(";")[0]})
    assert by_name.headers["content-type"] == by_accept.headers["content-type"] == media
    assert by_name.content == by_accept.content
    assert b"https://w3id.org/rawabit/id/state/TN" in by_name.content or "تونس".encode() in by_name.content
    assert client.get(f"{path}&format=parquet").status_code == 400
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_the_query_itself_can_be_asked_at_the_endpoint(client: TestClient) -> None:
    text = client.get(f"{PATH}/who-met-whom", params={"state": "TN", "format": "sparql"}).text
    direct = client.get("/sparql", params={"query": text, "format": "csv"}).text
    assert direct == client.get(f"{PATH}/who-met-whom", params={"state": "TN", "format": "csv"}).text
    assert len(direct.splitlines()) == 2


def test_pages_follow_one_another_and_end(client: TestClient) -> None:
    whole = client.get(f"{PATH}/topics-by-month", params={"format": "csv"}).text.splitlines()
    assert len(whole) == 4
    address, found, previous = f"{PATH}/topics-by-month?limit=2&format=csv", [], None
    while address:
        answer = client.get(address)
        table = list(csv.reader(io.StringIO(answer.text)))
        assert ",".join(table[0]) == whole[0]
        found += [",".join(row) for row in table[1:]]
        links = answer.links
        assert answer.headers.get("X-Rawabit-Truncated") == ("limit" if "next" in links else None)
        assert links.get("prev", {}).get("url") == previous
        previous, address = address, links.get("next", {}).get("url")
    assert found == whole[1:]
    assert client.get(f"{PATH}/topics-by-month?limit=3").links.keys() == {"describedby", "alternate"}  # none is left


def test_the_answer_may_be_kept_until_the_graph_changes(client: TestClient) -> None:
    first = client.get(f"{PATH}/who-met-whom?state=TN")
    again = client.get(f"{PATH}/who-met-whom?state=TN", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{PATH}/who-met-whom?state=EG", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    head = client.head(f"{PATH}/who-met-whom?state=TN")
    assert (head.status_code, head.headers["ETag"], head.content) == (200, first.headers["ETag"], b"")


@pytest.mark.parametrize(
    ("address", "kind", "parameter", "words"),
    [
        ("encounters-of-a-person", "missing-parameter", "minister", "a person's id, IRI or name"),
        ("encounters-of-a-person?minister=&state=EG", "missing-parameter", "minister", "needs it"),
        ("encounters-of-a-person?minster=x", "unknown-parameter", "minster", "minister, state, topic, from, to"),
        ("encounters-of-a-person?minister=nobody", "wrong-parameter", "minister", "nobody in the graph"),
        ("counterparts-of-a-state?state=ZZ", "wrong-parameter", "state", "ISO 3166-1"),
        ("counterparts-of-a-state?topic=weather", "wrong-parameter", "topic", "no topic"),
        ("counterparts-of-a-state?from=1.5.2024", "wrong-parameter", "from", "YYYY-MM-DD"),
        ("counterparts-of-a-state?from=2024&from=2023", "wrong-parameter", "from", "give it once"),
        ("gaps-between-two-states?party=EG&counterpart=TN&months=601", "wrong-parameter", "months", "1 to 600"),
        ("who-met-whom?limit=0", "wrong-parameter", "limit", "from 1 to 10000"),
        ("who-met-whom?limit=", "wrong-parameter", "limit", "from 1 to 10000"),
        ("who-met-whom?offset=-1", "wrong-parameter", "offset", "whole number"),
    ],
)
def test_errors_name_the_parameter_and_tell_what_is_valid(
    client: TestClient, address: str, kind: str, parameter: str, words: str
) -> None:
    answer = client.get(f"{PATH}/{address}")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert problem["type"].endswith("/" + kind)
    assert problem["parameter"] == parameter
    assert parameter in problem["detail"]
    assert words in problem["detail"]


def test_an_ambiguous_name_tells_whom_it_may_mean(client: TestClient) -> None:
    answer = client.get(f"{PATH}/offices-of-a-person?minister={quote('وزير')}")
    problem = answer.json()
    assert answer.status_code == 400
    assert problem["type"].endswith("/ambiguous-parameter")
    ids = [candidate["id"] for candidate in problem["candidates"]]
    assert len(ids) >= 3
    for candidate in ids:
        assert client.get(f"{PATH}/offices-of-a-person?minister={candidate}").status_code == 200


@pytest.mark.parametrize("text", ['x" } INSERT', "> } SERVICE <http://127.0.0.1/>", "\\", "}", "\u202e", "a\nb", "\0"])
def test_no_text_of_a_reader_becomes_part_of_a_query(client: TestClient, text: str) -> None:
    for name in ("minister", "state", "topic", "from"):
        answer = client.get(f"{PATH}/encounters-of-a-person", params={"minister": MINISTER, name: text})
        assert answer.status_code == 400
        assert answer.json()["parameter"] == name


def test_an_unknown_query_is_a_problem_that_lists_the_known(client: TestClient) -> None:
    answer = client.get(f"{PATH}/who-met-who")
    assert answer.status_code == 404
    assert "who-met-whom" in answer.json()["queries"]


def test_openapi_tells_the_parameters_of_each_query(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for query in named_queries():
        told = {parameter["name"]: parameter for parameter in paths[f"{PATH}/{query.name}"]["get"]["parameters"]}
        assert told.keys() == {p.name for p in query.parameters} | {"limit", "offset", "format"}
        assert all(told[p.name]["required"] == p.required for p in query.parameters)
    gap = paths[f"{PATH}/gaps-between-two-states"]["get"]["parameters"]
    assert next(p["schema"] for p in gap if p["name"] == "months") == {
        "type": "integer",
        "minimum": 1,
        "maximum": 600,
        "default": 12,
    }
