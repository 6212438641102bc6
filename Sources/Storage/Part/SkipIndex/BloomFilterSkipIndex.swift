import Codecs
import Columns
import Errors
import Functions

/// A bloom filter over the values of each granule.
///
/// | bytes | content |
/// |---|---|
/// | 1 … 10 | number of distinct hashes, variable length |
/// | | for each column its bits, rounded up to bytes |
struct BloomFilterSkipIndex: SkipIndex {
    private let expressions: [BoundExpression]
    private let bitsPerValue: Int
    private let hashCount: Int

    let fileExtension = "idx"

    init(_ declaration: SkipIndexDeclaration) throws(QueryError) {
        try declaration.requireArguments(0...1)
        var probability = 0.025
        if let argument = declaration.arguments.first {
            guard case .float64(let given) = argument, given > 0, given < 1 else {
                throw QueryError(
                    .badArguments, "The probability of index \(declaration.name) must be between 0 and 1")
            }
            probability = given
        }
        (bitsPerValue, hashCount) = BloomFilterSizing.choose(probability)
        expressions = declaration.expressions
        for expression in expressions where BloomHash.plainType(of: expression.type) == nil {
            throw QueryError(
                .illegalColumn, "Unexpected type \(expression.type.name) of bloom filter index \(declaration.name)")
        }
    }

    func serialise(_ columns: [Column], rowCount: Int, to writer: inout ByteWriter) throws(QueryError) {
        var sets: [Set<UInt64>] = []
        for (column, expression) in zip(columns, expressions) {
            sets.append(BloomHash.distinct(column, of: expression.type))
        }
        let total = sets.map(\.count).max() ?? 0
        writer.writeVarUInt(total)
        let size = (bitsPerValue * total + 7) / 8
        for set in sets {
            var bits = [UInt8](repeating: 0, count: size)
            let bitCount = UInt64(8 * size)
            for hash in set {
                for seed in BloomFilterSizing.seeds.prefix(hashCount) {
                    let bit = CityHash.hash16(hash, seed) % bitCount
                    bits[Int(bit / 8)] |= 1 << UInt8(bit % 8)
                }
            }
            writer.writeBytes(bits)
        }
    }

    func condition(_ filter: [BoundExpression], in context: QueryContext) -> (any SkipIndexCondition)? {
        var builder = BloomConditionBuilder(expressions: expressions, context: context)
        let root = BloomNode.and(filter.map { builder.node($0) })
        guard builder.isUseful else { return nil }
        return Condition(root: root, columnCount: expressions.count, bitsPerValue: bitsPerValue, hashCount: hashCount)
    }

    private struct Condition: SkipIndexCondition {
        let root: BloomNode
        let columnCount: Int
        let bitsPerValue: Int
        let hashCount: Int

        func passes(_ reader: inout ByteReader, count: Int) throws(QueryError) -> [Bool] {
            var result: [Bool] = []
            for _ in 0..<count {
                let total = try reader.readCount(max: 1 << 40, of: "values of a bloom filter")
                let size = (bitsPerValue * total + 7) / 8
                var filters: [[UInt8]] = []
                for _ in 0..<columnCount { filters.append(try reader.readBytes(size)) }
                result.append(root.mayHold { column, hash in contains(hash, in: filters[column]) })
            }
            return result
        }

        private func contains(_ hash: UInt64, in bits: [UInt8]) -> Bool {
            guard !bits.isEmpty else { return false }
            let bitCount = UInt64(8 * bits.count)
            return BloomFilterSizing.seeds.prefix(hashCount).allSatisfy { seed in
                let bit = CityHash.hash16(hash, seed) % bitCount
                return bits[Int(bit / 8)] & (1 << UInt8(bit % 8)) != 0
            }
        }
    }
}

/// The base hash of a value in a bloom filter.
enum BloomHash {
    /// The type whose values are hashed: an array's elements, without wrappers. `nil` where there is no hash.
    static func plainType(of type: DataType) -> DataType? {
        var inner = type.unwrapped.storedValue
        if case .array(let element) = inner { inner = element.unwrapped }
        switch inner {
        case .array, .map, .tuple, .aggregateFunction, .simpleAggregateFunction, .nothing, .variant, .dynamicValue,
            .object:
            return nil
        default: return inner
        }
    }

    /// The hashes of all values of `column`; arrays give those of their elements, 0 where all are empty.
    static func distinct(_ column: Column, of type: DataType) -> Set<UInt64> {
        let plain = column.materialised.withoutLowCardinality
        if case .array(let array) = plain {
            let elements = array.elements.withoutLowCardinality
            return elements.count == 0 ? [0] : Set(hashes(elements))
        }
        return Set(hashes(plain))
    }

    /// A hash for each row; NULL rows hash what stands in them.
    static func hashes(_ column: Column) -> [UInt64] {
        switch column {
        case .nullable(let nullable): return hashes(nullable.values)
        case .lowCardinality(let low): return hashes(low.decoded)
        case .string(let strings):
            return (0..<strings.count).map { row in
                CityHash.hash64(strings.bytes.span.extracting(strings.range(of: row)))
            }
        case .fixedString(let strings):
            return (0..<strings.count).map { row in
                CityHash.hash64(strings.bytes.span.extracting(row * strings.size..<(row + 1) * strings.size))
            }
        default:
            var visitor = Visitor()
            return visitor.run(on: column) ?? []
        }
    }

    private struct Visitor: TotalFixedWidthVisitor {
        mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [UInt64] {
            switch values {
            case let v as [UInt8]: v.map { intHash64(UInt64($0)) }
            case let v as [UInt16]: v.map { intHash64(UInt64($0)) }
            case let v as [UInt32]: v.map { intHash64(UInt64($0)) }
            case let v as [UInt64]: v.map { intHash64($0) }
            case let v as [Int8]: v.map { intHash64(UInt64(UInt8(bitPattern: $0))) }
            case let v as [Int16]: v.map { intHash64(UInt64(UInt16(bitPattern: $0))) }
            case let v as [Int32]: v.map { intHash64(UInt64(UInt32(bitPattern: $0))) }
            case let v as [Int64]: v.map { intHash64(UInt64(bitPattern: $0)) }
            case let v as [Float]: v.map { intHash64(Double($0).bitPattern) }
            case let v as [Double]: v.map { intHash64($0.bitPattern) }
            case let v as [UInt128]: v.map { wide($0) }
            case let v as [Int128]: v.map { wide(UInt128(bitPattern: $0)) }
            default: values.map { _ in 0 }
            }
        }

        private func wide(_ value: UInt128) -> UInt64 {
            var bytes = ByteWriter()
            bytes.writeFixed(value)
            return CityHash.hash64(bytes.bytes.span)
        }
    }
}
