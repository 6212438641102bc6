"""The page `/dashboard` in a headless Chromium: every panel of every dashboard drawn, its numbers, its links, its look."""

import html
import json
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import zlib

import pytest

import trades
from expectations import Expected, Range
from server import ROOT, Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DASHBOARDS = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "dashboards").glob("*.json"))}
HOSTILE = "<img src=x onerror=\"document.title='taken'\">"

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def seeded():
    with Server(arguments=["--trades"]) as server:
        rows, end = trades.make()
        stranger = trades.dataclasses.replace(rows[-1], agent=HOSTILE, pnl=1e6, status="filled")
        server.query(trades.insert([*rows, stranger]), database="agent_analytics")
        yield server, [*rows, stranger], end


def fetch(server, path: str) -> tuple[int, dict, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def page(server, profile, **address) -> str:
    """The document after the page has drawn itself."""
    url = f"http://127.0.0.1:{server.port}/dashboard?" + urllib.parse.urlencode(address, doseq=True)
    done = subprocess.run(
        [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,2000", f"--user-data-dir={profile}",
         "--virtual-time-budget=20000", "--dump-dom", url], capture_output=True, text=True, timeout=120)
    return done.stdout


def sections(document: str) -> dict[str, str]:
    pieces = re.findall(r"<section .*?</section>", document, re.S)
    return {html.unescape(re.search(r"<h2[^>]*><span>(.*?)</span>", piece).group(1)): piece for piece in pieces}


def test_the_page_is_one_file(seeded):
    server, _, _ = seeded
    status, headers, body = fetch(server, "/dashboard")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=UTF-8"
    text = body.decode()
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", text), "it must work offline"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert len(body) < 64_000


def test_its_dashboards_are_the_committed_ones(seeded):
    server, _, _ = seeded
    assert {one["uid"]: one for one in json.loads(fetch(server, "/dashboard/all.json")[2])} == DASHBOARDS
    for uid, dashboard in DASHBOARDS.items():
        assert json.loads(fetch(server, f"/dashboard/{uid}.json")[2]) == dashboard
    assert fetch(server, "/dashboard/nosuch.json")[0] == 404


@needs_chromium
@pytest.mark.parametrize("uid", DASHBOARDS)
def test_every_panel_is_drawn(seeded, tmp_path, uid):
    server, _, end = seeded
    address = {} if uid == "colonnade-health" else {"from": (end - 30 * 86_400) * 1000, "to": end * 1000}
    document = page(server, tmp_path, d=uid, refresh="off", **address)
    drawn = sections(document)
    assert list(drawn) == [panel["title"] for panel in DASHBOARDS[uid]["panels"]]
    for panel in DASHBOARDS[uid]["panels"]:
        piece = drawn[panel["title"]]
        assert 'data-state="done"' in piece, html.unescape(re.sub(r"<[^>]*>", " ", piece))[:500]
        if uid != "colonnade-health" and "system." not in panel["targets"][0]["rawSql"]:
            assert 'class="note"' not in piece, f"{panel['title']} is empty"
        if panel["type"] in ("timeseries", "state-timeline") and 'class="note"' not in piece:
            assert "<canvas" in piece
    assert "<title>taken</title>" not in document and "<img" not in document


@needs_chromium
def test_numbers_are_those_of_plain_python(seeded, tmp_path):
    """One agent chosen in the address: the page shows its numbers, and no other agent."""
    server, rows, end = seeded
    begin = end - 30 * 86_400
    own = [trade for trade in rows if trade.agent == "agent-3"]
    expected = Expected(own, Range(begin, end, 3600))
    document = page(
        server, tmp_path, d="colonnade-leaderboard", refresh="off", **{"from": begin * 1000, "to": end * 1000, "var-agent": "agent-3"})
    cells = re.findall(r"<td[^>]*>(.*?)</td>", sections(document)["Ranking"], re.S)
    shown = [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells]
    agent, strategy, net, sharpe, wins, count, *_ = expected.leaderboard_ranking()[0]
    assert shown[:2] == [agent, strategy] and len(shown) == 9
    assert shown[2].startswith("-") == (net < 0)
    assert shown[3] == f"{sharpe:,.2f}" and shown[4] == f"{wins:.1f}%"
    assert shown[5] == (f"{count:,}" if count < 1000 else f"{count / 1000:.1f} K")
    link = re.search(r'href="(\?d=colonnade-equity[^"]*)"', sections(document)["Ranking"]).group(1)
    assert "var-agent=agent-3" in link and f"from={begin * 1000}" in html.unescape(link)


@needs_chromium
def test_errors_are_shown(seeded, tmp_path):
    """A capital that is no number is quoted as text: the server says what is wrong, and so does the page."""
    server, _, _ = seeded
    document = page(server, tmp_path, d="colonnade-drawdown", refresh="off", **{"var-capital": "1); SELECT 1"})
    piece = sections(document)["Drawdown per agent"]
    assert 'data-state="failed"' in piece and "Code:" in piece


@needs_chromium
@pytest.mark.parametrize("look, ground", [("dark", (24, 27, 31)), ("light", (255, 255, 255))])
def test_look(seeded, tmp_path, look, ground):
    """The header's ground is the look's colour, seen in a screenshot."""
    server, _, _ = seeded
    picture = tmp_path / "page.png"
    subprocess.run(
        [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,300", f"--user-data-dir={tmp_path}/profile",
         "--virtual-time-budget=10000", f"--screenshot={picture}",
         f"http://127.0.0.1:{server.port}/dashboard?look={look}&refresh=off"], capture_output=True, timeout=120)
    assert first_pixel(picture.read_bytes()) == ground


def first_pixel(data: bytes) -> tuple[int, int, int]:
    """Of a PNG without interlacing; the filter of the first row does nothing to the first pixel but Paeth and Up of nothing."""
    position, packed = 8, b""
    while position < len(data):
        size = int.from_bytes(data[position:position + 4], "big")
        if data[position + 4:position + 8] == b"IDAT":
            packed += data[position + 8:position + 8 + size]
        position += size + 12
    row = zlib.decompress(packed)
    return row[1], row[2], row[3]
