import Columns
import Errors

/// Sums of a numeric argument, one per group, in the width that ClickHouse sums it in.
///
/// | argument | total |
/// |---|---|
/// | UInt8 … UInt64, Bool | UInt64 |
/// | Int8 … Int64 | Int64 |
/// | Float32, Float64 | Float64 |
/// | Decimal up to 38 digits | Int128 |
/// | wider integers and decimals | their own width |
struct NumberTotals: Sendable {
    enum Width: Sendable { case unsigned, signed, double, int128, uint128, int256, uint256 }

    let width: Width
    /// Digits behind the point, for decimals.
    private let scale: Int
    private var unsigned: [UInt64] = []
    private var signed: [Int64] = []
    private var double: [Double] = []
    private var int128: [Int128] = []
    private var uint128: [UInt128] = []
    private var int256: [Int256] = []
    private var uint256: [UInt256] = []

    /// `nil` for types that are not summed.
    init?(_ type: DataType) {
        var scale = 0
        switch type {
        case .uint8, .uint16, .uint32, .uint64, .bool: width = .unsigned
        case .int8, .int16, .int32, .int64: width = .signed
        case .float32, .float64: width = .double
        case .int128: width = .int128
        case .uint128: width = .uint128
        case .int256: width = .int256
        case .uint256: width = .uint256
        case .decimal(let precision, let digits):
            width = precision <= 38 ? .int128 : .int256
            scale = digits
        default: return nil
        }
        self.scale = scale
    }

    /// Of dates and times, whose ticks `avg` adds: like integers, those with fractions in 128 bits.
    init?(averaging type: DataType) {
        scale = 0
        switch type {
        case .date, .dateTime: width = .unsigned
        case .date32: width = .signed
        case .dateTime64: width = .int128
        default: return nil
        }
    }

    /// The totals of 128 bits and fewer as they are.
    var wholes: [Int128] {
        switch width {
        case .unsigned: unsigned.map { Int128($0) }
        case .signed: signed.map { Int128($0) }
        case .int128: int128
        case .double, .uint128, .int256, .uint256: []
        }
    }

    /// The type of a total.
    func type(for argument: DataType) -> DataType {
        if case .decimal(let precision, let scale) = argument {
            return .decimal(precision: precision <= 38 ? 38 : 76, scale: scale)
        }
        return switch width {
        case .unsigned: .uint64
        case .signed: .int64
        case .double: .float64
        case .int128: .int128
        case .uint128: .uint128
        case .int256: .int256
        case .uint256: .uint256
        }
    }

    var column: Column {
        switch width {
        case .unsigned: .uint64(unsigned)
        case .signed: .int64(signed)
        case .double: .float64(double)
        case .int128: .int128(int128)
        case .uint128: .uint128(uint128)
        case .int256: .int256(int256)
        case .uint256: .uint256(uint256)
        }
    }

    var count: Int { column.count }
    var byteCount: Int { column.byteCount }

    /// The totals as doubles, decimals as the numbers they stand for.
    var doubles: [Double] {
        let divisor = pow10(scale)
        return switch width {
        case .unsigned: unsigned.map { Double($0) }
        case .signed: signed.map { Double($0) }
        case .double: double
        case .int128: int128.map { Double($0) / divisor }
        case .uint128: uint128.map { Double($0) }
        case .int256: int256.map { Double($0) / divisor }
        case .uint256: uint256.map { Double($0) }
        }
    }

    mutating func grow(to count: Int) {
        switch width {
        case .unsigned: fill(&unsigned, to: count, with: 0)
        case .signed: fill(&signed, to: count, with: 0)
        case .double: fill(&double, to: count, with: 0)
        case .int128: fill(&int128, to: count, with: 0)
        case .uint128: fill(&uint128, to: count, with: 0)
        case .int256: fill(&int256, to: count, with: .zero)
        case .uint256: fill(&uint256, to: count, with: .zero)
        }
    }

