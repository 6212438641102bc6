import Columns
import Errors

/// Which rows a cell takes.
enum CellRule: Sendable {
    /// The first row; the last row.
    case first, last
    /// The smallest; the greatest. NaN only where there is nothing else.
    case smallest, greatest
}

/// One optional value of one type per group, of any type: what `min`, `any`, `argMax` … keep.
///
/// | type | bytes of a cell |
/// |---|---|
/// | String | i32 length + 1 (-1: no value), the bytes, a zero byte |
/// | others | u8 has a value; if so its single-value form |
struct Cells: Sendable {
    let type: DataType
    private(set) var isFilled: [UInt8] = []
    private var words: [UInt64] = []
    private var bytes: [[UInt8]] = []
    private var values: [Value] = []
    private let layout: Layout

    private enum Layout: Sendable { case words(WordType), bytes, values }

    init(_ type: DataType) {
        self.type = type.storedValue
        if let word = WordType(type) {
            layout = .words(word)
        } else if type.physicalKind == .string || type.physicalKind == .fixedString {
            layout = .bytes
        } else {
            layout = .values
        }
    }

    var count: Int { isFilled.count }
    var byteCount: Int {
        isFilled.count + words.count * 8 + values.count * 24 + bytes.reduce(0) { $0 + $1.count + 24 }
    }

    mutating func grow(to count: Int) {
        fill(&isFilled, to: count, with: 0)
        switch layout {
        case .words: fill(&words, to: count, with: 0)
        case .bytes: fill(&bytes, to: count, with: [])
        case .values: fill(&values, to: count, with: .null)
        }
    }

    /// The values, with the type's default where there is none.
    func column() throws(QueryError) -> Column {
        switch layout {
        case .words(let word):
            if case .enum8(let names) = type { return defaulting(word, UInt64(bitPattern: Int64(names.numbers[0]))) }
            if case .enum16(let names) = type { return defaulting(word, UInt64(bitPattern: Int64(names.numbers[0]))) }
            return word.column(of: words)
        case .bytes:
            if case .fixedString(let size) = type {
                var column = FixedStringColumn(size: size)
                for value in bytes {
                    column.bytes.append(contentsOf: value)
                    column.bytes.append(contentsOf: repeatElement(0, count: size - value.count))
                }
                return .fixedString(column)
            }
            var column = StringColumn()
            for value in bytes { column.append(value) }
            return .string(column)
        case .values:
            let filler = Column.defaults(of: type, count: 1).value(at: 0)
            return try Column(values.indices.map { isFilled[$0] != 0 ? values[$0] : filler }, as: type)
        }
    }

    private func defaulting(_ word: WordType, _ value: UInt64) -> Column {
        word.column(of: words.indices.map { isFilled[$0] != 0 ? words[$0] : value })
    }

    // MARK: - Rows

    /// Rows `rows[i]` of `column` become the cells of `groups[i]`.
    mutating func set(_ column: Column, rows: [UInt32], groups: [UInt32]) {
        for group in groups { isFilled[Int(group)] = 1 }
        switch (layout, column) {
        case (.words(let word), _):
            let source = word.words(of: column.gathering(rows))
            for index in groups.indices { words[Int(groups[index])] = source[index] }
        case (.bytes, .string(let strings)):
            for index in groups.indices { bytes[Int(groups[index])] = Array(strings[Int(rows[index])]) }
        case (.bytes, .fixedString(let strings)):
            for index in groups.indices { bytes[Int(groups[index])] = Array(strings[Int(rows[index])]) }
        default:
            for index in groups.indices { values[Int(groups[index])] = column.value(at: Int(rows[index])) }
        }
    }

    /// Cells `places[i]` of `other` become the cells of `groups[i]`, empty ones too.
    mutating func set(from other: Cells, places: [UInt32], groups: [UInt32]) {
        for (place, group) in zip(places, groups) {
            let (place, group) = (Int(place), Int(group))
            isFilled[group] = other.isFilled[place]
            switch layout {
            case .words: words[group] = other.words[place]
            case .bytes: bytes[group] = other.bytes[place]
            case .values: values[group] = other.values[place]
            }
        }
    }

