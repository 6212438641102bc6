"""Writes golden answers of aggregate functions: asks ClickHouse (PyPI chdb) for every case.

    python3 Tests/Differential/aggregate_golden.py [family ...]

The family `states` are the cases of `state-vectors.json`; the others are the files
`aggregates/<family>.py`, which call `case(call, type, "[value, ...]", ...)` with an array of values for each argument.
Each case becomes one line of `Tests/FunctionsTests/Data/Aggregates/<family>.tsv`:

    function <TAB> state type <TAB> SQL <TAB> arguments <TAB> result <TAB> state

`arguments` and `result` are hexadecimal RowBinaryWithNamesAndTypes, `state` the hexadecimal state; a refused case has
`error <code>` for a result and no state.
"""

import importlib.util
import json
import pathlib
import re
import sys

import chdb.session

HERE = pathlib.Path(__file__).parent
DATA = HERE.parent / "FunctionsTests" / "Data"
OUT = DATA / "Aggregates"
SESSION = chdb.session.Session()
LINES = []


def ask(query, form="RowBinaryWithNamesAndTypes"):
    """The bytes of the answer, or the error's code as an int."""
    try:
        return SESSION.query(query, form).bytes()
    except RuntimeError as error:
        # What a refused query left in the session's buffer would stand before the next answer.
        SESSION.query("SELECT 1", "TSV")
        found = re.search(r"Code: (\d+)\.", str(error))
        if not found:
            raise
        return int(found.group(1))


def case(call, *arguments):
    """`call` is `name` or `name(parameters)`; then a type and an array expression for each argument."""
    name, _, rest = call.partition("(")
    parameters = "(" + rest if rest else ""
    types, inputs = arguments[::2], arguments[1::2]
    names = [f"a{position}" for position in range(len(types))]
    if types:
        zipped = ", ".join(f"CAST({i}, {quoted(f'Array({t})')})" for t, i in zip(types, inputs))
        picked = ", ".join(f"tupleElement(x, {n + 1}) AS {name_}" for n, name_ in enumerate(names))
        source = f"(SELECT {picked} FROM (SELECT arrayJoin(arrayZip({zipped})) AS x))"
    else:
        source = f"numbers({inputs[0] if inputs else 0})"
    shown = ask(f"SELECT {', '.join(names) or 'number'} FROM {source}")
    if isinstance(shown, int):
        raise SystemExit(f"the arguments themselves are refused, {shown}: {source}")
    called = f"{parameters}({', '.join(names)})"
    result = ask(f"SELECT {name}{called} FROM {source}")
    readable = f"{name}{called} FROM {source}".replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    if isinstance(result, int):
        LINES.append(f"{name}\t{parameters}\t{readable}\t{shown.hex()}\terror {result}\t")
        return
    state = ask(f"SELECT toTypeName({name}State{called}), hex({name}State{called}) FROM {source}", "TSVRaw")
    state_type, state_hex = state.decode().rstrip("\n").split("\t")
    LINES.append(f"{name}\t{state_type}\t{readable}\t{shown.hex()}\t{result.hex()}\t{state_hex}")


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def states():
    for vector in json.loads((HERE / "state-vectors.json").read_text())["vectors"]:
        if not vector["arg_types"]:
            count = int(vector["input"][0].split()[0]) if vector["input"] else 0
            LINES.append(
                f"{vector['function']}\t{vector['type_name']}\t{vector['function']}() FROM numbers({count})\t"
                f"{ask(f'SELECT number FROM numbers({count})').hex()}\t"
                f"{ask(f'SELECT count() FROM numbers({count})').hex()}\t{vector['state_hex'].upper()}")
            continue
        if "rows" in " ".join(vector["input"]):
            continue
        flat = [part for pair in zip(vector["arg_types"], vector["input"]) for part in pair]
        case(vector["function"], *flat)


def main():
    wanted = sys.argv[1:] or ["states"] + sorted(p.stem for p in (HERE / "aggregates").glob("*.py"))
    OUT.mkdir(parents=True, exist_ok=True)
    for family in wanted:
        LINES.clear()
        if family == "states":
            states()
        else:
            spec = importlib.util.spec_from_file_location(family, HERE / "aggregates" / f"{family}.py")
            module = importlib.util.module_from_spec(spec)
            module.case = case
            spec.loader.exec_module(module)
        (OUT / f"{family}.tsv").write_text("\n".join(LINES) + "\n")
        print(f"{family}: {len(LINES)} cases, {sum(chr(9) + 'error ' in line for line in LINES)} of them refused")


if __name__ == "__main__":
    main()
