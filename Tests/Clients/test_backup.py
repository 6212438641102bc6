"""BACKUP and RESTORE over HTTP: what comes back is what was there, whatever happened to the files meanwhile is noticed."""

import pathlib
import shutil
import signal
import threading
import urllib.error

import pytest

from server import Server

SUM = "SELECT count(), sum(cityHash64(*)) FROM {}"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(str(tmp_path_factory.mktemp("backup") / "data")) as server:
        for statement in (
            "CREATE DATABASE d",
            "CREATE TABLE d.t (k UInt32, at DateTime64(3, 'UTC'), v String, x LowCardinality(String), INDEX i x TYPE bloom_filter) "
            "ENGINE = MergeTree PARTITION BY k % 3 ORDER BY k SETTINGS min_bytes_for_wide_part = 10000",
            "CREATE MATERIALIZED VIEW d.m ENGINE = SummingMergeTree ORDER BY x AS SELECT x, count() AS c FROM d.t GROUP BY x",
            "CREATE TABLE d.target (x String, c UInt64) ENGINE = MergeTree ORDER BY x",
            "CREATE MATERIALIZED VIEW d.to TO d.target AS SELECT x, count() AS c FROM d.t GROUP BY x",
            "CREATE VIEW d.w AS SELECT max(k) AS largest FROM d.t",
            "CREATE TABLE d.memory (k UInt32, at DateTime('UTC'), n LowCardinality(Nullable(String))) ENGINE = Memory",
            "CREATE TABLE d.log (k UInt32) ENGINE = Log",
            "INSERT INTO d.t SELECT number, number, toString(number), 'a' || number % 5 FROM numbers(3000)",
            "INSERT INTO d.t SELECT number, number, toString(number), 'b' || number % 5 FROM numbers(5)",
            "INSERT INTO d.memory SELECT number, number, if(number % 2 = 0, NULL, 'x') FROM numbers(70000)",
            "INSERT INTO d.log SELECT number FROM numbers(100)",
            "ALTER TABLE d.t ADD COLUMN extra UInt8 DEFAULT k % 7",
            "ALTER TABLE d.t RENAME COLUMN v TO text",
            "ALTER TABLE d.t UPDATE text = 'changed' WHERE k < 10",
        ):
            server.query(statement)
        yield server


def directory(server: Server, name: str) -> pathlib.Path:
    return pathlib.Path(server.data) / "backups" / name


