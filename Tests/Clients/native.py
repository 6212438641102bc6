"""Reads answers in the format Native at revision 54460, as Grafana's driver does: names, types and values of columns."""

import datetime
import re
import struct

NUMBERS = {
    "UInt8": "B", "UInt16": "H", "UInt32": "I", "UInt64": "Q", "Int8": "b", "Int16": "h", "Int32": "i", "Int64": "q",
    "Float32": "f", "Float64": "d", "Bool": "?", "Date": "H", "Date32": "i", "DateTime": "I", "DateTime64": "q",
    "Enum8": "b", "Enum16": "h",
}


class NativeReader:
    def __init__(self, data: bytes):
        self.data = data
        self.position = 0

    def take(self, size: int) -> bytes:
        piece = self.data[self.position:self.position + size]
        assert len(piece) == size, "the answer is cut short"
        self.position += size
        return piece

    def varuint(self) -> int:
        result = shift = 0
        while True:
            byte = self.take(1)[0]
            result |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return result

    def text(self) -> str:
        return self.take(self.varuint()).decode()

    def numbers(self, code: str, count: int) -> list:
        return list(struct.unpack(f"<{count}{code}", self.take(struct.calcsize("<" + code) * count)))

    def values(self, kind: str, rows: int) -> list:
        if kind.startswith("Nullable("):
            nulls = self.numbers("B", rows)
            return [None if null else value for null, value in zip(nulls, self.values(kind[9:-1], rows))]
        if kind.startswith("LowCardinality("):
            return self.dictionary(kind[15:-1], rows)
        if kind == "String":
            return [self.text() for _ in range(rows)]
        name = kind.split("(")[0]
        assert name in NUMBERS, f"this reader does not know {kind}"
        raw = self.numbers(NUMBERS[name], rows)
        if name.startswith("Enum"):
            words = {int(number): word for word, number in re.findall(r"'((?:[^'\\]|\\.)*)' = (-?\d+)", kind)}
            return [words[value] for value in raw]
        if name == "DateTime":
            return [datetime.datetime.fromtimestamp(value, datetime.timezone.utc) for value in raw]
        if name == "Date":
            return [datetime.date(1970, 1, 1) + datetime.timedelta(days=value) for value in raw]
        return raw

    def dictionary(self, kind: str, rows: int) -> list:
        if rows == 0:
            return []
        assert struct.unpack("<Q", self.take(8))[0] == 1
        flags, count = struct.unpack("<QQ", self.take(16))
        is_nullable = kind.startswith("Nullable(")
        keys = self.values(kind[9:-1] if is_nullable else kind, count)
        assert struct.unpack("<Q", self.take(8))[0] == rows
        indexes = self.numbers("BHIQ"[flags & 255], rows)
        if is_nullable:
            keys[0] = None
        return [keys[index] for index in indexes]

    def table(self) -> tuple[list[str], list[str], list[tuple]]:
        names: list[str] = []
        kinds: list[str] = []
        rows: list[tuple] = []
        while self.position < len(self.data):
            while field := self.varuint():
                self.take(1 if field == 1 else 4)
            columns, count = self.varuint(), self.varuint()
            names, kinds, blocks = [], [], []
            for _ in range(columns):
                names.append(self.text())
                kinds.append(self.text())
                if count:
                    assert self.take(1) == b"\0", "sparse columns are refused by the driver"
                    blocks.append(self.values(kinds[-1], count))
                elif self.position < len(self.data):
                    self.take(1)
            rows += zip(*blocks) if count else []
        return names, kinds, rows
