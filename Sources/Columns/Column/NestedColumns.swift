/// The strings of one block, end to end: row `i` is `bytes[ends[i - 1]..<ends[i]]`, with `ends[-1] = 0`.
///
/// - Invariant: `ends` never decreases, and `ends.last == bytes.count` (an empty column has no bytes).
package struct StringColumn: Sendable {
    package var ends: [Int]
    package var bytes: [UInt8]

    package init(ends: [Int] = [], bytes: [UInt8] = []) {
        self.ends = ends
        self.bytes = bytes
    }

    package init(_ strings: [String]) {
        self.init()
        for string in strings { append(string.utf8) }
    }

    @inlinable package var count: Int { ends.count }

    @inlinable package func range(of row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

    @inlinable package subscript(row: Int) -> ArraySlice<UInt8> { bytes[range(of: row)] }

    /// The bytes of `row` as text, for names and messages; broken UTF-8 is repaired.
    package func text(at row: Int) -> String { String(decoding: self[row], as: UTF8.self) }

    package mutating func append(_ value: some Collection<UInt8>) {
        bytes.append(contentsOf: value)
        ends.append(bytes.count)
    }
}

/// Strings of `size` bytes each, end to end; shorter values are padded with zero bytes.
package struct FixedStringColumn: Sendable {
    package let size: Int
    package var bytes: [UInt8]

    package init(size: Int, bytes: [UInt8] = []) {
        precondition(size > 0 && bytes.count.isMultiple(of: size), "bytes must be whole rows")
        self.size = size
        self.bytes = bytes
    }

    @inlinable package var count: Int { bytes.count / size }

    @inlinable package subscript(row: Int) -> ArraySlice<UInt8> { bytes[row * size..<(row + 1) * size] }
}

/// Arrays end to end: row `i` is the elements `ends[i - 1]..<ends[i]`, with `ends[-1] = 0`.
///
/// - Invariant: `ends` never decreases, and `ends.last == elements.count`.
package struct ArrayColumn: Sendable {
    package var ends: [Int]
    package var elements: Column

    package init(ends: [Int], elements: Column) {
        self.ends = ends
        self.elements = elements
    }

    @inlinable package var count: Int { ends.count }

    @inlinable package func range(of row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

/// Tuples: one column per element, all of `count` rows (an empty tuple has rows but no columns).
package struct TupleColumn: Sendable {
    package var elements: [Column]
    package let count: Int

    package init(elements: [Column], count: Int) {
        self.elements = elements
        self.count = count
    }
}

/// Values with a canonical 0/1 byte per row, 1 where the row is NULL; what stands in `values` there means nothing.
package struct NullableColumn: Sendable {
    package var nulls: [UInt8]
    package var values: Column

    package init(nulls: [UInt8], values: Column) {
        self.nulls = nulls
        self.values = values
    }

    @inlinable package var count: Int { nulls.count }
}

/// Codes into a dictionary of distinct values.
///
/// - Invariant: every code is below `dictionary.count`. Where `isNullable`, code 0 is NULL; `dictionary` itself is
///   never a `.nullable` column.
package struct LowCardinalityColumn: Sendable {
    package var dictionary: Column
    package var codes: [UInt32]
    package let isNullable: Bool

    package init(dictionary: Column, codes: [UInt32], isNullable: Bool) {
        self.dictionary = dictionary
        self.codes = codes
        self.isNullable = isNullable
    }

    @inlinable package var count: Int { codes.count }
}

/// The single row of `value`, `count` times.
package struct ConstantColumn: Sendable {
    package let value: Column
    package let count: Int

    package init(_ value: Column, count: Int) {
        self.value = value
        self.count = count
    }
}
