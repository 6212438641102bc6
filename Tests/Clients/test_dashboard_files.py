"""The dashboards' JSON as files: Grafana's published schemas, and rules of our own."""

import copy
import json
import re

import jsonschema
import pytest

from server import ROOT

DATA = ROOT / "Tests/Clients/data/grafana"
DASHBOARDS = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "dashboards").glob("*.json"))}
PANELS = [(uid, panel) for uid, dashboard in DASHBOARDS.items() for panel in dashboard["panels"]]
TITLES = [f"{uid} {panel['title']}" for uid, panel in PANELS]
COLOUR_BLIND_SAFE = {"#0072B2", "#E69F00", "#D55E00", "#56B4E9", "#009E73"}
UNITS = {
    "currencyUSD", "percent", "short", "bytes", "none", "string", "suffix: bps", "ms", "s", "cps", "suffix:/h", "rowsps",
    "dateTimeAsIso"}


def schema(name: str, definition: str | None = None) -> jsonschema.Draft7Validator:
    whole = json.loads((DATA / f"{name}.jsonschema.json").read_text())
    # Where Grafana's source says "anything", the published schemas say "an object".
    for owner, member in [("DynamicConfigValue", "value"), ("MatcherConfig", "options")]:
        if owner in whole["definitions"]:
            whole["definitions"][owner]["properties"][member] = {}
    # The kinds of cells are told apart by nothing in the schema: several of them fit.
    cells = whole["definitions"].get("TableCellOptions")
    if cells:
        cells["anyOf"] = cells.pop("oneOf")
    if definition:
        whole["$ref"] = f"#/definitions/{definition}"
    return jsonschema.Draft7Validator(whole)


def test_the_files_are_there():
    assert len(DASHBOARDS) == 8
    assert all(dashboard["uid"] == name for name, dashboard in DASHBOARDS.items())
    assert len({dashboard["title"] for dashboard in DASHBOARDS.values()}) == 8


@pytest.mark.parametrize("uid", DASHBOARDS)
def test_dashboard_follows_the_schema(uid):
    validator = schema("dashboard")
    assert not [error.message[:300] for error in validator.iter_errors(DASHBOARDS[uid])]
    wrong = copy.deepcopy(DASHBOARDS[uid])
    wrong["panels"][0]["gridPos"]["h"] = "tall"
    assert list(validator.iter_errors(wrong)), "the schema finds nothing"


@pytest.mark.parametrize("uid, panel", PANELS, ids=TITLES)
def test_panel_options_follow_the_schema(uid, panel):
    name = panel["type"].replace("-", "")
    options = schema(name, "Options")
    assert not [error.message for error in options.iter_errors(panel["options"])]
    if name not in ("stat", "bargauge"):
        fields = schema(name, "FieldConfig")
        assert not [error.message for error in fields.iter_errors(panel["fieldConfig"]["defaults"]["custom"])]


@pytest.mark.parametrize("uid, panel", PANELS, ids=TITLES)
def test_panel_rules(uid, panel):
    assert panel["title"] and panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["noValue"]
    assert panel["datasource"]["uid"] == "${datasource}"
    assert panel["targets"]
    units = [panel["fieldConfig"]["defaults"]["unit"]]
    for override in panel["fieldConfig"]["overrides"]:
        for one in override["properties"]:
            if one["id"] == "unit":
                units.append(one["value"])
            if one["id"] == "links":
                check_links(one["value"])
    assert set(units) <= UNITS
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(panel)))
    assert colours <= COLOUR_BLIND_SAFE


def check_links(links):
    for link in links:
        target, variable = re.match(r"/d/([\w-]+)\?var-(\w+)=", link["url"]).groups()
        assert variable in {one["name"] for one in DASHBOARDS[target]["templating"]["list"]}
        assert "${__url_time_range}" in link["url"]


@pytest.mark.parametrize("uid, panel", PANELS, ids=TITLES)
def test_query_rules(uid, panel):
    names = {variable["name"] for variable in DASHBOARDS[uid]["templating"]["list"]}
    for target in panel["targets"]:
        sql = target["rawSql"]
        assert target["datasource"]["uid"] == "${datasource}"
        assert re.search(r"\$__(timeFilter\(|fromTime|toTime)", sql), "no filter of time"
        assert re.search(r"LIMIT \d+\s*$", sql), "rows are not bounded"
        assert not re.search(r"SELECT\s+\*|,\s*\*", sql), "SELECT * changes with the table"
        assert not re.search(r"\bnow\(\)\s*-", sql), "the range is the viewer's"
        if target["format"] == 0:
            assert re.search(r"ORDER BY time(, \w+)?\s+LIMIT \d+$", sql), "the plugin wants an order of time"
        for name in re.findall(r"\$\{?([a-zA-Z]\w*)", sql):
            assert name in names, f"no variable {name}"
        # Names of values are quoted as text, never pasted.
        assert not re.search(r"\$\{(agent|strategy|market|ticker)\}", sql)


@pytest.mark.parametrize("uid", DASHBOARDS)
def test_dashboard_rules(uid):
    dashboard = DASHBOARDS[uid]
    assert 1 <= len(dashboard["panels"]) <= 12
    assert dashboard["schemaVersion"] in range(39, 43)
    assert dashboard["description"] and dashboard["refresh"] and "colonnade" in dashboard["tags"]
    identifiers = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(identifiers)) == len(identifiers)
    taken = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert place["x"] + place["w"] <= 24 and not cells & taken
        taken |= cells
    variables = dashboard["templating"]["list"]
    assert variables[0]["name"] == "datasource" and variables[0]["query"] == "grafana-clickhouse-datasource"
    text = json.dumps(dashboard["panels"])
    for variable in variables[1:]:
        assert re.search(r"\$\{?" + variable["name"] + r"\b", text), f"{variable['name']} is not used"
        if variable["type"] == "query":
            assert variable["multi"] and variable["includeAll"] and "LIMIT" in variable["query"]
