"""What the graph answers beside ego networks: neighbours, pairs, paths, matrices, topics, measures, facets."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient
from test_sparql import problem

API = "/api/v1"


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(API + path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def ids(client: TestClient) -> dict[str, str]:
    """The ids of the persons of the example graph, by their first names."""
    found = get(client, "/entities", type="Person", limit=50)["items"]
    return {item["label"].split()[0]: item["id"] for item in found}


# -- names while they are typed


@pytest.mark.parametrize("typed", ["سال", "سالم الحم", "حمد", "الحَمْدان", "الحمداني"])
def test_an_unfinished_name_is_completed(client: TestClient, ids: dict[str, str], typed: str) -> None:
    answer = get(client, "/suggest", q=typed)
    assert answer["items"][0]["id"] == ids["سالم"]
    assert answer["items"][0]["posts"] == ["وزير الداخلية"]


def test_suggestions_in_latin_letters_of_some_types_and_no_more_than_asked(client: TestClient) -> None:
    assert get(client, "/suggest", q="Tuni")["items"][0]["id"] == "state/TN"
    assert {item["type"] for item in get(client, "/suggest", q="وزير", type="Person")["items"]} == {"Person"}
    assert len(get(client, "/suggest", q="و", limit=2)["items"]) <= 2
    assert get(client, "/suggest", q="لا أحد بهذا الاسم")["items"] == []
    problem(client.get(f"{API}/suggest"), 422, "invalid-parameter")
    problem(client.get(f"{API}/suggest?q=x&limit=51"), 422, "invalid-parameter")


# -- neighbours


def test_neighbours_are_those_of_the_ego_network_page_by_page(client: TestClient, ids: dict[str, str]) -> None:
    network = get(client, f"/entities/{ids['سالم']}/ego")
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(client, f"/entities/{ids['سالم']}/neighbours", limit=2, **cursor)
        assert (page["total"], page["center"], page["layer"]) == (3, ids["سالم"], "agents")
        assert len(page["items"]) <= 2
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert [item["edge"] for item in seen] == network["edges"]
    nodes = {node["id"]: node for node in network["nodes"]}
    for item in seen:
        assert item["node"]["degree"] == nodes[item["node"]["id"]]["degree"]["matching"]
        assert {k: v for k, v in item["node"].items() if k != "degree"} == {
            k: v for k, v in nodes[item["node"]["id"]].items() if k not in ("degree", "ring")
        }


def test_neighbours_by_type_strength_and_evidence(client: TestClient, ids: dict[str, str]) -> None:
    path = f"/entities/{ids['سالم']}/neighbours"
    strong = get(client, path, min_weight=2, evidence=1)
    assert [item["node"]["id"] for item in strong["items"]] == [ids["منير"]]
    assert strong["items"][0]["edge"]["evidence"][0]["sources"][0]["sentence"].startswith("التقى وزير الداخلية سالم")
    assert get(client, path, node_type="State")["total"] == 0
    assert get(client, path, node_type=["State", "Person"])["total"] == 3
    assert get(client, path, since="2024-06", topic="training")["total"] == 2
    assert get(client, "/entities/state/EG/neighbours")["layer"] == "sides"


def test_a_cursor_is_of_one_version(client: TestClient) -> None:
    for path in ("/entities/state/EG/neighbours", "/relations/state/EG/state/TN"):
        problem(client.get(f"{API}{path}?cursor=000001-00000000.1"), 410, "cursor-expired")
        problem(client.get(f"{API}{path}?cursor=first"), 422, "invalid-parameter")


# -- pairs


def test_a_pair_over_time_by_topic_and_with_its_encounters(client: TestClient, ids: dict[str, str]) -> None:
    pair = get(client, f"/relations/{ids['سالم']}/{ids['منير']}", limit=1)
    assert (pair["a"]["id"], pair["b"]["id"]) == (ids["سالم"], ids["منير"])
    assert (pair["layer"], pair["relation"], pair["total"]) == ("agents", "met", 2)
    assert (pair["first"], pair["last"], pair["undated"]) == ("2024-05-01", "2024-07-09", 0)
    assert {topic["code"]: topic["encounters"] for topic in pair["topics"]} == {"counter-terrorism": 1, "training": 1}
    assert pair["types"] == {"meeting": 2}
    assert pair["timeline"] == [
        {"month": "2024-05", "encounters": 1, "topics": {"counter-terrorism": 1}},
        {"month": "2024-07", "encounters": 1, "topics": {"training": 1}},
    ]
    assert [found["date"] for found in pair["encounters"]] == ["2024-07-09"]
    rest = get(client, f"/relations/{ids['سالم']}/{ids['منير']}", limit=1, cursor=pair["next_cursor"])
    assert [found["date"] for found in rest["encounters"]] == ["2024-05-01"]
    assert rest["next_cursor"] is None
    assert rest["encounters"][0]["mentions"][0]["sentence"]


def test_a_pair_is_the_edge_of_a_network(client: TestClient) -> None:
    for center in ("state/EG", get(client, "/entities", type="Person", limit=1)["items"][0]["id"]):
        for conditions in ({}, {"topic": "training"}, {"since": "2024-06", "until": "2024-07-09"}):
            for edge in get(client, f"/entities/{center}/ego", **conditions)["edges"]:
                pair = get(client, f"/relations/{edge['source']}/{edge['target']}", **conditions)
                assert (pair["total"], pair["first"], pair["last"]) == (edge["weight"], edge["first"], edge["last"])
                assert pair["relation"] == edge["relation"]
                assert {topic["code"]: topic["encounters"] for topic in pair["topics"]} == edge["topics"]


def test_a_state_with_a_person(client: TestClient, ids: dict[str, str]) -> None:
    pair = get(client, f"/relations/state/EG/{ids['منير']}")
    assert (pair["layer"], pair["relation"], pair["total"]) == ("mixed", "encountered", 2)
    assert get(client, f"/relations/{ids['منير']}/state/TN")["total"] == 0  # he acts for it
    assert get(client, f"/relations/state/EG/{ids['منير']}", layer="agents")["total"] == 0
    assert get(client, "/relations/state/EG/org/AIMC")["undated"] == 0


def test_pairs_that_are_none(client: TestClient, ids: dict[str, str]) -> None:
    empty = get(client, f"/relations/{ids['منير']}/org/AIMC")
    assert (empty["total"], empty["relation"], empty["timeline"], empty["first"]) == (0, None, [], None)
    assert (
        "give two entities"
        in problem(client.get(f"{API}/relations/state/EG/state/EG"), 422, "invalid-parameter")["detail"]
    )
    problem(client.get(f"{API}/relations/state/EG/person/0"), 404, "not-found")
    problem(client.get(f"{API}/relations/state/EG"), 404, "not-found")


# -- paths


def test_paths_lead_over_common_counterparts(client: TestClient, ids: dict[str, str]) -> None:
    found = get(client, "/paths", **{"from": ids["منير"], "to": ids["نبيل"]})
    assert (found["from"]["id"], found["to"]["id"], found["layer"], found["complete"]) == (
        ids["منير"],
        ids["نبيل"],
        "agents",
        True,
    )
    [path] = found["paths"]
    assert [node["id"] for node in path["nodes"]] == [ids["منير"], ids["سالم"], ids["نبيل"]]
    assert [(edge["source"], edge["target"]) for edge in path["edges"]] == [
        (ids["منير"], ids["سالم"]),
        (ids["سالم"], ids["نبيل"]),
    ]
    assert (path["length"], path["strength"]) == (2, 1)
    strongest = get(client, "/paths", **{"from": "state/TN", "to": "state/EG", "kind": "strongest"})
    assert strongest["paths"][0]["strength"] == 2


def test_paths_that_are_none(client: TestClient, ids: dict[str, str]) -> None:
    ends = {"from": ids["منير"], "to": ids["نبيل"]}
    assert get(client, "/paths", **ends, max_length=1)["paths"] == []
    assert get(client, "/paths", **ends, since="2024-07")["paths"] == []
    problem(client.get(f"{API}/paths", params={"from": "state/EG", "to": "state/EG"}), 422, "invalid-parameter")
    problem(client.get(f"{API}/paths", params={"from": "state/EG"}), 422, "invalid-parameter")
    problem(client.get(f"{API}/paths", params={**ends, "max_length": 7}), 422, "invalid-parameter")


# -- matrices


def test_the_matrix_of_a_state_is_its_pairs(client: TestClient, ids: dict[str, str]) -> None:
    found = get(client, "/matrix", of="state/EG")
    assert [row["id"] for row in found["rows"]] == ["state/EG", ids["سالم"]]
    assert [column["id"] for column in found["columns"]] == ["state/TN", "org/AIMC", "state/LY"]
    assert (found["truncated"], found["total_rows"], found["total_columns"]) == (False, 2, 3)
    assert len(found["cells"]) == 6
    for cell in found["cells"]:
        pair = get(client, f"/relations/{cell['row']}/{cell['column']}", type=["meeting", "call"])
        assert (pair["total"], pair["last"]) == (cell["encounters"], cell["last"])


def test_a_matrix_is_cut_and_filtered_and_only_of_states_and_organisations(
    client: TestClient, ids: dict[str, str]
) -> None:
    cut = get(client, "/matrix", of="state/EG", columns=1)
    assert ([column["id"] for column in cut["columns"]], cut["truncated"]) == (["state/TN"], True)
    assert get(client, "/matrix", of="state/EG", rows=1)["truncated"] is False
    assert get(client, "/matrix", of="org/AIMC")["rows"][1]["id"] == ids["نبيل"]
    assert get(client, "/matrix", of="state/EG", topic="border-security")["columns"][0]["id"] == "state/LY"
    assert get(client, "/matrix", of="state/FR")["cells"] == []
    problem(client.get(f"{API}/matrix", params={"of": ids["سالم"]}), 422, "invalid-parameter")


# -- topics


def test_topics_over_time(client: TestClient) -> None:
    found = get(client, "/topics/timeline")
    assert found["periods"] == ["2024-05", "2024-06", "2024-07"]
    assert found["totals"] == [1, 1, 1]
    assert {series["code"]: series["counts"] for series in found["series"]} == {
        "counter-terrorism": [1, 0, 0],
        "training": [0, 1, 1],
    }
    assert (found["undated"], found["truncated"], found["entity"]) == (1, False, None)
    years = get(client, "/topics/timeline", by="year", entity="state/TN", topic="training")
    assert (years["periods"], years["totals"], years["entity"]["id"]) == (["2024"], [1], "state/TN")
    assert [series["code"] for series in years["series"]] == ["training"]
    assert get(client, "/topics/timeline", entity="state/FR")["periods"] == []


def test_actors_and_topics(client: TestClient) -> None:
    found = get(client, "/actor-topics")
    nodes = {node["id"]: node for node in found["nodes"]}
    assert list(nodes)[:2] == ["state/EG", "state/TN"]
    assert nodes["topic/training"]["encounters"] == 2  # not one for each actor
    assert nodes["topic/training"]["label_en"]
    assert Counter(node["kind"] for node in found["nodes"]) == {"actor": 4, "topic": 3}
    edges = {(edge["source"], edge["target"]): edge for edge in found["edges"]}
    training = edges["state/EG", "topic/training"]
    assert (training["weight"], training["first"], training["last"]) == (2, "2024-06", "2024-07-09")
    assert found["edges"][0] == training
    cut = client.get(f"{API}/actor-topics?limit=1")
    assert (cut.json()["truncated"], cut.json()["total_actors"]) == (True, 4)
    assert cut.headers["x-rawabit-truncated"] == "limit"
    of_libya = get(client, "/actor-topics", entity="state/LY", layer="agents")
    assert {node["id"] for node in of_libya["nodes"] if node["kind"] == "topic"} == {"topic/border-security"}
    assert {node["type"] for node in of_libya["nodes"]} == {"Person", "Topic"}


# -- measures


def test_measures_of_the_network_of_persons(client: TestClient, ids: dict[str, str]) -> None:
    found = get(client, "/measures", layer="agents")
    assert (found["nodes"], found["edges"], found["communities"], found["exact"]) == (4, 3, 1, True)
    first = found["items"][0]
    assert (first["entity"]["id"], first["degree"], first["strength"]) == (ids["سالم"], 3, 4)
    assert (first["betweenness"], first["community"]) == (1.0, 0)
    assert get(client, "/measures", layer="agents", sort="strength", limit=2)["items"][1]["entity"]["id"] == ids["منير"]
    assert get(client, "/measures", since="2030")["items"] == []


def test_what_changed_between_two_periods(client: TestClient) -> None:
    periods = {"since": "2024-05", "until": "2024-06", "since2": "2024-06", "until2": "2024-08"}
    found = get(client, "/measures/change", **periods)
    assert [(item["entity"]["id"], item["before"], item["after"]) for item in found["risen"]] == [
        ("org/AIMC", 0, 1),
        ("state/EG", 1, 2),
    ]
    assert found["fallen"] == found["lost_ties"] == []
    assert [{tie["source"]["id"], tie["target"]["id"]} for tie in found["new_ties"]] == [{"org/AIMC", "state/EG"}]
    assert found["totals"] == {"risen": 2, "fallen": 0, "new": 1, "lost": 0}
    problem(client.get(f"{API}/measures/change?until=2024"), 422, "invalid-parameter")
    problem(client.get(f"{API}/measures/change?since2=2024-13"), 422, "invalid-parameter")


# -- facets


def test_facets_count_all_pages(client: TestClient) -> None:
    page = get(client, "/encounters", limit=1, facets="country,topic,month,type")
    counts = {
        name: {value["value"]: value["encounters"] for value in values} for name, values in page["facets"].items()
    }
    assert counts == {
        "country": {"EG": 4, "TN": 2, "LY": 1},
        "topic": {"training": 2, "border-security": 1, "counter-terrorism": 1},
        "month": {"2024-05": 1, "2024-06": 1, "2024-07": 1},
        "type": {"meeting": 4},
    }
    assert page["facets"]["country"][0] == {"value": "EG", "label_ar": "مصر", "label_en": "Egypt", "encounters": 4}
    assert all(page["facets"][name][0]["label_ar"] for name in ("country", "topic", "type"))
    assert get(client, "/encounters")["facets"] is None
    for name, values in counts.items():
        for value, count in values.items():
            asked = {"since": value, "until": f"{value}-28"} if name == "month" else {name: value}
            assert get(client, "/encounters", **asked)["total"] == count
    only = get(client, "/encounters", country="TN", facets="topic")["facets"]
    assert set(only) == {"topic"}
    assert {value["value"] for value in only["topic"]} == {"counter-terrorism", "training"}
    problem(client.get(f"{API}/encounters?facets=outlet"), 422, "invalid-parameter")


def test_encounters_by_confidence_status_and_without_a_date(client: TestClient) -> None:
    assert get(client, "/encounters", min_confidence=0.95)["total"] == 0
    assert get(client, "/encounters", status=["held", "planned"])["total"] == 4
    assert get(client, "/encounters", since="2024-06")["total"] == 2
    assert get(client, "/encounters", since="2024-06", include_undated=True)["total"] == 3


# -- what all have in common

ROUTES = [
    "/suggest?q=x",
    "/entities/state/EG/neighbours",
    "/entities/state/EG/ego",
    "/relations/state/EG/state/TN",
    "/paths?from=state/EG&to=state/TN",
    "/matrix?of=state/EG",
    "/topics/timeline",
    "/actor-topics",
    "/measures",
    "/measures/change?since2=2024",
    "/encounters?facets=topic",
]


@pytest.mark.parametrize("path", ROUTES)
def test_answers_are_kept_compressed_and_open_to_other_pages(client: TestClient, path: str) -> None:
    first = client.get(API + path, headers={"Origin": "https://x.example", "Accept-Encoding": "gzip"})
    assert first.status_code == 200
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["x-rawabit-snapshot"] in first.headers["etag"]
    assert "Accept" in first.headers["vary"]
    assert first.headers["cache-control"] == "no-cache"
    assert (first.headers.get("content-encoding") == "gzip") is (len(first.content) >= 1024)
    again = client.get(API + path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(API + path).content == first.content


@pytest.mark.parametrize("path", ROUTES[1:-1])
@pytest.mark.parametrize(
    "wrong",
    ["since=2024-02-30", "until=yesterday", "topic=gardening", "type=party", "status=dreamt", "min_confidence=2"],
)
def test_filters_are_checked_alike_everywhere(client: TestClient, path: str, wrong: str) -> None:
    body = problem(client.get(f"{API}{path}{'&' if '?' in path else '?'}{wrong}"), 422, "invalid-parameter")
    assert wrong.partition("=")[0] in body["detail"]


def test_a_merged_id_leads_on(client: TestClient, monkeypatch: pytest.MonkeyPatch, ids: dict[str, str]) -> None:
    from kg.entity_table import EntityTable

    usual = EntityTable.find
    monkeypatch.setattr(EntityTable, "find", lambda self, id: usual(self, ids["سالم"] if id == "person/old" else id))
    for path, new in (
        ("/entities/person/old/neighbours?limit=1", f"/entities/{ids['سالم']}/neighbours?limit=1"),
        ("/relations/person/old/state/TN", f"/relations/{ids['سالم']}/state/TN"),
        ("/relations/state/TN/person/old?layer=sides", f"/relations/state/TN/{ids['سالم']}?layer=sides"),
    ):
        answer = client.get(API + path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, API + new)


def test_every_parameter_of_the_graph_is_described_with_examples(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for route in ROUTES:
        path = re.sub(r"state/EG/state/TN", "{a}/{b}", route.partition("?")[0]).replace("state/EG", "{id}")
        operation = document["paths"][API + path]["get"]
        for parameter in operation["parameters"]:
            assert parameter.get("description") or parameter["name"] in ("max_nodes", "max_edges"), (path, parameter)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert schema["$ref"].startswith("#/components/schemas/"), path
