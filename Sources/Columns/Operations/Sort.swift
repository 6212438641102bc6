/// One column to sort by, and how.
package struct SortKey: Sendable {
    package let column: Column
    package let direction: SortDirection

    package init(_ column: Column, _ direction: SortDirection = .ascending) {
        self.column = column
        self.direction = direction
    }
}

/// The rows `0..<count` in the order of `keys`, stable; only the first `limit` where it is given.
///
/// Key by key: rows are sorted by the first key's order-preserving 64-bit codes, then each run of ties by the next.
package func sortedRows(by keys: [SortKey], count: Int, limit: Int? = nil) -> [UInt32] {
    var rows = (0..<UInt32(truncatingIfNeeded: count)).map { $0 }
    guard let first = keys.first, count > 1 else { return limit.map { Array(rows.prefix($0)) } ?? rows }
    var prepared = PreparedKey(first, isShared: false)
    if let limit, limit < count / 8 {
        rows = prepared.candidates(limit: limit, of: rows)
        if rows.count < count / 2 {
            let rest = keys.map { SortKey($0.column.gathering(rows), $0.direction) }
            return sortedRows(by: rest, count: rows.count, limit: limit).map { rows[Int($0)] }
        }
    }
    var ties = [0..<rows.count]
    for (position, key) in keys.enumerated() {
        if position > 0 { prepared = PreparedKey(key, isShared: false) }
        var next: [Range<Int>] = []
        for tie in ties {
            var tie = tie
            if let limit {
                // The runs of NULL and NaN come before those of values here, so a later one may still begin below.
                if tie.lowerBound >= limit { continue }
                if position > 0 { tie = prepared.candidates(limit: limit - tie.lowerBound, of: &rows, in: tie) }
            }
            prepared.sort(&rows, in: tie, ties: &next)
        }
        ties = next
        if ties.isEmpty { break }
    }
    return limit.map { Array(rows.prefix($0)) } ?? rows
}

/// Codes of a key's rows, smaller ones first, that may be compared with those of other columns of the type; equal codes
/// mean equal values where `areExact`. `nil` where there are none: for NULLs, NaNs, dictionaries and nested values.
package func sortCodes(of key: SortKey) -> (codes: [UInt64], areExact: Bool)? {
    if case .lowCardinality = key.column { return nil }
    return PreparedKey(key, isShared: true).comparableCodes
}

/// 1 for the rows that may come no later than a value of code `bound` (`sortCodes`); `nil` where codes cannot tell.
package func rowsNotBehind(_ bound: UInt64, by key: SortKey) -> [UInt8]? {
    let direction = key.direction
    let flip: UInt64 = direction.isDescending ? .max : 0
    switch key.column {
    case .uint8(let values): return codeMask(values, bound, flip) { UInt64($0) }
    case .uint16(let values): return codeMask(values, bound, flip) { UInt64($0) }
    case .uint32(let values): return codeMask(values, bound, flip) { UInt64($0) }
    case .uint64(let values): return codeMask(values, bound, flip) { $0 }
    case .int8(let values): return codeMask(values, bound, flip) { signedCode(Int64($0)) }
    case .int16(let values): return codeMask(values, bound, flip) { signedCode(Int64($0)) }
    case .int32(let values): return codeMask(values, bound, flip) { signedCode(Int64($0)) }
    case .int64(let values): return codeMask(values, bound, flip) { signedCode($0) }
    case .float64(let values):
        // Behind all values, or before them: what stands at neither end is kept for nothing.
        guard !direction.nullsFirst else { return nil }
        return codeMask(values, bound, flip) { floatCode($0) }
    case .float32(let values):
        guard !direction.nullsFirst else { return nil }
        return codeMask(values, bound, flip) { floatCode(Double($0)) }
    case .nullable(let nullable):
        guard var mask = rowsNotBehind(bound, by: SortKey(nullable.values, direction)) else { return nil }
        let nulls = nullable.nulls
        for row in mask.indices {
            mask[row] = direction.nullsFirst ? mask[row] | nulls[row] : mask[row] & (1 &- nulls[row])
        }
        return mask
    default:
        guard let codes = sortCodes(of: SortKey(key.column.materialised, direction))?.codes else { return nil }
        return codes.map { $0 <= bound ? 1 : 0 }
    }
}