    /// Takes up the rows of `column` by `rule`: the rows that won, in their order, each with its group. A group is
    /// there once.
    mutating func take(
        _ column: Column, groups: [UInt32], by rule: CellRule
    ) -> (rows: [UInt32], groups: [UInt32]) {
        var winners = [Int32](repeating: -1, count: count)
        switch rule {
        case .first:
            for row in groups.indices {
                let group = Int(groups[row])
                if isFilled[group] == 0 {
                    isFilled[group] = 1
                    winners[group] = Int32(truncatingIfNeeded: row)
                }
            }
        case .last: for row in groups.indices { winners[Int(groups[row])] = Int32(truncatingIfNeeded: row) }
        case .smallest, .greatest: takeExtremes(column, groups, rule == .smallest, &winners)
        }
        let won = selected(winners, groups)
        if rule == .first || rule == .last { set(column, rows: won.rows, groups: won.groups) }
        return won
    }

    private func selected(_ winners: [Int32], _ groups: [UInt32]) -> (rows: [UInt32], groups: [UInt32]) {
        var rows: [UInt32] = []
        var places: [UInt32] = []
        for row in groups.indices where winners[Int(groups[row])] == Int32(truncatingIfNeeded: row) {
            rows.append(UInt32(truncatingIfNeeded: row))
            places.append(groups[row])
        }
        return (rows, places)
    }

    private mutating func takeExtremes(
        _ column: Column, _ groups: [UInt32], _ smallest: Bool, _ winners: inout [Int32]
    ) {
        switch (layout, column) {
        case (.words(let word), _):
            let source = word.words(of: column)
            let flip: UInt64 = smallest ? 0 : .max
            for row in groups.indices {
                let group = Int(groups[row])
                let value = source[row]
                if isFilled[group] != 0, !Self.isBetter(value, words[group], word, flip) { continue }
                isFilled[group] = 1
                words[group] = value
                winners[group] = Int32(truncatingIfNeeded: row)
            }
        case (.bytes, .string(let strings)):
            for row in groups.indices { takeBytes(strings[row], row, Int(groups[row]), smallest, &winners) }
        case (.bytes, .fixedString(let strings)):
            for row in groups.indices { takeBytes(strings[row], row, Int(groups[row]), smallest, &winners) }
        default:
            for row in groups.indices {
                let group = Int(groups[row])
                let value = column.value(at: row)
                if isFilled[group] != 0 {
                    let order = compareValues(value, values[group])
                    if smallest ? order >= 0 : order <= 0 { continue }
                }
                isFilled[group] = 1
                values[group] = value
                winners[group] = Int32(truncatingIfNeeded: row)
            }
        }
    }

    /// Strictly before the word there is; NaN loses against every number, in both directions.
    @inline(__always)
    private static func isBetter(_ value: UInt64, _ than: UInt64, _ word: WordType, _ flip: UInt64) -> Bool {
        if word.isFloat, word.isNaN(value) || word.isNaN(than) { return !word.isNaN(value) && word.isNaN(than) }
        return word.orderKey(value) ^ flip < word.orderKey(than) ^ flip
    }

    private mutating func takeBytes(
        _ value: ArraySlice<UInt8>, _ row: Int, _ group: Int, _ smallest: Bool, _ winners: inout [Int32]
    ) {
        if isFilled[group] != 0 {
            let order = compareLexicographically(value, bytes[group][...])
            if smallest ? order >= 0 : order <= 0 { return }
        }
        isFilled[group] = 1
        bytes[group] = Array(value)
        winners[group] = Int32(truncatingIfNeeded: row)
    }

    // MARK: - States

    /// Takes up the cells of `other` by `rule`: the cells that won, each with its group here.
    mutating func take(
        _ other: Cells, groups: [UInt32], by rule: CellRule
    ) -> (places: [UInt32], groups: [UInt32]) {
        var places: [UInt32] = []
        var won: [UInt32] = []
        for index in groups.indices where other.isFilled[index] != 0 {
            let group = Int(groups[index])
            guard isFilled[group] == 0 || wins(other, index, group, rule) else { continue }
            let place = UInt32(truncatingIfNeeded: index)
            set(from: other, places: [place], groups: [groups[index]])
            places.append(place)
            won.append(groups[index])
        }
        return (places, won)
    }

