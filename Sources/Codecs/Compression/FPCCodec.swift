import Columns
import Errors
import Glibc

/// Floats less the better of two predictions, without the leading zero bytes.
///
/// | bytes | content |
/// |---|---|
/// | 1 | width of a value in bytes: 4 or 8 |
/// | 1 | level: the predictors' tables have 2^level entries |
/// | rest | pairs of values: one byte of two 4-bit headers (the first in the high half), then both remainders |
///
/// A header is 8 for the second predictor and the code of the count of leading zero bytes left out.
/// - Source: ClickHouse `CompressionCodecFPC`, method byte `0x98`, after Burtscher and Ratanaworabhan.
struct FPCCodec: CompressionCodec {
    static let name = "FPC"
    static let method: UInt8 = 0x98
    static let traits: CodecTraits = [.compresses, .floatTimeSeries]
    static let decodingPenalty = 10
    static let levels: ClosedRange<UInt64> = 1...28

    let level: Int
    let width: Int

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> FPCCodec {
        var width = 4
        if let type {
            guard type.storedValue.isFloat, let size = type.fixedWidth else {
                throw QueryError(
                    .badArguments,
                    "Codec 'FPC' is not applicable for \(type.name) because the data type is not Float*")
            }
            width = size
        }
        guard arguments.count <= 2 else {
            throw QueryError(
                .illegalSyntaxForCodecType,
                "Codec 'FPC' must have from 0 to 2 parameters, given \(arguments.count)")
        }
        guard let first = arguments.first else { return FPCCodec(level: 12, width: width) }
        let level = try unsignedArgument(first, "1st argument of codec 'FPC'")
        guard levels.contains(level) else {
            throw QueryError(.illegalCodecParameter, "Codec 'FPC' level must be between 1 and 28")
        }
        if arguments.count == 2 {
            let size = try unsignedArgument(arguments[1], "2nd argument of codec 'FPC'")
            guard size == 4 || size == 8 else {
                throw QueryError(
                    .illegalCodecParameter, "Float size for codec 'FPC' can be 4 or 8, given \(size)")
            }
            width = size == 8 ? 8 : 4
        }
        return FPCCodec(level: Int(truncatingIfNeeded: level), width: width)
    }

    var declaration: String { "FPC(\(level))" }

    func payloadSizeMax(of count: Int) -> Int { 2 + (count / (2 * width) + 1) * (2 * width + 1) }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        target.store(UInt8(truncatingIfNeeded: width), at: 0)
        target.store(UInt8(truncatingIfNeeded: level), at: 1)
        let output = target.slice(2..<target.count)
        return width == 8
            ? 2 &+ (try FPCPairs<UInt64>(level: level).encode(source, into: output))
            : 2 &+ (try FPCPairs<UInt32>(level: level).encode(source, into: output))
    }

    /// Two values take one byte at least.
    static func uncompressedSizeMax(of payload: RawInput) -> Int { payload.count * 16 }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        guard payload.count >= 2 else { throw cannotDecompress(name, "the header is cut off") }
        guard levels.contains(UInt64(payload[1])) else { throw cannotDecompress(name, "the level is \(payload[1])") }
        let pairs = payload.from(2)
        let isWhole: Bool
        switch payload[0] {
        case 4: isWhole = try FPCPairs<UInt32>(level: Int(payload[1])).decode(pairs, into: target)
        case 8: isWhole = try FPCPairs<UInt64>(level: Int(payload[1])).decode(pairs, into: target)
        default: throw cannotDecompress(name, "a value of \(payload[0]) bytes")
        }
        guard isWhole else { throw cannotDecompress(name, "the payload is cut off") }
    }
}

