"""Writes the answers of golden files: asks ClickHouse (PyPI chdb==4.4.0, which is 26.9) for every query in them.

    python3 Tests/Differential/complete_goldens.py [--check] [file.test or folder ...]

Without arguments all files below `Tests/Golden` are done. `--check` writes nothing and tells what would change. The form
of the files is in `docs/testing.md`; an `error` without a code gets one, and what stands behind `---- Colonnade` (our own
answer under `differs`) is kept. Each file runs in a process of its own, in a database `golden` of its own.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

os.environ["TZ"] = "UTC"
GOLDEN = pathlib.Path(__file__).parent.parent / "Golden"
EMPTY = "(empty)"


def blocks(text):
    """The paragraphs of a file: lists of lines."""
    block = []
    for line in text.split("\n"):
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


class Oracle:
    """One ClickHouse, with nothing in it but an empty database."""

    def __init__(self, folder):
        import chdb.session

        self.session = chdb.session.Session(folder)
        self.range = (0, 0, 1000)
        self.ask("CREATE DATABASE IF NOT EXISTS golden ENGINE = Atomic")
        self.ask("USE golden")
        self.ask("SET session_timezone = 'UTC'")
        self.ask("SET implicit_select = 0, output_format_pretty_color = 0, max_threads = 2, max_execution_time = 20, allow_suspicious_low_cardinality_types = 0")

    def ask(self, sql, format_name="TabSeparated"):
        """The lines of the answer, or (code, NAME)."""
        try:
            data = self.session.query(self.expanded(sql), format_name).bytes()
        except RuntimeError as error:
            self.session.query("SELECT 1", "Null")  # what the failed query wrote would come before the next answer
            found = re.search(r"Code: (\d+)\. DB::Exception: .*\(([A-Z_0-9]+)\)", str(error), re.DOTALL)
            if not found:
                raise
            return int(found.group(1)), found.group(2)
        text = (data or b"").decode("utf-8", "surrogateescape")
        lines = text.split("\n")
        if lines and not lines[-1]:
            lines.pop()
        return [line or EMPTY for line in lines]


    def expanded(self, sql):
        """Without Grafana's macros: the few that golden files use, as Grafana's plugin writes them."""
        if "$__" not in sql:
            return sql
        start, end, interval = self.range
        for pattern, text in (
            (r"\$__(?:timeFilter|dateTimeFilter)\((\w+)\)", rf"(\1 >= toDateTime({start // 1000}) AND \1 <= toDateTime({end // 1000}))"),
            (r"\$__timeInterval\((\w+)\)", rf"toStartOfInterval(toDateTime(\1), INTERVAL {interval // 1000} second)"),
            (r"\$__interval_s", str(interval // 1000)),
            (r"\$__fromTime", f"toDateTime({start // 1000})"),
            (r"\$__toTime", f"toDateTime({end // 1000})"),
        ):
            sql = re.sub(pattern, text, sql)
        return sql


def complete(block, oracle, complaints):
    """The block with ClickHouse's answer."""
    start = next((i for i, line in enumerate(block) if not line.startswith("#")), None)
    if start is None:
        return block
    at = start
    if block[at].startswith("differs "):
        at += 1
    directive, rest = block[at], block[at + 1 :]
    own = rest.index("---- Colonnade") if "---- Colonnade" in rest else len(rest)
    ends = [i for i, line in enumerate(rest) if line.startswith("----")] + [len(rest)]
    sql = "\n".join(rest[: ends[0]])
    word = directive.split()[0]
    head = block[:at]
    if word in ("setting", "restart", "range"):
        if word == "setting":
            oracle.ask("SET " + directive[len("setting ") :])
        if word == "range":
            oracle.range = [int(number) for number in directive.split()[1:]]
        return block
    typed = directive.startswith("query typed")
    answer = oracle.ask(sql, "TabSeparatedWithNamesAndTypes" if typed else "TabSeparated")
    if word in ("query", "statement"):
        if isinstance(answer, tuple):
            complaints.append(f"{sql}\n    gives error {answer[0]} {answer[1]}")
            return head + [f"error {answer[0]} {answer[1]}"] + rest[: ends[0]] + rest[own:]
        if word == "statement":
            return block
        return head + [directive] + rest[: ends[0]] + ["----"] + answer + rest[own:]
    if word == "error":
        if not isinstance(answer, tuple):
            complaints.append(f"{sql}\n    is no error: {answer[:3]}")
            return head + ["query"] + rest[: ends[0]] + ["----"] + answer + rest[own:]
        return head + [f"error {answer[0]} {answer[1]}"] + rest
    raise SystemExit(f"unknown directive: {directive}")


def complete_file(path, check):
    before = path.read_text("utf-8", "surrogateescape")
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        oracle = Oracle(folder)
        done = [complete(block, oracle, complaints) for block in blocks(before)]
        oracle.session.close()
    after = "\n\n".join("\n".join(block) for block in done) + "\n"
    for complaint in complaints:
        print(f"{path.name}: {complaint}")
    if after != before:
        print(f"{path.name}: {'differs' if check else 'written'}")
        if not check:
            path.write_text(after, "utf-8", "surrogateescape")
    return 1 if check and after != before else 0


def main():
    arguments = sys.argv[1:]
    check = "--check" in arguments
    if "--one" in arguments:
        sys.exit(complete_file(pathlib.Path(arguments[-1]), check))
    places = [pathlib.Path(a) for a in arguments if not a.startswith("--")] or [GOLDEN]
    files = [f for p in places for f in ([p] if p.is_file() else sorted(p.rglob("*.test")))]
    failed = [
        f for f in files
        if subprocess.run([sys.executable, __file__, "--one"] + ["--check"] * check + [str(f)]).returncode
    ]
    if failed:
        print("failed: " + ", ".join(str(f) for f in failed))
        sys.exit(1)


if __name__ == "__main__":
    main()
