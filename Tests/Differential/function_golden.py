"""Writes golden answers of scalar functions: asks ClickHouse (PyPI chdb) for every case of `functions/<family>.py`.

    python3 Tests/Differential/function_golden.py [family ...]

A family file calls `case(name, *arguments)`; an argument is `col(type, value, ...)`, one SQL value per row, or
`const(expression)`. Each case becomes one line of `Tests/FunctionsTests/Data/Golden/<family>.tsv`:

    function <TAB> mask <TAB> SQL <TAB> answer

`mask` has a letter per argument, `c` for constant, `v` for a value per row. `answer` is `error <code> <bytes>` or
`rows <bytes>`; the bytes are hexadecimal RowBinaryWithNamesAndTypes: the arguments and, for `rows`, the result.
"""

import importlib.util
import pathlib
import re
import sys

import chdb.session

HERE = pathlib.Path(__file__).parent
OUT = HERE.parent / "FunctionsTests" / "Data" / "Golden"
SESSION = chdb.session.Session()
SESSION.query("SET allow_suspicious_low_cardinality_types = 1, session_timezone = 'UTC'", "Null")
LINES = []


def col(type_name, *values):
    return ("v", type_name, values)


def const(expression):
    return ("c", expression, ())


def ask(query):
    """The bytes of the answer, or the error's code as an int."""
    try:
        return SESSION.query(query, "RowBinaryWithNamesAndTypes").bytes()
    except (RuntimeError, UnicodeDecodeError) as error:
        text = error.object.decode("latin-1") if isinstance(error, UnicodeDecodeError) else str(error)
        found = re.search(r"Code: (\d+)\.", text)
        if not found:
            raise
        SESSION.query("SELECT 1", "Null")  # what the failed query wrote would come before the next answer
        return int(found.group(1))


def case(name, *arguments, settings=""):
    rows = max((len(a[2]) for a in arguments), default=1) or 1
    names, outer, inner = [], [], []
    for position, (kind, what, values) in enumerate(arguments):
        if kind == "c":
            names.append(what)
            outer.append(f"{what} AS k{position}")
        else:
            names.append(f"c{position}")
            outer.append(f"c{position}")
            inner.append((f"c{position} {what}", [values[row % len(values)] for row in range(rows)]))
    call = f"{name}({', '.join(names)})"
    source = ""
    if inner:
        structure = ", ".join(i[0] for i in inner).replace("\\", "\\\\").replace("'", "\\'")
        tuples = ", ".join("(" + ", ".join(i[1][row] for i in inner) + ")" for row in range(rows))
        source = f" FROM values('{structure}', {tuples})"
    answer = ask(f"SELECT {', '.join(outer + [call])}{source}{settings}")
    if isinstance(answer, int):
        shown = ask(f"SELECT {', '.join(outer) or '1'}{source}{settings}")
        if isinstance(shown, int):
            raise SystemExit(f"the arguments themselves are refused, {shown}: {outer}{source}")
        text = f"error {answer} {shown.hex()}"
    else:
        text = f"rows {answer.hex()}"
    mask = "".join(a[0] for a in arguments)
    readable = f"{call}{source}".replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    LINES.append(f"{name}\t{mask}\t{readable}\t{text}")


def main():
    wanted = sys.argv[1:] or sorted(p.stem for p in (HERE / "functions").glob("*.py"))
    OUT.mkdir(parents=True, exist_ok=True)
    for family in wanted:
        LINES.clear()
        spec = importlib.util.spec_from_file_location(family, HERE / "functions" / f"{family}.py")
        module = importlib.util.module_from_spec(spec)
        module.case, module.col, module.const = case, col, const
        spec.loader.exec_module(module)
        (OUT / f"{family}.tsv").write_text("\n".join(LINES) + "\n")
        errors = sum(" error " in line or "\terror " in line for line in LINES)
        print(f"{family}: {len(LINES)} cases, {errors} of them refused")


if __name__ == "__main__":
    main()