    private func wins(_ other: Cells, _ place: Int, _ group: Int, _ rule: CellRule) -> Bool {
        switch rule {
        case .first: false
        case .last: true
        case .smallest, .greatest:
            switch layout {
            case .words(let word):
                Self.isBetter(other.words[place], words[group], word, rule == .smallest ? 0 : .max)
            case .bytes:
                (compareLexicographically(other.bytes[place][...], bytes[group][...]) < 0) == (rule == .smallest)
                    && other.bytes[place] != bytes[group]
            case .values:
                rule == .smallest
                    ? compareValues(other.values[place], values[group]) < 0
                    : compareValues(other.values[place], values[group]) > 0
            }
        }
    }

    /// Takes up one cell of `other`, which is filled; true if it won.
    mutating func takeOne(_ other: Cells, _ place: Int, _ group: Int, by rule: CellRule) -> Bool {
        guard isFilled[group] == 0 || wins(other, place, group, rule) else { return false }
        set(from: other, places: [UInt32(truncatingIfNeeded: place)], groups: [UInt32(truncatingIfNeeded: group)])
        return true
    }

    /// A mask of the rows whose value is that of their group's cell.
    func equalRows(_ column: Column, groups: [UInt32]) -> [UInt8] {
        var mask = [UInt8](repeating: 0, count: groups.count)
        switch (layout, column) {
        case (.words(let word), _):
            let source = word.words(of: column)
            for row in groups.indices { mask[row] = source[row] == words[Int(groups[row])] ? 1 : 0 }
        case (.bytes, .string(let strings)):
            for row in groups.indices { mask[row] = strings[row] == bytes[Int(groups[row])][...] ? 1 : 0 }
        case (.bytes, .fixedString(let strings)):
            for row in groups.indices { mask[row] = strings[row] == bytes[Int(groups[row])][...] ? 1 : 0 }
        default:
            for row in groups.indices { mask[row] = column.value(at: row) == values[Int(groups[row])] ? 1 : 0 }
        }
        return mask
    }

    /// The cell of `group` and that of `place` of `other` are filled and equal.
    func isEqual(_ group: Int, to other: Cells, _ place: Int) -> Bool {
        guard isFilled[group] & other.isFilled[place] != 0 else { return false }
        return switch layout {
        case .words: words[group] == other.words[place]
        case .bytes: bytes[group] == other.bytes[place]
        case .values: values[group] == other.values[place]
        }
    }

    mutating func empty(_ group: Int) { isFilled[group] = 0 }

    func write(_ group: Int, into target: inout [UInt8]) {
        let isThere = isFilled[group] != 0
        switch layout {
        case .words(let word):
            target.append(isThere ? 1 : 0)
            if isThere { target.append(word: words[group], width: word.width) }
        case .bytes:
            if case .fixedString = type {
                target.append(isThere ? 1 : 0)
                if isThere { target.append(contentsOf: bytes[group]) }
                return
            }
            target.append(littleEndian: Int32(truncatingIfNeeded: isThere ? bytes[group].count + 1 : -1))
            if isThere {
                target.append(contentsOf: bytes[group])
                target.append(0)
            }
        case .values:
            target.append(isThere ? 1 : 0)
            if isThere { SingleValueForm.write(values[group], of: type, into: &target) }
        }
    }

    /// Reads a cell into `group`, whatever was there.
    mutating func read(_ group: Int, _ reader: inout StateReader) throws(QueryError) {
        isFilled[group] = 0
        if case .bytes = layout, type.physicalKind == .string {
            let size: Int32 = try reader.integer()
            guard size >= 0 else { return }
            var content = try reader.take(Int(size))
            guard content.popLast() == 0 else { throw StateReader.broken("a string has no end") }
            bytes[group] = content
        } else {
            guard try reader.byte() != 0 else { return }
            switch layout {
            case .words(let word): words[group] = try word.read(&reader)
            case .bytes: bytes[group] = try reader.take(type.fixedWidth ?? 0)
            case .values: values[group] = try SingleValueForm.read(type, &reader)
            }
        }
        isFilled[group] = 1
    }
}
