"""What Grafana and Docker Compose read: every field known, every alert rule's query run and compared with plain Python."""

import json
import re

import jsonschema
import pytest
import yaml

import expectations
import trades
from grafana_macros import Backend
from native import NativeReader
from server import ROOT, Server

FOLDER = ROOT / "provisioning"
RULES = yaml.safe_load((FOLDER / "alerting/rules.yaml").read_text())
DASHBOARDS = {path.stem: json.loads(path.read_text()) for path in (ROOT / "dashboards").glob("*.json")}
ALERTING = json.loads((ROOT / "Tests/Clients/data/grafana/alerting.jsonschema.json").read_text())

# What the plugin 4.20 and Grafana 13 know; a field that they do not know they ignore without a word.
DATASOURCE_FIELDS = {
    "name", "uid", "type", "access", "isDefault", "editable", "jsonData", "secureJsonData", "orgId", "version"}
PLUGIN_FIELDS = {
    "host", "port", "protocol", "secure", "path", "username", "defaultDatabase", "defaultTable", "dialTimeout",
    "queryTimeout", "connMaxLifetime", "maxIdleConns", "maxOpenConns", "validateSql", "enableRowLimit", "rowCapacityHint",
    "enableMapKeysDiscovery", "forwardGrafanaHeaders", "httpHeaders", "tlsSkipVerify", "tlsAuth", "tlsAuthWithCACert"}
PROVIDER_FIELDS = {
    "name", "orgId", "folder", "folderUid", "type", "disableDeletion", "allowUiUpdates", "updateIntervalSeconds", "options"}
RULE_FIELDS = {
    "uid", "title", "condition", "dashboardUid", "panelId", "noDataState", "execErrState", "for", "labels", "annotations",
    "notification_settings", "data", "isPaused", "keepFiringFor"}
WEBHOOK_FIELDS = {
    "url", "httpMethod", "username", "password", "authorization_scheme", "authorization_credentials", "maxAlerts", "title",
    "message", "headers", "tlsConfig", "hmacConfig", "payload"}


def load(path: str):
    return yaml.safe_load((FOLDER / path).read_text())


@pytest.mark.parametrize("path", ["datasources/colonnade.yaml", "examples/colonnade-native.yaml"])
def test_data_source(path):
    content = load(path)
    assert content.keys() <= {"apiVersion", "datasources"} and content["apiVersion"] == 1
    for source in content["datasources"]:
        assert source.keys() <= DATASOURCE_FIELDS and source["jsonData"].keys() <= PLUGIN_FIELDS
        assert source["secureJsonData"].keys() <= {"password", "tlsCACert", "tlsClientCert", "tlsClientKey"}
        assert source["uid"].startswith("colonnade") and source["type"] == "grafana-clickhouse-datasource"
        assert source["jsonData"]["protocol"] in ("http", "native")
    default = DASHBOARDS["colonnade-overview"]["templating"]["list"][0]["current"]["value"]
    assert default == "colonnade"


def test_provider():
    content = load("dashboards/colonnade.yaml")
    assert content.keys() == {"apiVersion", "providers"}
    assert all(provider.keys() <= PROVIDER_FIELDS for provider in content["providers"])


def test_contact_point():
    content = load("alerting/contact-points.yaml")
    assert content.keys() == {"apiVersion", "contactPoints"}
    for point in content["contactPoints"]:
        for receiver in point["receivers"]:
            assert receiver["type"] == "webhook" and receiver["settings"].keys() <= WEBHOOK_FIELDS
            assert receiver["settings"]["hmacConfig"].keys() == {"secret", "header"}
            assert receiver["settings"]["hmacConfig"]["secret"].startswith("$")