/// The loops of `FPC`, for one width.
private struct FPCPairs<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    private let level: Int
    private let width = MemoryLayout<T>.size

    init(level: Int) { self.level = level }

    func encode(_ source: RawInput, into output: RawOutput) throws(QueryError) -> Int {
        var predictors = try FPCPredictors<T>(level: level)
        defer { predictors.free() }
        var position = 0
        for start in stride(from: 0, to: source.count, by: 2 &* width) {
            let first = coded(valueAt(start, of: source), by: &predictors)
            let second = coded(valueAt(start &+ width, of: source), by: &predictors)
            output.store(first.header &<< 4 | second.header, at: position)
            position &+= 1
            position = write(first, to: output, at: position)
            position = write(second, to: output, at: position)
        }
        return position
    }

    /// The value at `offset`, with zeros behind the end.
    private func valueAt(_ offset: Int, of source: RawInput) -> T {
        if offset &+ width <= source.count { return source.load(T.self, at: offset) }
        var value: T = 0
        for index in 0..<width where offset &+ index < source.count {
            value |= T(truncatingIfNeeded: source[offset &+ index]) &<< T(truncatingIfNeeded: 8 &* index)
        }
        return value
    }

    private struct Coded {
        let header: UInt8
        let remainder: T
        let size: Int
    }

    private func coded(_ value: T, by predictors: inout FPCPredictors<T>) -> Coded {
        let byFirst = value ^ predictors.first
        let bySecond = value ^ predictors.second
        predictors.learn(value)
        let usesSecond = bySecond.leadingZeroBitCount > byFirst.leadingZeroBitCount
        let remainder = usesSecond ? bySecond : byFirst
        let zeroBytes = Swift.min(remainder.leadingZeroBitCount / 8, width)
        // With eight bytes the counts 0 … 8 are coded without 4, so that they fit three bits.
        let code = width == 8 && zeroBytes >= 4 ? zeroBytes &- 1 : zeroBytes
        let left = width == 8 && code > 3 ? code &+ 1 : code
        return Coded(
            header: UInt8(truncatingIfNeeded: code) | (usesSecond ? 8 : 0), remainder: remainder, size: width &- left)
    }

    private func write(_ coded: Coded, to output: RawOutput, at position: Int) -> Int {
        for index in 0..<coded.size {
            let byte = UInt8(truncatingIfNeeded: coded.remainder &>> T(truncatingIfNeeded: 8 &* index))
            output.store(byte, at: position &+ index)
        }
        return position &+ coded.size
    }

    /// Fills `target`; `false` when the payload ended before.
    func decode(_ payload: RawInput, into target: RawOutput) throws(QueryError) -> Bool {
        var predictors = try FPCPredictors<T>(level: level)
        defer { predictors.free() }
        var position = 0
        var offset = 0
        while offset < target.count {
            guard position < payload.count else { return false }
            let headers = payload[position]
            position &+= 1
            for header in [headers &>> 4, headers & 0x0F] {
                let code = Int(header & 7)
                let size = width &- (width == 8 && code > 3 ? code &+ 1 : code)
                guard size >= 0, position &+ size <= payload.count else { return false }
                let remainder = readRemainder(payload, at: position, size: size)
                position &+= size
                let value = remainder ^ (header & 8 != 0 ? predictors.second : predictors.first)
                predictors.learn(value)
                store(value, to: target, at: offset)
                offset &+= width
            }
        }
        return true
    }

    @inline(__always)
    private func readRemainder(_ payload: RawInput, at position: Int, size: Int) -> T {
        var value: T = 0
        for index in 0..<size {
            value |= T(truncatingIfNeeded: payload[position &+ index]) &<< T(truncatingIfNeeded: 8 &* index)
        }
        return value
    }

    @inline(__always)
    private func store(_ value: T, to target: RawOutput, at offset: Int) {
        if offset &+ width <= target.count {
            target.store(value, at: offset)
            return
        }
        for index in 0..<width where offset &+ index < target.count {
            target.store(
                UInt8(truncatingIfNeeded: value &>> T(truncatingIfNeeded: 8 &* index)), at: offset &+ index)
        }
    }
}

/// Two tables that guess the next value from those before.
@safe private struct FPCPredictors<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    private let values: UnsafeMutablePointer<T>
    private let differences: UnsafeMutablePointer<T>
    private let mask: T
    private var valueHash: T = 0
    private var differenceHash: T = 0
    private var previous: T = 0

    init(level: Int) throws(QueryError) {
        // From the system, not an array: it gives zeroed memory for the touched pages only, and big levels fail softly.
        let count = 1 &<< level
        guard let memory = unsafe calloc(2 * count, MemoryLayout<T>.size) else {
            throw QueryError(.cannotAllocateMemory, "Cannot allocate memory for codec FPC of level \(level)")
        }
        unsafe values = memory.bindMemory(to: T.self, capacity: 2 * count)
        unsafe differences = values + count
        mask = T(truncatingIfNeeded: count &- 1)
    }

    /// What each predictor expects. Safe: hashes are masked to the tables.
    var first: T { unsafe values[Int(truncatingIfNeeded: valueHash)] }
    var second: T { unsafe differences[Int(truncatingIfNeeded: differenceHash)] &+ previous }

    mutating func learn(_ value: T) {
        unsafe values[Int(truncatingIfNeeded: valueHash)] = value
        let difference = value &- previous
        unsafe differences[Int(truncatingIfNeeded: differenceHash)] = difference
        previous = value
        if T.bitWidth == 64 {
            valueHash = ((valueHash &<< 6) ^ (value &>> 48)) & mask
            differenceHash = ((differenceHash &<< 2) ^ (difference &>> 40)) & mask
        } else {
            valueHash = ((valueHash &<< 1) ^ (value &>> 22)) & mask
            differenceHash = ((differenceHash &<< 4) ^ (difference &>> 23)) & mask
        }
    }

    func free() { unsafe Glibc.free(values) }
}