/// The smallest and greatest code of `column` in ascending order; `nil` where a row has none.
package func codeBounds(of column: Column) -> (low: UInt64, high: UInt64)? {
    guard let codes = sortCodes(of: SortKey(column.materialised))?.codes, var low = codes.first else { return nil }
    var high = low
    for code in codes {
        low = min(low, code)
        high = max(high, code)
    }
    return (low, high)
}

@inline(__always)
private func codeMask<T>(_ values: [T], _ bound: UInt64, _ flip: UInt64, _ code: (T) -> UInt64) -> [UInt8] {
    var mask = [UInt8](repeating: 0, count: values.count)
    for row in values.indices { mask[row] = code(values[row]) ^ flip <= bound ? 1 : 0 }
    return mask
}

@inline(__always)
private func signedCode(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ (1 &<< 63) }

/// −0 and 0 are equal; negative patterns run backwards.
@inline(__always)
private func floatCode(_ value: Double) -> UInt64 {
    let pattern = (value + 0).bitPattern
    return pattern ^ (UInt64(bitPattern: Int64(bitPattern: pattern) &>> 63) | (1 &<< 63))
}

/// A key with a 64-bit code per row: smaller codes sort first, equal codes are ties (or not decided, if not exact).
private struct PreparedKey {
    private let codes: [UInt64]
    /// Equal codes mean equal values.
    private let isExact: Bool
    /// 0 for values, 1 for NaN, 2 for NULL; empty when there are only values.
    private let classes: [UInt8]
    private let column: Column
    private let direction: SortDirection

    /// `isShared`: codes may be compared with those of other columns.
    init(_ key: SortKey, isShared: Bool) {
        direction = key.direction
        var values = key.column.materialised
        var nulls: [UInt8] = []
        if case .lowCardinality(let low) = values {
            // The rank of each dictionary value stands for the value.
            let order = sortedRows(by: [SortKey(low.dictionary)], count: low.dictionary.count)
            var ranks = [UInt32](repeating: 0, count: low.dictionary.count)
            var rank: UInt32 = 0
            for (position, code) in order.enumerated() {
                if position > 0, low.dictionary.compare(Int(code), with: low.dictionary, Int(order[position - 1])) != 0
                {
                    rank &+= 1
                }
                ranks[Int(code)] = rank
            }
            values = .uint32(low.codes.map { ranks[Int($0)] })
            if low.isNullable { nulls = low.codes.map { $0 == 0 ? 1 : 0 } }
        } else if case .nullable(let nullable) = values {
            values = nullable.values
            nulls = nullable.nulls
        }
        column = values
        var visitor = SortCodes(nulls: nulls, isDescending: key.direction.isDescending)
        if case .string(let strings) = values {
            let skipped = isShared || !nulls.isEmpty ? 0 : commonPrefix(of: strings)
            codes = visitor.prefixes(of: strings, from: skipped)
            isExact = false
        } else if let fixed = visitor.run(on: values) {
            codes = fixed
            isExact = !visitor.isWide
        } else {
            codes = []
            isExact = false
        }
        classes = visitor.classes
    }

    var comparableCodes: (codes: [UInt64], areExact: Bool)? {
        classes.isEmpty && !codes.isEmpty ? (codes, isExact) : nil
    }

    /// The rows that can be among the first `limit`: those with a code up to the `limit`-th smallest.
    func candidates(limit: Int, of rows: [UInt32]) -> [UInt32] {
        guard limit > 0, classes.isEmpty, !codes.isEmpty else { return limit > 0 ? rows : [] }
        let threshold = selectSmallest(codes, position: limit - 1)
        return rows.filter { codes[Int($0)] <= threshold }
    }

    /// As above within `range` of rows that are equal so far: the candidates move to its beginning.
    func candidates(limit: Int, of rows: inout [UInt32], in range: Range<Int>) -> Range<Int> {
        guard limit > 0, limit < range.count / 8, classes.isEmpty, !codes.isEmpty else { return range }
        let threshold = selectSmallest(rows[range].map { codes[Int($0)] }, position: limit - 1)
        var end = range.lowerBound
        for place in range where codes[Int(rows[place])] <= threshold {
            rows[end] = rows[place]
            end += 1
        }
        return range.lowerBound..<end
    }

