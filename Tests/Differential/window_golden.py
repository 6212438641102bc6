"""Writes `Tests/FunctionsTests/Data/Windows/windows.tsv`: ClickHouse's (PyPI chdb) answers of functions over windows.

    python3 Tests/Differential/window_golden.py

One line per case:

    call <TAB> direction <TAB> frame <TAB> key, arguments and result as hexadecimal RowBinaryWithNamesAndTypes

`frame` is `unit begin end`, with `up` and `uf` for UNBOUNDED, `c` for CURRENT ROW, `p2` for 2 PRECEDING, `f1` for
1 FOLLOWING; empty for none. The rows come in the window's order.
"""

import pathlib

import chdb.session

OUT = pathlib.Path(__file__).parent.parent / "FunctionsTests" / "Data" / "Windows"
SESSION = chdb.session.Session()
LINES = []

NUMBERS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 3, 3, 8, 3, 2, 7, 9, 5, 0, 2, 8, 8]
ROWS = [f"({i}, {i // 3}, {v}, {'NULL' if i % 5 == 3 else v}, {'nan' if i % 11 == 7 else v / 7}, 'v{v}')"
        for i, v in enumerate(NUMBERS)]
SOURCE = ("values('id Int32, tied UInt8, x UInt8, n Nullable(Int64), f Float64, s String', " + ", ".join(ROWS) + ")")

BOUNDS = {"up": "UNBOUNDED PRECEDING", "uf": "UNBOUNDED FOLLOWING", "c": "CURRENT ROW"}


def bound(text):
    if text in BOUNDS:
        return BOUNDS[text]
    return f"{text[1:]} {'PRECEDING' if text[0] == 'p' else 'FOLLOWING'}"


def case(call, arguments, key="id", descending=False, frame=""):
    over = f"ORDER BY {key}{' DESC' if descending else ''}"
    if frame:
        unit, begin, end = frame.split()
        over += f" {unit.upper()} BETWEEN {bound(begin)} AND {bound(end)}"
    columns = ", ".join([f"{key} AS k"] + [f"{a} AS a{i}" for i, a in enumerate(arguments)])
    name, _, parameters = call.partition("(")
    parameters = "(" + parameters if parameters else ""
    called = f"{name}{parameters}({', '.join(arguments)}) OVER ({over})"
    query = f"SELECT {columns}, {called} AS r FROM {SOURCE} ORDER BY id{' DESC' if descending else ''}"
    answer = SESSION.query(query, "RowBinaryWithNamesAndTypes").bytes()
    LINES.append(f"{call}\t{'desc' if descending else 'asc'}\t{frame}\t{answer.hex()}")


FRAMES = ["", "rows up c", "rows p2 c", "rows p1 f1", "rows c uf", "rows up uf", "rows f1 f3", "rows p3 p2",
          "range up c", "range p3 f2", "range c uf", "groups p1 f1", "rows up p2", "rows f2 uf"]


def main():
    aggregates = [("sum", ["x"]), ("sum", ["n"]), ("sum", ["f"]), ("count", []), ("count", ["n"]), ("avg", ["x"]),
                  ("avg", ["n"]), ("avg", ["f"]), ("min", ["x"]), ("max", ["x"]), ("min", ["f"]), ("max", ["f"]),
                  ("min", ["n"]), ("max", ["s"]), ("min", ["s"]), ("any", ["s"]), ("anyLast", ["n"]),
                  ("first_value", ["n"]), ("last_value", ["s"]), ("stddevPop", ["x"]), ("sumIf", ["x", "x > 4"]),
                  ("countIf", ["x > 4"]), ("avgIf", ["n", "x > 4"]), ("uniqExact", ["x"]), ("groupArray", ["x"]),
                  ("groupArray", ["n"]), ("argMax", ["s", "x"]), ("quantile(0.5)", ["x"]), ("quantileExact", ["x"])]
    for call, arguments in aggregates:
        for frame in FRAMES:
            for key, descending in (("id", False), ("id", True), ("tied", False)):
                if key == "tied" and (frame.startswith("rows") or call in ("any", "anyLast", "first_value", "argMax",
                                                                           "last_value", "groupArray")):
                    continue
                if call in ("argMax", "groupArray", "quantile(0.5)", "quantileExact", "uniqExact") and descending:
                    continue
                case(call, arguments, key, descending, frame)
    for call in ("rank", "dense_rank", "percent_rank", "cume_dist"):
        case(call, [], "tied")
        case(call, [], "id", True)
    case("row_number", [], "id")
    for buckets in ("1", "5", "36", "100"):
        case("ntile", [buckets], "id")
    for call in ("lag", "lead"):
        for arguments in (["x"], ["n", "2"], ["s", "3", "'none'"], ["x", "40"], ["f", "0"], ["x", "1", "x"]):
            case(call, arguments)
    for call in ("lagInFrame", "leadInFrame"):
        for frame in FRAMES:
            for arguments in (["x"], ["n", "2"], ["s", "1", "'none'"]):
                case(call, arguments, "id", False, frame)
    for frame in FRAMES:
        case("nth_value", ["x", "2"], "id", False, frame)
        case("nth_value", ["n", "1"], "id", False, frame)
    case("nonNegativeDerivative", ["x", "toDateTime(id * id)"])
    case("nonNegativeDerivative", ["f", "toDateTime64(id / 4, 3)", "INTERVAL 2 MINUTE"])
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "windows.tsv").write_text("\n".join(LINES) + "\n")
    print(len(LINES), "cases")


if __name__ == "__main__":
    main()