def code(server: Server, sql: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.query(sql)
    return int(caught.value.headers["X-ClickHouse-Exception-Code"])


def test_a_database_comes_back_under_another_name(server):
    assert server.query("BACKUP DATABASE d TO File('all')").endswith(b"\tBACKUP_CREATED\n")
    server.query("ALTER TABLE d.t DELETE WHERE 1 SETTINGS mutations_sync = 1")
    assert server.query("RESTORE DATABASE d AS e FROM File('all')").endswith(b"\tRESTORED\n")
    assert server.query("SELECT count(), sum(k), countIf(text = 'changed'), sum(extra) FROM e.t") == (
        server.query("SELECT count(), sum(n), countIf(n < 10), sum(n % 7) FROM "
                     "(SELECT number AS n FROM numbers(3000) UNION ALL SELECT number FROM numbers(5))"))
    assert server.query("SELECT sum(c) FROM e.m") == b"3005\n"
    assert server.query("SELECT sum(c) FROM e.target") == b"3005\n"
    for table in ("memory", "log"):
        assert server.query(SUM.format(f"e.{table}")) == server.query(SUM.format(f"d.{table}"))
    assert server.query("SELECT largest FROM e.w") == b"2999\n"
    # The views of the copy are fed by the copy's table, and by nothing else.
    server.query("INSERT INTO e.t (k, x) VALUES (9000, 'new')")
    assert server.query("SELECT sum(c) FROM e.m") == server.query("SELECT sum(c) FROM e.target") == b"3006\n"
    assert server.query("SELECT largest FROM e.w") == b"9000\n"
    server.query("RESTORE TABLE d.t FROM File('all')")
    assert server.query("SELECT count(), sum(k) FROM d.t") == server.query("SELECT count(), sum(k) FROM e.t WHERE k < 9000")


def test_a_column_that_was_dropped_and_made_again_stays_empty(server):
    """Parts of a restored table are as its definition says: later ALTERs apply to them."""
    server.query("CREATE TABLE a (k UInt8, v String) ENGINE = MergeTree ORDER BY k")
    server.query("INSERT INTO a VALUES (1, 'old')")
    for number in range(3):
        server.query(f"ALTER TABLE a ADD COLUMN c{number} UInt8")
    server.query("INSERT INTO a VALUES (2, 'old', 0, 0, 0)")
    server.query("BACKUP TABLE a TO File('a')")
    server.query("RESTORE TABLE a AS b FROM File('a')")
    server.query("ALTER TABLE b DROP COLUMN v")
    server.query("ALTER TABLE b ADD COLUMN v String DEFAULT 'new'")
    assert server.query("SELECT groupArray(v) FROM b") == b"['new','new']\n"


def test_partitions_and_settings(server):
    server.query("CREATE TABLE p (k UInt32) ENGINE = MergeTree PARTITION BY k % 3 ORDER BY k")
    server.query("INSERT INTO p SELECT number FROM numbers(30)")
    server.query("BACKUP TABLE p TO Disk('backups', 'some/p')")
    server.query("RESTORE TABLE p AS p1 PARTITION 1 FROM Disk('backups', 'some/p')")
    assert server.query("SELECT count(), min(k) FROM p1") == b"10\t1\n"
    assert code(server, "RESTORE TABLE p FROM Disk('backups', 'some/p')") == 608
    server.query("RESTORE TABLE p FROM Disk('backups', 'some/p') SETTINGS allow_non_empty_tables = 1")
    assert server.query("SELECT count(), uniqExact(k) FROM p") == b"60\t30\n"
    server.query("RESTORE TABLE p AS p2 FROM Disk('backups', 'some/p') SETTINGS structure_only = 1")
    assert server.query("SELECT count() FROM p2") == b"0\n"
    server.query("BACKUP TABLE p PARTITIONS 0, 2 TO File('p02') SETTINGS id = 'some id'")
    assert server.query("SELECT status, error FROM system.backups WHERE id = 'some id'") == b"BACKUP_CREATED\t\n"
    server.query("RESTORE TABLE p AS p3 FROM File('p02')")
    assert server.query("SELECT groupUniqArray(k % 3) FROM p3") in (b"[0,2]\n", b"[2,0]\n")


def test_refusals(server):
    server.query("BACKUP TABLE d.log TO File('log')")
    assert code(server, "BACKUP TABLE d.log TO File('log')") == 598
    assert code(server, "RESTORE TABLE d.log FROM File('nothing')") == 599
    assert code(server, "RESTORE TABLE d.t FROM File('log')") == 605
    assert code(server, "BACKUP TABLE d.nothing TO File('nothing')") == 60
    assert code(server, "BACKUP TABLE d.log TO File('../log')") == 36
    assert code(server, "BACKUP TABLE d.log TO File('/tmp/log')") == 36
    assert code(server, "BACKUP TABLE d.log TO S3('http://127.0.0.1/b')") == 48
    assert code(server, "BACKUP TABLE d.log TO File('more') SETTINGS base_backup = File('log')") == 48
    assert not directory(server, "nothing").exists()


def test_damage_is_noticed_and_leaves_nothing_behind(server):
    server.query("CREATE TABLE h (k UInt32, v String) ENGINE = MergeTree ORDER BY k SETTINGS min_bytes_for_wide_part = 0")
    server.query("INSERT INTO h SELECT number, toString(number) FROM numbers(1000)")
    server.query("BACKUP TABLE h TO File('h')")
    whole = directory(server, "h")
    files = sorted(file.relative_to(whole) for file in whole.rglob("*") if file.is_file())
    assert len(files) > 10
    for file in files:
        for number, damage in enumerate((
            lambda data: data[:len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1:],
            lambda data: data[:len(data) // 2], lambda _: b"",
        )):
            broken = directory(server, "broken")
            shutil.rmtree(broken, ignore_errors=True)
            shutil.copytree(whole, broken)
            (broken / file).write_bytes(damage((whole / file).read_bytes()))
            try:
                server.query("RESTORE TABLE h AS h1 FROM File('broken')")
            except urllib.error.HTTPError as error:
                assert error.status < 600 and int(error.headers["X-ClickHouse-Exception-Code"]) in (599, 600, 601, 605, 62), file
                assert server.query("EXISTS TABLE h1") == b"0\n", file
            else:
                # A bit of the list's time or name may differ without harm; rows may not.
                assert file.name == ".backup" and number == 0
                assert server.query(SUM.format("h1")) == server.query(SUM.format("h"))
                server.query("DROP TABLE h1")


def test_tables_and_views_agree_in_a_backup_made_during_inserts(server):
    server.query("CREATE TABLE busy (k UInt32) ENGINE = MergeTree ORDER BY k")
    server.query("CREATE MATERIALIZED VIEW busy_count ENGINE = SummingMergeTree ORDER BY one AS SELECT 1 AS one, count() AS c FROM busy GROUP BY one")
    done = threading.Event()

    def write():
        while not done.is_set():
            server.query("INSERT INTO busy SELECT number FROM numbers(7)", async_insert=0)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(5):
            server.query(f"BACKUP TABLE busy, TABLE busy_count TO File('busy{number}')")
    finally:
        done.set()
        for writer in writers:
            writer.join()
    for number in range(5):
        server.query(f"RESTORE TABLE busy AS busy{number}, TABLE busy_count AS busy_count{number} FROM File('busy{number}')")
        assert server.query(f"SELECT count() FROM busy{number}") == server.query(f"SELECT sum(c) FROM busy_count{number}")


def test_a_killed_backup_is_none(tmp_path):
    server = Server(str(tmp_path / "data"))
    server.start()
    server.query("CREATE TABLE t (k UInt64, v String) ENGINE = MergeTree ORDER BY k")
    server.query("INSERT INTO t SELECT number, randomPrintableASCII(100) FROM numbers(200000)")
    before = server.query(SUM.format("t"))
    server.query("BACKUP TABLE t TO File('b') ASYNC")
    server.stop(signal.SIGKILL)
    with server:
        assert server.query(SUM.format("t")) == before
        if not (tmp_path / "data/backups/b/.backup").exists():
            assert code(server, "RESTORE TABLE t AS u FROM File('b')") == 599
            server.query("BACKUP TABLE t TO File('b')")
        server.query("RESTORE TABLE t AS u FROM File('b')")
        assert server.query(SUM.format("u")) == before