def test_no_policy_is_loaded_unasked():
    for path in (FOLDER / "alerting").glob("*.yaml"):
        assert "policies" not in yaml.safe_load(path.read_text()), "it would replace the user's whole tree"
    example = load("examples/notification-policy.yaml")
    validator = jsonschema.Draft7Validator({**ALERTING, "$ref": "#/definitions/NotificationPolicy"})
    for policy in example["policies"]:
        policy.pop("orgId")
        assert policy["routes"][0]["receiver"] == "Colonnade"
        assert not [error.message for error in validator.iter_errors(policy)]


def rules():
    return [(group, rule) for group in RULES["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("group, rule", rules(), ids=lambda value: value.get("uid"))
def test_rule(group, rule):
    assert rule.keys() <= RULE_FIELDS
    # The file's rule as the API's, whose schema is published: names differ in a few places.
    body = {
        "uid": rule["uid"], "title": rule["title"], "condition": rule["condition"], "noDataState": rule["noDataState"],
        "execErrState": rule["execErrState"], "for": rule["for"], "labels": rule["labels"], "annotations": rule["annotations"],
        "notification_settings": rule["notification_settings"], "folderUID": "colonnade", "orgID": group["orgId"],
        "ruleGroup": group["name"],
        "data": [{**one, "relativeTimeRange": one["relativeTimeRange"]} for one in rule["data"]]}
    validator = jsonschema.Draft7Validator({**ALERTING, "$ref": "#/definitions/Rule"})
    assert not [f"{list(error.path)} {error.message[:200]}" for error in validator.iter_errors(body)]
    assert rule["data"][-1]["refId"] == rule["condition"] and rule["data"][-1]["model"]["type"] == "threshold"
    panels = {panel["id"]: panel for panel in DASHBOARDS[rule["dashboardUid"]]["panels"]}
    assert panels[rule["panelId"]]["type"] == "timeseries"
    # A dollar sign in an annotation would be taken for an environment variable.
    assert not any("$" in text for text in rule["annotations"].values())


@pytest.fixture(scope="module")
def seeded():
    with Server(arguments=["--trades"]) as server:
        rows, end = trades.make()
        server.query(trades.insert(rows), database="agent_analytics")
        yield server, rows, end


@pytest.mark.parametrize("group, rule", rules(), ids=lambda value: value.get("uid"))
def test_rule_query(seeded, group, rule):
    """Labels and one number per row, expanded as the plugin does for alerts (no browser) and by the server alike."""
    server, rows, end = seeded
    query = rule["data"][0]
    sql = query["model"]["rawSql"]
    assert "${" not in sql and "conditionalAll" not in sql, "there is no browser in an alert"
    now = end + 1234
    # The demo has few trades an hour: a longer range for the rule on the last hour.
    seconds = max(query["relativeTimeRange"]["from"], 86_400)
    begin = now - seconds
    window = expectations.Range(begin, now, 60)
    sql = sql.replace("count() >= 50", "count() >= 5").replace("countMerge(trade_count) >= 100", "countMerge(trade_count) >= 5")
    native = {"default_format": "Native", "client_protocol_version": 54460, "database": "agent_analytics"}
    expanded = Backend(begin * 1000, now * 1000, 60_000).expand(sql)
    names, kinds, found = NativeReader(server.query(expanded, **native)).table()
    again = NativeReader(server.query(sql, **native, **{"from": begin * 1000, "to": now * 1000, "interval_ms": 60_000})).table()
    assert again[:2] == (names, kinds)
    numbers = [kind for kind in kinds if not kind.endswith("String") and not kind.endswith("String)")]
    assert len(numbers) == 1 and found
    wanted = WANTED[rule["uid"]](expectations.Expected(rows, window), rows, window)
    assert [row[:-1] for row in found] == [row[:-1] for row in wanted]
    for one, two, three in zip(found, again[2], wanted, strict=True):
        assert abs(one[-1] - two[-1]) <= 1e-9 * max(1, abs(one[-1])) and abs(one[-1] - three[-1]) <= 1e-5


def drawdowns(expected, rows, window):
    result = []
    for agent in sorted({trade.agent for trade in expected.upto}):
        own = [trade for trade in expected.upto if trade.agent == agent]
        points = [(at, expectations.CAPITAL + value) for at, value in expectations.curve(own, lambda trade: trade.hour)]
        peak = max([expectations.CAPITAL, *(value for _, value in points)])
        result.append((agent, (1 - points[-1][1] / peak) * 100))
    return result


def slippage(expected, rows, window):
    inside = [trade for trade in expected.filled if window.begin <= trade.seconds <= window.end]
    groups = expectations.grouped(inside, lambda trade: trade.ticker)
    return [(ticker, quantile([trade.slippage for trade in group])) for ticker, group in sorted(groups.items()) if len(group) >= 5]


def quantile(values: list[float]) -> float:
    """p99, between its neighbours."""
    ordered = sorted(values)
    place = 0.99 * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def fees(expected, rows, window):
    result = []
    for agent, group in sorted(expectations.grouped(expected.hours, lambda trade: trade.agent).items()):
        before = expectations.pnl(group) + expectations.fees(group)
        if before > 0 and len(group) >= 5:
            result.append((agent, expectations.fees(group) / before * 100))
    return result


def silence(expected, rows, window):
    return [(window.end // 60 - max(trade.minute for trade in expected.minutes) // 60,)]


WANTED = {
    "colonnade-drawdown": drawdowns, "colonnade-slippage-p99": slippage, "colonnade-fees": fees,
    "colonnade-silence": silence}


def test_silence_is_noticed(seeded):
    """With no trade at all in the range the rule's number is far above its threshold."""
    server, _, end = seeded
    rule = next(rule for _, rule in rules() if rule["uid"] == "colonnade-silence")
    begin, now = end + 86_400, end + 2 * 86_400
    sql = Backend(begin * 1000, now * 1000, 60_000).expand(rule["data"][0]["model"]["rawSql"])
    assert int(server.query(sql, database="agent_analytics")) > 15


def compose():
    return yaml.safe_load((ROOT / "compose/docker-compose.yml").read_text())


def test_compose_follows_the_specification():
    schema = json.loads((ROOT / "Tests/Clients/data/compose-spec.json").read_text())
    assert not [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(compose())]


def test_compose_finds_what_it_names():
    example = (ROOT / "compose/.env.example").read_text()
    defined = set(re.findall(r"^(\w+)=", example, re.M))
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "compose/docker-compose.yml").read_text()))
    assert used == defined
    services = compose()["services"]
    assert services["kafka"]["profiles"] == ["kafka"] and services["feed"]["profiles"] == ["demo"]
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose()["volumes"] or (ROOT / "compose" / source).resolve().exists()
        assert "image" in service and not service["image"].endswith(":latest")
    mounted = {volume.split(":")[1] for volume in services["grafana"]["volumes"]}
    assert load("dashboards/colonnade.yaml")["providers"][0]["options"]["path"] in mounted
    # What provisioning takes from Grafana's environment is in it.
    text = "".join(path.read_text() for path in FOLDER.glob("[!e]*/*.yaml") if path.name != "rules.yaml")
    wanted = set(re.findall(r"\$(\w+)", re.sub(r"^#.*$", "", text, flags=re.M)))
    assert wanted <= set(services["grafana"]["environment"])


def test_the_demo_feeds_trades(seeded):
    """The container's statement, by hand."""
    server, _, _ = seeded
    before = int(server.query("SELECT count() FROM agent_trades", database="agent_analytics"))
    sql = (ROOT / "compose/demo/trades.sql").read_text()
    server.query(sql, database="agent_analytics", param_rows=500, param_span=60)
    after = server.query(
        "SELECT count(), countIf(timestamp > now() - 90), countIf(price <= 0 OR notional_usd <= 0) FROM agent_trades",
        database="agent_analytics")
    assert after == f"{before + 500}\t500\t0\n".encode() or int(after.split()[1]) >= 500