    mutating func merge(_ other: NumberTotals, groups: [UInt32]) {
        switch width {
        case .unsigned: addByGroup(other.unsigned, groups: groups, to: &unsigned)
        case .signed: addByGroup(other.signed, groups: groups, to: &signed)
        case .double: addByGroup(other.double, groups: groups, to: &double)
        case .int128: addByGroup(other.int128, groups: groups, to: &int128)
        case .uint128: addByGroup(other.uint128, groups: groups, to: &uint128)
        case .int256: addByGroup(other.int256, groups: groups, to: &int256)
        case .uint256: addByGroup(other.uint256, groups: groups, to: &uint256)
        }
    }

    func write(_ group: Int, into bytes: inout [UInt8]) {
        switch width {
        case .unsigned: bytes.append(littleEndian: unsigned[group])
        case .signed: bytes.append(littleEndian: signed[group])
        case .double: bytes.append(littleEndian: double[group])
        case .int128: bytes.append(littleEndian: int128[group])
        case .uint128: bytes.append(littleEndian: uint128[group])
        case .int256: bytes.append(littleEndian: int256[group])
        case .uint256: bytes.append(littleEndian: uint256[group])
        }
    }

    mutating func merge(from reader: inout StateReader, into group: Int) throws(QueryError) {
        switch width {
        case .unsigned: unsigned[group] &+= try reader.integer()
        case .signed: signed[group] &+= try reader.integer()
        case .double: double[group] += try reader.double()
        case .int128: int128[group] &+= try reader.integer()
        case .uint128: uint128[group] &+= try reader.integer()
        case .int256: int256[group] = int256[group] &+ (try reader.integer())
        case .uint256: uint256[group] = uint256[group] &+ (try reader.integer())
        }
    }
}

/// Appends `value` until there are `count`.
func fill<T>(_ values: inout [T], to count: Int, with value: T) {
    if count > values.count { values.append(contentsOf: repeatElement(value, count: count - values.count)) }
}

// MARK: - Rows

extension NumberTotals {
    /// Adds row `i` of `column`, of the argument's type, to group `groups[i]`.
    mutating func add(_ column: Column, groups: [UInt32]) {
        switch (column, width) {
        case (.uint8(let values), _): addByGroup(values, groups: groups, to: &unsigned)
        case (.uint16(let values), _): addByGroup(values, groups: groups, to: &unsigned)
        case (.uint32(let values), _): addByGroup(values, groups: groups, to: &unsigned)
        case (.uint64(let values), _): addByGroup(values, groups: groups, to: &unsigned)
        case (.int8(let values), _): addByGroup(values, groups: groups, to: &signed)
        case (.int16(let values), _): addByGroup(values, groups: groups, to: &signed)
        case (.int32(let values), .int128): addByGroup(values, groups: groups, to: &int128)
        case (.int32(let values), _): addByGroup(values, groups: groups, to: &signed)
        case (.int64(let values), .int128): addByGroup(values, groups: groups, to: &int128)
        case (.int64(let values), _): addByGroup(values, groups: groups, to: &signed)
        case (.int128(let values), _): addByGroup(values, groups: groups, to: &int128)
        case (.uint128(let values), _): addByGroup(values, groups: groups, to: &uint128)
        case (.int256(let values), _): addByGroup(values, groups: groups, to: &int256)
        case (.uint256(let values), _): addByGroup(values, groups: groups, to: &uint256)
        case (.float32(let values), _): addByGroup(values.map { Double($0) }, groups: groups, to: &double)
        case (.float64(let values), _): addByGroup(values, groups: groups, to: &double)
        default: preconditionFailure("the column has the argument's type")
        }
    }