    /// Sorts one run of rows that are equal so far, and appends the runs that still are to `ties`.
    func sort(_ rows: inout [UInt32], in tie: Range<Int>, ties: inout [Range<Int>]) {
        var values = tie
        if !classes.isEmpty {
            let byClass = (0...2).map { wanted in rows[tie].filter { classes[Int($0)] == wanted } }
            let order = direction.nullsFirst ? [2, 1, 0] : [0, 1, 2]
            var start = tie.lowerBound
            for kind in order {
                let range = start..<start + byClass[kind].count
                rows.replaceSubrange(range, with: byClass[kind])
                if kind == 0 { values = range } else if range.count > 1 { ties.append(range) }
                start = range.upperBound
            }
        }
        guard values.count > 1 else { return }
        guard !codes.isEmpty else { return sortByComparing(&rows, in: values, ties: &ties) }
        var pairs = rows[values].map { CodedRow(code: codes[Int($0)], row: $0) }
        sortCodedRows(&pairs)
        for (offset, pair) in pairs.enumerated() { rows[values.lowerBound + offset] = pair.row }
        var start = 0
        while start < pairs.count {
            var end = start + 1
            while end < pairs.count, pairs[end].code == pairs[start].code { end += 1 }
            if end - start > 1 {
                let run = values.lowerBound + start..<values.lowerBound + end
                if isExact { ties.append(run) } else { sortByComparing(&rows, in: run, ties: &ties) }
            }
            start = end
        }
    }

    private func sortByComparing(_ rows: inout [UInt32], in range: Range<Int>, ties: inout [Range<Int>]) {
        let nullsFirst = direction.nullsFirst != direction.isDescending
        let sorted = rows[range].sorted { left, right in
            let order = column.compare(Int(left), with: column, Int(right), nullsFirst: nullsFirst)
            if order == 0 { return left < right }
            return direction.isDescending ? order > 0 : order < 0
        }
        rows.replaceSubrange(range, with: sorted)
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count,
                column.compare(Int(sorted[start]), with: column, Int(sorted[end]), nullsFirst: nullsFirst) == 0
            {
                end += 1
            }
            if end - start > 1 { ties.append(range.lowerBound + start..<range.lowerBound + end) }
            start = end
        }
    }
}

private struct CodedRow {
    var code: UInt64
    var row: UInt32
}

/// Stable by code: radix passes over the bytes that differ, or a comparison sort for short runs.
private func sortCodedRows(_ pairs: inout [CodedRow]) {
    var isSorted = true
    var differing: UInt64 = 0
    for index in 1..<pairs.count {
        differing |= pairs[index].code ^ pairs[0].code
        if pairs[index].code < pairs[index &- 1].code { isSorted = false }
    }
    if isSorted { return }
    if pairs.count < 256 {
        pairs.sort { $0.code == $1.code ? $0.row < $1.row : $0.code < $1.code }
        return
    }
    var source = pairs
    var target = pairs
    for shift in stride(from: UInt64(0), to: 64, by: 8) where (differing &>> shift) & 0xFF != 0 {
        var starts = [Int](repeating: 0, count: 257)
        for pair in source { starts[Int((pair.code &>> shift) & 0xFF) &+ 1] &+= 1 }
        for digit in 1..<257 { starts[digit] &+= starts[digit &- 1] }
        for pair in source {
            let digit = Int((pair.code &>> shift) & 0xFF)
            target[starts[digit]] = pair
            starts[digit] &+= 1
        }
        swap(&source, &target)
    }
    pairs = source
}

/// The value at `position` of the sorted `codes`, by quickselect.
private func selectSmallest(_ codes: [UInt64], position: Int) -> UInt64 {
    var pool = codes
    var wanted = position
    while true {
        let pivot = pool[pool.count / 2]
        let smaller = pool.filter { $0 < pivot }
        if wanted < smaller.count {
            pool = smaller
            continue
        }
        let equal = pool.count { $0 == pivot }
        if wanted < smaller.count + equal { return pivot }
        wanted -= smaller.count + equal
        pool = pool.filter { $0 > pivot }
    }
}

/// Order-preserving codes of fixed-width values; 128 and 256 bits give their upper 64.
private struct SortCodes: TotalFixedWidthVisitor {
    private let nulls: [UInt8]
    private let isDescending: Bool
    private(set) var isWide = false
    private(set) var classes: [UInt8]

