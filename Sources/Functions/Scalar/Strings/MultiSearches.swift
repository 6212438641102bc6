import Columns

enum MultiSearchAny: MultiSearchFunction {
    static let name = "multiSearchAny"
    static let resultType = DataType.uint8
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "1 if one of the texts is in the string.", example: "multiSearchAny('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { any(positions, rowCount: rowCount) }
}

enum MultiSearchAnyCaseInsensitive: MultiSearchFunction {
    static let name = "multiSearchAnyCaseInsensitive"
    static let resultType = DataType.uint8
    static let comparison = LetterComparison.asciiCaseless
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "1 if one of the texts is in the string, in any case.",
        example: "multiSearchAnyCaseInsensitive('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { any(positions, rowCount: rowCount) }
}

enum MultiSearchAnyUTF8: MultiSearchFunction {
    static let name = "multiSearchAnyUTF8"
    static let resultType = DataType.uint8
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "1 if one of the texts is in the string.", example: "multiSearchAnyUTF8('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { any(positions, rowCount: rowCount) }
}

enum MultiSearchAnyCaseInsensitiveUTF8: MultiSearchFunction {
    static let name = "multiSearchAnyCaseInsensitiveUTF8"
    static let resultType = DataType.uint8
    static let comparison = LetterComparison.unicodeCaseless
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "1 if one of the texts is in the string, in any case.",
        example: "multiSearchAnyCaseInsensitiveUTF8('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { any(positions, rowCount: rowCount) }
}

enum MultiSearchFirstIndex: MultiSearchFunction {
    static let name = "multiSearchFirstIndex"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The number from 1 of the first text of the list that is in the string, 0 for none.",
        example: "multiSearchFirstIndex('abc', ['z', 'a'])",
        "2")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { firstIndex(positions, rowCount: rowCount) }
}

enum MultiSearchFirstIndexCaseInsensitive: MultiSearchFunction {
    static let name = "multiSearchFirstIndexCaseInsensitive"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.asciiCaseless
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The number from 1 of the first text of the list that is in the string, 0 for none, in any case.",
        example: "multiSearchFirstIndexCaseInsensitive('abc', ['z', 'a'])",
        "2")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { firstIndex(positions, rowCount: rowCount) }
}

enum MultiSearchFirstIndexUTF8: MultiSearchFunction {
    static let name = "multiSearchFirstIndexUTF8"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The number from 1 of the first text of the list that is in the string, 0 for none.",
        example: "multiSearchFirstIndexUTF8('abc', ['z', 'a'])",
        "2")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { firstIndex(positions, rowCount: rowCount) }
}

enum MultiSearchFirstIndexCaseInsensitiveUTF8: MultiSearchFunction {
    static let name = "multiSearchFirstIndexCaseInsensitiveUTF8"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.unicodeCaseless
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The number from 1 of the first text of the list that is in the string, 0 for none, in any case.",
        example: "multiSearchFirstIndexCaseInsensitiveUTF8('abc', ['z', 'a'])",
        "2")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column { firstIndex(positions, rowCount: rowCount) }
}

enum MultiSearchFirstPosition: MultiSearchFunction {
    static let name = "multiSearchFirstPosition"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The leftmost position of any of the texts, 0 for none.",
        example: "multiSearchFirstPosition('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        firstPosition(positions, rowCount: rowCount)
    }
}

enum MultiSearchFirstPositionCaseInsensitive: MultiSearchFunction {
    static let name = "multiSearchFirstPositionCaseInsensitive"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.asciiCaseless
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The leftmost position of any of the texts, 0 for none, in any case.",
        example: "multiSearchFirstPositionCaseInsensitive('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        firstPosition(positions, rowCount: rowCount)
    }
}

enum MultiSearchFirstPositionUTF8: MultiSearchFunction {
    static let name = "multiSearchFirstPositionUTF8"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.exact
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The leftmost position of any of the texts, 0 for none.",
        example: "multiSearchFirstPositionUTF8('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        firstPosition(positions, rowCount: rowCount)
    }
}

enum MultiSearchFirstPositionCaseInsensitiveUTF8: MultiSearchFunction {
    static let name = "multiSearchFirstPositionCaseInsensitiveUTF8"
    static let resultType = DataType.uint64
    static let comparison = LetterComparison.unicodeCaseless
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The leftmost position of any of the texts, 0 for none, in any case.",
        example: "multiSearchFirstPositionCaseInsensitiveUTF8('abc', ['z', 'a'])",
        "1")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        firstPosition(positions, rowCount: rowCount)
    }
}

enum MultiSearchAllPositions: MultiSearchFunction {
    static let name = "multiSearchAllPositions"
    static let resultType = DataType.array(.uint64)
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The position of each text, 0 for none.", example: "multiSearchAllPositions('abc', ['z', 'a'])",
        "[0,1]")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        allPositions(positions, rowCount: rowCount)
    }
}

enum MultiSearchAllPositionsCaseInsensitive: MultiSearchFunction {
    static let name = "multiSearchAllPositionsCaseInsensitive"
    static let resultType = DataType.array(.uint64)
    static let comparison = LetterComparison.asciiCaseless
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The position of each text, 0 for none, in any case.",
        example: "multiSearchAllPositionsCaseInsensitive('abc', ['z', 'a'])",
        "[0,1]")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        allPositions(positions, rowCount: rowCount)
    }
}

enum MultiSearchAllPositionsUTF8: MultiSearchFunction {
    static let name = "multiSearchAllPositionsUTF8"
    static let resultType = DataType.array(.uint64)
    static let comparison = LetterComparison.exact
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The position of each text, 0 for none.", example: "multiSearchAllPositionsUTF8('abc', ['z', 'a'])",
        "[0,1]")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        allPositions(positions, rowCount: rowCount)
    }
}

enum MultiSearchAllPositionsCaseInsensitiveUTF8: MultiSearchFunction {
    static let name = "multiSearchAllPositionsCaseInsensitiveUTF8"
    static let resultType = DataType.array(.uint64)
    static let comparison = LetterComparison.unicodeCaseless
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The position of each text, 0 for none, in any case.",
        example: "multiSearchAllPositionsCaseInsensitiveUTF8('abc', ['z', 'a'])",
        "[0,1]")

    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column {
        allPositions(positions, rowCount: rowCount)
    }
}
