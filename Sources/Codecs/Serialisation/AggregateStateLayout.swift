import Columns
import Errors

/// The shape of an aggregate function's state: states stand in streams end to end, without their sizes, so that only
/// the shape tells where one ends.
///
/// - Source: experiments with 26.9; `AggregateStateLayouts` lists the functions.
package indirect enum AggregateStateLayout: Hashable, Sendable {
    case bytes(Int)
    case varUInt
    /// A length and its bytes.
    case text
    /// A length of four bytes, signed, and its bytes; -1 is none.
    case sizedText
    case sequence([AggregateStateLayout])
    /// A byte, and what follows where it is 1.
    case optional(AggregateStateLayout)
    /// A variable-length count and as many items.
    case repeated(AggregateStateLayout)
    /// A count of eight bytes and as many items.
    case fixedRepeated(AggregateStateLayout)
    /// A count of two bytes and as many items.
    case shortRepeated(AggregateStateLayout)
    /// A byte that chooses; what it may be and what follows.
    case choice([UInt8: AggregateStateLayout])
    /// `quantile`'s sample: its greatest size and the count of all values (8 bytes each), the random generator's text,
    /// and as many values as there are, at most the greatest size.
    case reservoir(AggregateStateLayout)
    /// One value in its single-value form.
    case value(DataType)

    /// Refuses functions whose states are not known.
    package init(of state: AggregateStateType) throws(QueryError) {
        guard let layout = AggregateStateLayouts.layout(of: state.name, arguments: state.arguments) else {
            throw QueryError(
                .notImplemented,
                "Reading and writing states of aggregate function \(state.name) is not supported")
        }
        self = layout
    }
}

extension ByteReader {
    /// `count` states, each as its bytes.
    package mutating func readStates(
        _ layout: AggregateStateLayout, count: Int
    ) throws(QueryError) -> StringColumn {
        let start = offset
        var ends: [Int] = []
        // A state takes a byte at least.
        try need(count)
        ends.reserveCapacity(count)
        for _ in 0..<count {
            try skip(layout)
            ends.append(offset - start)
        }
        let end = offset
        rewind(to: start)
        return StringColumn(ends: ends, bytes: try readBytes(end - start))
    }

    private mutating func skip(_ layout: AggregateStateLayout) throws(QueryError) {
        switch layout {
        case .bytes(let count): try skip(count)
        case .varUInt: _ = try readVarUInt()
        case .text: try skip(try readCount(max: CodecLimits.stringSizeMax, of: "bytes of a state"))
        case .sizedText:
            let size = Int(try readFixed(Int32.self))
            if size > 0 { try skip(size) }
        case .sequence(let items): for item in items { try skip(item) }
        case .optional(let item): if try readByte() != 0 { try skip(item) }
        case .repeated(let item):
            try skip(item, times: try readCount(max: CodecLimits.stringSizeMax, of: "items of a state"))
        case .fixedRepeated(let item):
            try skip(item, times: try readFixedCount(max: CodecLimits.stringSizeMax, of: "items of a state"))
        case .shortRepeated(let item): try skip(item, times: Int(try readFixed(UInt16.self)))
        case .choice(let choices):
            let choice = try readByte()
            guard let item = choices[choice] else {
                throw QueryError(.incorrectData, "Unknown kind \(choice) of an aggregate function's state")
            }
            try skip(item)
        case .reservoir(let item):
            let sizeMax = try readFixedCount(max: CodecLimits.stringSizeMax, of: "samples of a state")
            let total: UInt64 = try readFixed()
            try skip(.text)
            try skip(item, times: Int(min(total, UInt64(sizeMax))))
        case .value(let type): _ = try readValue(of: type)
        }
    }

    private mutating func skip(_ item: AggregateStateLayout, times count: Int) throws(QueryError) {
        if case .bytes(let size) = item {
            let (total, overflow) = size.multipliedReportingOverflow(by: count)
            try skip(overflow ? Int.max : total)
            return
        }
        for _ in 0..<count { try skip(item) }
    }
}
