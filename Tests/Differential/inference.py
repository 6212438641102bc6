"""Asks ClickHouse what columns it sees in data without a structure, as a vector file.

pip install chdb==4.4.0; python3 Tests/Differential/inference.py > Tests/EngineTests/Data/inference-vectors.json
"""

import json

import chdb

VALUES = [
    "1", "-1", "1.5", "1e3", "18446744073709551615", "9223372036854775808", "123456789012345678901234567890", '"a"',
    '"2020-01-01"', '"2020-01-01 10:00:00"', '"2020-01-01T10:00:00Z"', '"2020-01-01 10:00:00.123"', '"12"', '"1.5"', '"true"',
    "true", "null", "[1,2]", "[]", "[1,null]", "[1,1.5]", "[[1],[]]", "[true,1]", '{"x":1,"y":"a"}', '{"x":{"z":[1]}}',
    '[{"a":1},{"b":2}]', "{}", "[null]", '["2020-01-01","a"]', '["2020-01-01","2020-01-01 10:00:00"]', '"20200101"',
    '"10:00:00"', '{"x":[1,null]}',
]
CASES = [("JSONEachRow", '{"a":' + value + "}") for value in VALUES] + [("JSONEachRow", text) for text in [
    '{"a":1}\n{"a":1.5}', '{"a":1}\n{"a":"x"}', '{"a":1}\n{"b":2}', '{"a":null}\n{"a":2}', '{"a":[]}\n{"a":[1]}',
    '{"a":{"x":1}}\n{"a":{"y":2}}', '{"a":"2020-01-01"}\n{"a":"x"}', '{"a":true}\n{"a":1}',
    '{"a":"2020-01-01"}\n{"a":"2020-01-01 10:00:00"}', '{"a":[1]}\n{"a":["x"]}', '{"a":1}\n{"a":18446744073709551615}',
    '{"a":true}\n{"a":"x"}', '[{"a":1},{"a":2}]', '{"a":1}\n{"a":[1]}', "",
]] + [("CSV", text) for text in [
    '1,"a",2020-01-01\n2,"b",2020-01-02\n', "1.5,true,[1;2]\n", '"[1,2]","x"\n', "\\N,1\n", "1,\n2,x\n", "1\nx\n",
    "1,2\n3.5,4\n", "'a',b\n", "2020-01-01 10:00:00,2020-01-01 10:00:00.5,1e5\n", "\"(1,'a')\",1\n", "\"{'a':1}\",1\n",
    "\"['x','y']\",1\n", "12:00:00,0x10\n", "true,false\n", '"1","2020-01-01"\n', "18446744073709551615,-1\n", "x,y\n1,a\n",
    "x,y\nz,a\n", "x,y\nUInt8,String\n1,a\n",
]] + [("TSV", text) for text in [
    "1\ta\t2020-01-01\n", "1.5\ttrue\t[1,2]\n", "\\N\t1\n", "['a']\t(1,2)\n", "2020-01-01 10:00:00\t1\n", "\t1\n",
    "2020-01-01 10:00:00.5\t-5\n", "x\ty\n1\t2\n",
]] + [
    ("CSVWithNames", "x,y\n1,a\n"), ("CSVWithNamesAndTypes", "x,y\nUInt8,String\n1,a\n"), ("TSVWithNames", "x\ty\n1\ta\n"),
    ("TSVWithNamesAndTypes", "x\ty\nUInt8\tString\n1\ta\n"), ("TSVRaw", "1\ta\n"), ("TSKV", "a=1\tb=x\n"),
    ("LineAsString", "a\nb"), ("RawBLOB", "a\nb"), ("JSONAsString", '{"a":1}'), ("JSONCompactEachRow", '[1,"a",null]\n[2,"b",1.5]'),
    ("JSONCompactEachRowWithNames", '["x","y"]\n[1,"a"]'),
    ("JSONCompactEachRowWithNamesAndTypes", '["x","y"]\n["UInt8","String"]\n[1,"a"]'),
    ("JSON", '{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1}]}'),
    ("JSONCompact", '{"meta":[{"name":"a","type":"UInt8"}],"data":[[1]]}'),
    ("JSONObjectEachRow", '{"r1":{"a":1},"r2":{"a":2,"b":"x"}}'), ("JSONStringsEachRow", '{"a":"1","b":"x"}'),
    ("JSONCompactStringsEachRow", '["1","x"]'), ("RowBinary", "a"),
]


def main():
    vectors = []
    for kind, text in CASES:
        call = f"format({kind}, unhex('{text.encode().hex()}'))"
        vector = {"format": kind, "text": text}
        try:
            vector["columns"] = chdb.query(
                f"DESCRIBE {call} SETTINGS describe_compact_output = 1, print_pretty_type_names = 0", "TabSeparated").data()
            vector["rows"] = chdb.query(f"SELECT * FROM {call}", "TabSeparated").data()
        except Exception as error:
            vector["code"] = int(str(error).split("Code: ")[1].split(".")[0])
        vectors.append(vector)
    print(json.dumps(vectors, indent=0))


main()
