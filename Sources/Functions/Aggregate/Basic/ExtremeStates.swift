import Columns
import Errors

/// `min` and `max` of integers and floats up to 64 bits, dates and times: a number per group, no branch per row.
///
/// | bytes | content |
/// |---|---|
/// | u8 | there is a value |
/// | width of the argument | the value, if so |
struct ExtremeStates: AggregateStates {
    let resultType: DataType
    private let word: WordType
    private let smallest: Bool
    private var isFilled: [UInt8] = []
    private var signed: [Int64] = []
    private var unsigned: [UInt64] = []
    private var double: [Double] = []

    /// `nil` for types that have no such width.
    init?(_ type: DataType, smallest: Bool) {
        guard let word = WordType(type), !type.isEnum else { return nil }
        self.word = word
        self.smallest = smallest
        resultType = type
    }

    var groupCount: Int { isFilled.count }
    var byteCount: Int { isFilled.count * 9 }

    mutating func grow(to count: Int) {
        fill(&isFilled, to: count, with: 0)
        switch word.reading {
        case .signed: fill(&signed, to: count, with: smallest ? .max : .min)
        case .unsigned: fill(&unsigned, to: count, with: smallest ? .max : .min)
        case .float32, .float64: fill(&double, to: count, with: .nan)
        }
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        for group in groups { isFilled[Int(group)] = 1 }
        switch arguments[0] {
        case .int8(let values): extendByGroup(values, groups, smallest, &signed)
        case .int16(let values): extendByGroup(values, groups, smallest, &signed)
        case .int32(let values): extendByGroup(values, groups, smallest, &signed)
        case .int64(let values): extendByGroup(values, groups, smallest, &signed)
        case .uint8(let values): extendByGroup(values, groups, smallest, &unsigned)
        case .uint16(let values): extendByGroup(values, groups, smallest, &unsigned)
        case .uint32(let values): extendByGroup(values, groups, smallest, &unsigned)
        case .uint64(let values): extendByGroup(values, groups, smallest, &unsigned)
        case .float32(let values): extendByGroup(values.map { Double($0) }, groups, smallest, &double)
        case .float64(let values): extendByGroup(values, groups, smallest, &double)
        default: preconditionFailure("the column has the argument's type")
        }
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {
        guard rowCount > 0 else { return }
        isFilled[group] = 1
        switch arguments[0] {
        case .int8(let values): extend(&signed[group], by: values, smallest)
        case .int16(let values): extend(&signed[group], by: values, smallest)
        case .int32(let values): extend(&signed[group], by: values, smallest)
        case .int64(let values): extend(&signed[group], by: values, smallest)
        case .uint8(let values): extend(&unsigned[group], by: values, smallest)
        case .uint16(let values): extend(&unsigned[group], by: values, smallest)
        case .uint32(let values): extend(&unsigned[group], by: values, smallest)
        case .uint64(let values): extend(&unsigned[group], by: values, smallest)
        case .float32(let values): extend(&double[group], by: values.map { Double($0) }, smallest)
        case .float64(let values): extend(&double[group], by: values, smallest)
        default: preconditionFailure("the column has the argument's type")
        }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices { isFilled[Int(groups[index])] |= other.isFilled[index] }
        switch word.reading {
        case .signed: extendByGroup(other.signed, groups, smallest, &signed)
        case .unsigned: extendByGroup(other.unsigned, groups, smallest, &unsigned)
        case .float32, .float64: extendByGroup(other.double, groups, smallest, &double)
        }
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices { isFilled[Int(groups[index])] |= other.isFilled[Int(places[index])] }
        switch word.reading {
        case .signed: extendByGroup(picked(other.signed, places), groups, smallest, &signed)
        case .unsigned: extendByGroup(picked(other.unsigned, places), groups, smallest, &unsigned)
        case .float32, .float64: extendByGroup(picked(other.double, places), groups, smallest, &double)
        }
    }

    private func wordOf(_ group: Int) -> UInt64 {
        guard isFilled[group] != 0 else { return 0 }
        return switch word.reading {
        case .signed: UInt64(bitPattern: signed[group])
        case .unsigned: unsigned[group]
        case .float32: UInt64(Float(double[group]).bitPattern)
        case .float64: double[group].bitPattern
        }
    }

    func results() -> Column { word.column(of: isFilled.indices.map { wordOf($0) }) }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        bytes.append(isFilled[group])
        if isFilled[group] != 0 { bytes.append(word: wordOf(group), width: word.width) }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        if try reader.byte() != 0 {
            let value = try word.read(&reader)
            isFilled[group] = 1
            switch word.reading {
            case .signed: extend(&signed[group], by: [Int64(bitPattern: value)], smallest)
            case .unsigned: extend(&unsigned[group], by: [value], smallest)
            case .float32, .float64: extend(&double[group], by: [word.double(value)], smallest)
            }
        }
        position = reader.position
    }

    func runningResults(_ arguments: [Column], ends: [Int]) -> Column {
        var running = self
        running.grow(to: 1)
        let source = word.words(of: arguments[0])
        var best: [UInt64] = []
        best.reserveCapacity(ends.count)
        var row = 0
        for end in ends {
            if end > row { running.isFilled[0] = 1 }
            while row < end {
                switch word.reading {
                case .signed:
                    let value = Int64(bitPattern: source[row])
                    running.signed[0] = smallest ? min(running.signed[0], value) : max(running.signed[0], value)
                case .unsigned:
                    let value = source[row]
                    running.unsigned[0] = smallest ? min(running.unsigned[0], value) : max(running.unsigned[0], value)
                case .float32, .float64:
                    extend(&running.double[0], by: [word.double(source[row])], smallest)
                }
                row += 1
            }
            best.append(running.wordOf(0))
        }
        return word.column(of: best)
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) -> Column? {
        let rows = slidingExtremes(arguments[0], starts, ends, smallest: smallest)
        return arguments[0].gatheringOrDefault(rows, resultType)
    }
}