    init(nulls: [UInt8], isDescending: Bool) {
        self.nulls = nulls
        self.isDescending = isDescending
        classes = nulls.contains(1) ? nulls.map { $0 &* 2 } : []
    }

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [UInt64] {
        var codes: [UInt64]
        switch values {
        case let floats as [Double]: codes = floatCodes(floats) { $0.bitPattern }
        case let floats as [Float]: codes = floatCodes(floats) { Double($0).bitPattern }
        case let wide as [Int128]:
            isWide = true
            codes = wide.map { UInt64(truncatingIfNeeded: $0 &>> 64) ^ (1 &<< 63) }
        case let wide as [UInt128]:
            isWide = true
            codes = wide.map { UInt64(truncatingIfNeeded: $0 &>> 64) }
        case let wide as [Int256]:
            isWide = true
            codes = wide.map { UInt64(truncatingIfNeeded: $0 >> 192) ^ (1 &<< 63) }
        case let wide as [UInt256]:
            isWide = true
            codes = wide.map { UInt64(truncatingIfNeeded: $0 >> 192) }
        default: codes = integerCodes(values)
        }
        if isDescending { for index in codes.indices { codes[index] = ~codes[index] } }
        return codes
    }

    private func integerCodes<T: FixedWidthValue>(_ values: [T]) -> [UInt64] {
        switch values {
        case let v as [UInt8]: v.map { UInt64($0) }
        case let v as [UInt16]: v.map { UInt64($0) }
        case let v as [UInt32]: v.map { UInt64($0) }
        case let v as [UInt64]: v
        case let v as [Int8]: v.map { UInt64(bitPattern: Int64($0)) ^ (1 &<< 63) }
        case let v as [Int16]: v.map { UInt64(bitPattern: Int64($0)) ^ (1 &<< 63) }
        case let v as [Int32]: v.map { UInt64(bitPattern: Int64($0)) ^ (1 &<< 63) }
        case let v as [Int64]: v.map { UInt64(bitPattern: $0) ^ (1 &<< 63) }
        default: preconditionFailure("all integer widths are listed")
        }
    }

    private mutating func floatCodes<T: BinaryFloatingPoint>(_ values: [T], _ bits: (T) -> UInt64) -> [UInt64] {
        var codes = [UInt64](repeating: 0, count: values.count)
        var hasNaN = false
        for index in values.indices {
            // −0 and 0 are equal; negative patterns run backwards.
            let pattern = values[index] == 0 ? 0 : bits(values[index])
            codes[index] = pattern >> 63 == 0 ? pattern | (1 &<< 63) : ~pattern
            hasNaN = hasNaN || values[index].isNaN
        }
        if hasNaN {
            if classes.isEmpty { classes = [UInt8](repeating: 0, count: values.count) }
            for index in values.indices where values[index].isNaN && classes[index] == 0 { classes[index] = 1 }
        }
        return codes
    }

    /// The first eight bytes of each string behind `skipped`, big-endian: what they decide is decided.
    func prefixes(of strings: StringColumn, from skipped: Int) -> [UInt64] {
        let flip: UInt64 = isDescending ? .max : 0
        var codes = [UInt64](repeating: 0, count: strings.count)
        let (bytes, ends) = (strings.bytes, strings.ends)
        var start = 0
        for row in codes.indices {
            let end = ends[row]
            let first = start &+ skipped
            let length = end &- first
            var code: UInt64 = 0
            if length > 0, first &+ 8 <= bytes.count {
                code = loadUInt64(bytes.span, at: first).byteSwapped
                if length < 8 { code &= UInt64.max &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length) }
            } else if length > 0 {
                var shift: UInt64 = 56
                for position in first..<end {
                    code |= UInt64(bytes[position]) &<< shift
                    shift &-= 8
                }
            }
            codes[row] = code ^ flip
            start = end
        }
        return codes
    }
}

/// How many bytes all strings begin with alike.
private func commonPrefix(of strings: StringColumn) -> Int {
    guard strings.count > 0 else { return 0 }
    let bytes = strings.bytes
    let first = strings.range(of: 0)
    var length = first.count
    for row in 1..<max(1, strings.count) {
        let range = strings.range(of: row)
        length = min(length, range.count)
        var place = 0
        while place < length, bytes[range.lowerBound &+ place] == bytes[first.lowerBound &+ place] { place &+= 1 }
        length = place
        if length == 0 { return 0 }
    }
    return length
}