    mutating func add(_ column: Column, groups: [UInt32], where mask: [UInt8]) {
        switch (column, width) {
        case (.uint8(let values), _): addByGroup(values, groups: groups, where: mask, to: &unsigned)
        case (.uint16(let values), _): addByGroup(values, groups: groups, where: mask, to: &unsigned)
        case (.uint32(let values), _): addByGroup(values, groups: groups, where: mask, to: &unsigned)
        case (.uint64(let values), _): addByGroup(values, groups: groups, where: mask, to: &unsigned)
        case (.int8(let values), _): addByGroup(values, groups: groups, where: mask, to: &signed)
        case (.int16(let values), _): addByGroup(values, groups: groups, where: mask, to: &signed)
        case (.int32(let values), .int128): addByGroup(values, groups: groups, where: mask, to: &int128)
        case (.int32(let values), _): addByGroup(values, groups: groups, where: mask, to: &signed)
        case (.int64(let values), .int128): addByGroup(values, groups: groups, where: mask, to: &int128)
        case (.int64(let values), _): addByGroup(values, groups: groups, where: mask, to: &signed)
        case (.int128(let values), _): addByGroup(values, groups: groups, where: mask, to: &int128)
        case (.uint128(let values), _): addByGroup(values, groups: groups, where: mask, to: &uint128)
        case (.int256(let values), _): addByGroup(values, groups: groups, where: mask, to: &int256)
        case (.uint256(let values), _): addByGroup(values, groups: groups, where: mask, to: &uint256)
        case (.float32(let values), _):
            addByGroup(values.map { Double($0) }, groups: groups, where: mask, to: &double)
        case (.float64(let values), _): addByGroup(values, groups: groups, where: mask, to: &double)
        default: preconditionFailure("the column has the argument's type")
        }
    }

    /// Adds all rows of `column` to one group.
    mutating func add(_ column: Column, rowCount: Int, group: Int) {
        switch (column, width) {
        case (.uint8(let values), _): unsigned[group] &+= total(values, rowCount: rowCount)
        case (.uint16(let values), _): unsigned[group] &+= total(values, rowCount: rowCount)
        case (.uint32(let values), _): unsigned[group] &+= total(values, rowCount: rowCount)
        case (.uint64(let values), _): unsigned[group] &+= total(values, rowCount: rowCount)
        case (.int8(let values), _): signed[group] &+= total(values, rowCount: rowCount)
        case (.int16(let values), _): signed[group] &+= total(values, rowCount: rowCount)
        case (.int32(let values), .int128): int128[group] &+= total(values, rowCount: rowCount)
        case (.int32(let values), _): signed[group] &+= total(values, rowCount: rowCount)
        case (.int64(let values), .int128): int128[group] &+= total(values, rowCount: rowCount)
        case (.int64(let values), _): signed[group] &+= total(values, rowCount: rowCount)
        case (.int128(let values), _): int128[group] &+= total(values, rowCount: rowCount)
        case (.uint128(let values), _): uint128[group] &+= total(values, rowCount: rowCount)
        case (.int256(let values), _): int256[group] = int256[group] &+ total(values, rowCount: rowCount)
        case (.uint256(let values), _): uint256[group] = uint256[group] &+ total(values, rowCount: rowCount)
        case (.float32(let values), _): addTotal(values.map { Double($0) }, rowCount: rowCount, to: &double[group])
        case (.float64(let values), _): addTotal(values, rowCount: rowCount, to: &double[group])
        default: preconditionFailure("the column has the argument's type")
        }
    }

    mutating func add(_ column: Column, group: Int, where mask: [UInt8]) {
        switch (column, width) {
        case (.uint8(let values), _): unsigned[group] &+= total(values, where: mask)
        case (.uint16(let values), _): unsigned[group] &+= total(values, where: mask)
        case (.uint32(let values), _): unsigned[group] &+= total(values, where: mask)
        case (.uint64(let values), _): unsigned[group] &+= total(values, where: mask)
        case (.int8(let values), _): signed[group] &+= total(values, where: mask)
        case (.int16(let values), _): signed[group] &+= total(values, where: mask)
        case (.int32(let values), .int128): int128[group] &+= total(values, where: mask)
        case (.int32(let values), _): signed[group] &+= total(values, where: mask)
        case (.int64(let values), .int128): int128[group] &+= total(values, where: mask)
        case (.int64(let values), _): signed[group] &+= total(values, where: mask)
        case (.int128(let values), _): int128[group] &+= total(values, where: mask)
        case (.uint128(let values), _): uint128[group] &+= total(values, where: mask)
        case (.int256(let values), _): int256[group] = int256[group] &+ total(values, where: mask)
        case (.uint256(let values), _): uint256[group] = uint256[group] &+ total(values, where: mask)
        case (.float32(let values), _): addTotal(values.map { Double($0) }, where: mask, to: &double[group])
        case (.float64(let values), _): addTotal(values, where: mask, to: &double[group])
        default: preconditionFailure("the column has the argument's type")
        }
    }
}

