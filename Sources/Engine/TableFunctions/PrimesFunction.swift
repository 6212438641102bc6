import Columns
import Errors
import Functions
import SQLSyntax
import Storage
import Synchronization

struct PrimesFunction: TableFunction {
    static let name = "primes"
    static let documentation = FunctionDocumentation(
        summary: "A column `prime` of prime numbers: `primes(count)`, `primes(offset, count[, step])`.",
        examples: [.init(sql: "(SELECT sum(prime) FROM primes(4))", result: "17")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(0...3)
        switch arguments.count {
        case 0: return PrimeSequence(offset: 0, count: nil, step: 1).table()
        case 1: return PrimeSequence(offset: 0, count: try arguments.unsigned(0), step: 1).table()
        default:
            let step = arguments.count == 3 ? try arguments.unsigned(2) : 1
            guard step > 0 else { throw QueryError(.badArguments, "Step of table function primes must not be 0") }
            let count = try arguments.unsigned(1)
            return PrimeSequence(offset: try arguments.unsigned(0), count: count, step: step).table()
        }
    }
}

/// Every `step`-th prime number from place `offset` on: `count` numbers, or no end.
struct PrimeSequence: Sendable {
    let offset: UInt64
    let count: UInt64?
    let step: UInt64

    func table() -> any Table {
        RowsTable(
            engineName: "SystemPrimes", header: [ColumnHeader(name: "prime", type: .uint64)],
            totalRows: count.map { Int(clamping: $0) }
        ) { request in
            let wanted = min(count ?? .max, request.rowsWanted.map { UInt64($0) } ?? .max)
            return [Source(sequence: self, count: wanted, names: request.columns)]
        }
    }

    /// A sieve, segment after segment.
    private final class Source: BlockSource {
        private let state: Mutex<Sieve>
        private let names: [String]

        init(sequence: PrimeSequence, count: UInt64, names: [String]) {
            state = Mutex(Sieve(left: count, skipped: sequence.offset, step: sequence.step))
            self.names = names
        }

        func next() -> Block? {
            guard let values = state.withLock({ $0.next() }) else { return nil }
            let columns = names.map { BlockColumn(name: $0, type: .uint64, column: .uint64(values)) }
            return Block(columns, rowCount: values.count)
        }
    }
}

/// Finds prime numbers in their order.
private struct Sieve: Sendable {
    var left: UInt64
    /// Places until the next number that is given out.
    var skipped: UInt64
    let step: UInt64
    private var segmentStart: UInt64 = 0
    private var base: [UInt64] = []
    private static let segmentSize: UInt64 = 1 << 17

    init(left: UInt64, skipped: UInt64, step: UInt64) {
        self.left = left
        self.skipped = skipped
        self.step = step
    }

    /// The numbers of the next segment, which may have none; `nil` at the end.
    mutating func next() -> [UInt64]? {
        guard left > 0 else { return nil }
        var values: [UInt64] = []
        for prime in nextSegment() where left > 0 {
            if skipped > 0 {
                skipped -= 1
                continue
            }
            values.append(prime)
            left -= 1
            skipped = step - 1
        }
        return values
    }

    private mutating func nextSegment() -> [UInt64] {
        let start = segmentStart
        let end = start + Self.segmentSize
        segmentStart = end
        growBase(to: end)
        var isComposite = [Bool](repeating: false, count: Int(Self.segmentSize))
        for prime in base where prime * prime < end {
            var multiple = max(prime * prime, (start + prime - 1) / prime * prime)
            while multiple < end {
                isComposite[Int(multiple - start)] = true
                multiple += prime
            }
        }
        return (max(start, 2)..<end).filter { !isComposite[Int($0 - start)] }
    }

    /// The primes up to the root of `end`.
    private mutating func growBase(to end: UInt64) {
        var candidate = (base.last ?? 1) + 1
        while candidate * candidate < end {
            let isPrime = base.allSatisfy { $0 * $0 > candidate || !candidate.isMultiple(of: $0) }
            if isPrime { base.append(candidate) }
            candidate += 1
        }
    }
}
