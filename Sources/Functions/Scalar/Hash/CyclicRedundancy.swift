import Columns

/// Tables of CRCs that take bits from the low end.
private func reflectedTable<Word: FixedWidthInteger & UnsignedInteger>(_ polynomial: Word) -> [Word] {
    (0..<256).map { byte in
        var word = Word(byte)
        for _ in 0..<8 { word = word & 1 == 1 ? (word &>> 1) ^ polynomial : word &>> 1 }
        return word
    }
}

private func reflected<Word: FixedWidthInteger & UnsignedInteger>(
    _ text: Span<UInt8>, _ table: [Word], start: Word
) -> Word {
    var word = start
    for index in text.indices {
        word = (word &>> 8) ^ table[Int(UInt8(truncatingIfNeeded: word) ^ text[index])]
    }
    return word
}

enum CRC32: StringMeasure {
    static let name = "CRC32"
    static let isCaseInsensitive = true
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "The CRC32 checksum that zlib computes.", example: "CRC32('ClickHouse')", "1538217360")
    private static let table = reflectedTable(0xEDB8_8320 as UInt32)

    static func measure(_ text: Span<UInt8>) -> UInt32 { ~reflected(text, table, start: ~0) }
}

enum CRC32IEEE: StringMeasure {
    static let name = "CRC32IEEE"
    static let isCaseInsensitive = true
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "The CRC32 checksum with the IEEE polynomial and start 0.", example: "CRC32IEEE('ClickHouse')", "3089448422")
    private static let table = reflectedTable(0xEDB8_8320 as UInt32)

    static func measure(_ text: Span<UInt8>) -> UInt32 { reflected(text, table, start: 0) }
}

enum CRC64: StringMeasure {
    static let name = "CRC64"
    static let isCaseInsensitive = true
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The CRC64 checksum with the ECMA polynomial.", example: "CRC64('ClickHouse')", "12126588151325169346")
    private static let table = reflectedTable(0xC96C_5795_D787_0F42 as UInt64)

    static func measure(_ text: Span<UInt8>) -> UInt64 { reflected(text, table, start: 0) }
}