// MARK: - Windows

extension NumberTotals {
    /// The totals of the rows `starts[i]..<ends[i]`: differences of running totals, which are exact for integers.
    /// `nil` for floats.
    func sliding(_ column: Column, starts: [Int], ends: [Int]) -> NumberTotals? {
        guard width != .double else { return nil }
        let running = running(column)
        var result = self
        switch width {
        case .unsigned: result.unsigned = differences(running.unsigned, starts, ends)
        case .signed: result.signed = differences(running.signed, starts, ends)
        case .int128: result.int128 = differences(running.int128, starts, ends)
        case .uint128: result.uint128 = differences(running.uint128, starts, ends)
        case .int256: result.int256 = differences(running.int256, starts, ends)
        case .uint256: result.uint256 = differences(running.uint256, starts, ends)
        case .double: return nil
        }
        return result
    }

    /// The totals of the first 0, 1, 2 … rows.
    func running(_ column: Column) -> NumberTotals {
        var rows = self
        let count = column.count
        rows.grow(to: count + 1)
        // Row `i` alone in group `i + 1`; then each group takes up the one before it.
        rows.add(column, groups: (0..<count).map { UInt32(truncatingIfNeeded: $0 + 1) })
        switch width {
        case .unsigned: accumulate(&rows.unsigned)
        case .signed: accumulate(&rows.signed)
        case .double: for row in 1..<max(1, count + 1) { rows.double[row] += rows.double[row - 1] }
        case .int128: accumulate(&rows.int128)
        case .uint128: accumulate(&rows.uint128)
        case .int256: accumulate(&rows.int256)
        case .uint256: accumulate(&rows.uint256)
        }
        return rows
    }

    /// The totals at `places`, in order.
    func gathering(_ places: [Int]) -> NumberTotals {
        var result = self
        result.unsigned = unsigned.isEmpty ? [] : places.map { unsigned[$0] }
        result.signed = signed.isEmpty ? [] : places.map { signed[$0] }
        result.double = double.isEmpty ? [] : places.map { double[$0] }
        result.int128 = int128.isEmpty ? [] : places.map { int128[$0] }
        result.uint128 = uint128.isEmpty ? [] : places.map { uint128[$0] }
        result.int256 = int256.isEmpty ? [] : places.map { int256[$0] }
        result.uint256 = uint256.isEmpty ? [] : places.map { uint256[$0] }
        return result
    }

    /// The totals at `places`, in order.
    func picking(_ places: [UInt32]) -> NumberTotals {
        var result = self
        switch width {
        case .unsigned: result.unsigned = picked(unsigned, places)
        case .signed: result.signed = picked(signed, places)
        case .double: result.double = picked(double, places)
        case .int128: result.int128 = picked(int128, places)
        case .uint128: result.uint128 = picked(uint128, places)
        case .int256: result.int256 = picked(int256, places)
        case .uint256: result.uint256 = picked(uint256, places)
        }
        return result
    }

    private func accumulate<T: FixedWidthInteger>(_ values: inout [T]) {
        for row in values.indices.dropFirst() { values[row] &+= values[row &- 1] }
    }

    private func differences<T: FixedWidthInteger>(_ running: [T], _ starts: [Int], _ ends: [Int]) -> [T] {
        zip(starts, ends).map { start, end in running[end] &- running[start] }
    }
}
