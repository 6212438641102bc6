"""Collects what a run measured and writes it as a page of Markdown."""

import math
import pathlib
import sys


def milliseconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:.1f}"


def ratio(mine: float | None, other: float | None) -> str:
    return "" if mine is None or other is None else f"{mine / other:.2f}"


def geometric_mean(values: list[float]) -> float | None:
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


class Report:
    def __init__(self, rows: int, rounds: int):
        self.rows = rows
        self.rounds = rounds
        self.versions: dict[str, str] = {}
        self.skipped: list[str] = []
        self.load: dict[str, float] = {}
        self.load_size = 0
        self.disk: dict[str, int] = {}
        self.peak: dict[str, int] = {}
        self.ready_seconds = 0.0
        self.idle_bytes = 0
        self.requests_per_second: float | None = None
        self.queries: list[tuple[str, bool, dict[str, float], dict[str, float], str | None]] = []

    def add(
        self, name: str, is_seed: bool, first: dict[str, float], medians: dict[str, float], problem: str | None):
        self.queries.append((name, is_seed, first, medians, problem))
        mine, chdb, duckdb = (medians.get(engine) for engine in ("Colonnade", "chdb", "DuckDB"))
        print(
            f"{name:40} first {milliseconds(first.get('Colonnade')):>9} {milliseconds(first.get('chdb')):>9}  then "
            f"{milliseconds(mine):>9} {milliseconds(chdb):>9} {milliseconds(duckdb):>9}  "
            f"{ratio(mine, chdb):>6} {ratio(mine, duckdb):>6}  {problem or 'same answer'}", file=sys.stderr)

    @property
    def wrong(self) -> list[str]:
        return [name for name, _, _, _, problem in self.queries if problem not in (None, "no peer")]

    def _mean(self, peer: str, only_seed: bool) -> str:
        values = [
            medians["Colonnade"] / medians[peer] for _, is_seed, _, medians, _ in self.queries
            if peer in medians and "Colonnade" in medians and (is_seed or not only_seed)
        ]
        mean = geometric_mean(values)
        return "" if mean is None else f"{mean:.2f}"

    def markdown(self, cores: int | None, date: str) -> str:
        lines = [
            "# Benchmarks", "",
            f"{self.rows:,} trades, {date}, {cores} × {processor()}. "
            + ", ".join(f"{name} {version}" for name, version in self.versions.items()) + ". Colonnade is a server and is "
            "asked over HTTP; the peers run inside the measuring process's child, without a socket. Times are medians of "
            f"{self.rounds} rounds in milliseconds; the engines take turns within a round. Repeat it with", "",
            "```sh", f"pip install chdb==4.4.0 duckdb pyarrow && make bench ROWS={self.rows}", "```", "",
            "| query | Colonnade, first run | ClickHouse, first run | Colonnade | ClickHouse | DuckDB | of ClickHouse | "
            "of DuckDB | answer |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
        ]
        for name, is_seed, first, medians, problem in self.queries:
            mine, chdb, duckdb = (medians.get(engine) for engine in ("Colonnade", "chdb", "DuckDB"))
            verdict = {None: "same", "no peer": ""}.get(problem, "differs")
            lines.append(
                f"| {'**' + name + '**' if is_seed else name} | {milliseconds(first.get('Colonnade'))} | "
                f"{milliseconds(first.get('chdb'))} | {milliseconds(mine)} | {milliseconds(chdb)} | "
                f"{milliseconds(duckdb)} | {ratio(mine, chdb)} | {ratio(mine, duckdb)} | {verdict} |")
        for title, only_seed in (("geometric mean, the seed's queries (bold)", True), ("geometric mean, all", False)):
            lines.append(
                f"| {title} | | | | | | {self._mean('chdb', only_seed)} | {self._mean('DuckDB', only_seed)} | |")
        lines += ["", "| | Colonnade | ClickHouse | DuckDB |", "| --- | ---: | ---: | ---: |"]
        row = lambda title, values, shape: lines.append(  # noqa: E731
            f"| {title} | " + " | ".join(
                shape(values[engine]) if engine in values else "" for engine in ("Colonnade", "chdb", "DuckDB")) + " |")
        row("load, seconds", self.load, lambda value: f"{value:.2f}")
        row("load, rows per second", self.load, lambda value: f"{self.rows / value:,.0f}")
        row("bytes per row on disk", self.disk, lambda value: f"{value / self.rows:.1f}")
        row("peak memory, MiB", self.peak, lambda value: f"{value / 2**20:,.0f}")
        lines += [
            "", "The load of Colonnade and ClickHouse is one Native file with the seed's skip indexes and three materialised "
            "views; DuckDB's is a Parquet file without those, with times cut to microseconds and without `trade_id` and "
            "`extra`.", "",
            f"Ready {self.ready_seconds * 1000:.0f} ms after the start over an empty directory; "
            f"{self.idle_bytes / 2**20:.0f} MiB resident then."
            + (f" `SELECT 1`: {self.requests_per_second:,.0f} requests per second over 32 connections."
               if self.requests_per_second else ""), "",
        ]
        return "\n".join(lines)
