import Columns
import Errors

/// A bucket for a hash, chosen so that few hashes move when there are more buckets.
protocol ConsistentHash: RowwiseFunction {
    static var bucketCountMax: Int64 { get }
    static func bucket(_ hash: UInt64, _ count: Int64) -> Int64
}

extension ConsistentHash {
    static var signature: [ArgumentKind] { [.integer, .constant(.integer)] }

    static func checkBuckets(_ arguments: [Argument]) throws(QueryError) {
        guard let constant = arguments[1].constant else { return }
        let count = constant.value(at: 0).integer
        guard count > 0 else {
            throw QueryError(
                .badArguments, "The second argument of function \(name) (number of buckets) must be positive number")
        }
        guard count <= bucketCountMax else {
            throw QueryError(
                .badArguments,
                "The value of the second argument of function \(name) (number of buckets) must not be greater than "
                    + "\(bucketCountMax)")
        }
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let hash: UInt64 = if case .uint64(let number) = row[0] { number } else { UInt64(bitPattern: row[0].integer) }
        return .int64(bucket(hash, row[1].integer))
    }
}

enum JumpConsistentHash: ConsistentHash {
    static let name = "jumpConsistentHash"
    static let bucketCountMax = Int64(Int32.max)
    static let documentation = FunctionDocumentation(
        "The bucket of a hash by Lamping's and Veach's jump consistent hash.", example: "jumpConsistentHash(256, 4)",
        "3")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkBuckets(arguments)
        return .int32
    }

    static func bucket(_ hash: UInt64, _ count: Int64) -> Int64 {
        var key = hash
        var bucket: Int64 = -1
        var next: Int64 = 0
        while next < count {
            bucket = next
            key = key &* 2_862_933_555_777_941_757 &+ 1
            next = Int64(Double(bucket + 1) * (0x1p31 / Double((key &>> 33) + 1)))
        }
        return bucket
    }
}

enum KafkaMurmurHash: StringMeasure {
    static let name = "kafkaMurmurHash"
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "The hash by which Kafka's clients choose partitions.", example: "kafkaMurmurHash('test')", "716234879")

    static func measure(_ text: Span<UInt8>) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: text.count)
        var position = 0
        while text.count - position >= 4 {
            var word: UInt32 = 0
            for place in 0..<4 { word |= UInt32(text[position + place]) &<< UInt32(8 * place) }
            word = word &* multiplier
            word ^= word &>> 24
            hash = hash &* multiplier ^ word &* multiplier
            position += 4
        }
        if position < text.count {
            for place in (position..<text.count).reversed() {
                hash ^= UInt32(text[place]) &<< UInt32(8 * (place - position))
            }
            hash = hash &* multiplier
        }
        hash ^= hash &>> 13
        hash = hash &* multiplier
        hash ^= hash &>> 15
        return hash & 0x7fff_ffff
    }
}

enum JavaHashUTF16LE: ScalarFunction {
    static let name = "javaHashUTF16LE"
    static let documentation = FunctionDocumentation(
        "Java's hashCode of a string in UTF-16 with the low bytes first.", example: "javaHashUTF16LE('a\\0b\\0')",
        "3105")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return .int32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var hashes: [Int32] = []
        for row in 0..<rowCount {
            let text = Array(strings[row])
            guard text.count.isMultiple(of: 2) else {
                throw QueryError(.badArguments, "Arguments for \(name) must be in the form of UTF-16")
            }
            var hash: UInt32 = 0
            for place in stride(from: 0, to: text.count, by: 2) {
                hash = hash &* 31 &+ (UInt32(text[place]) | UInt32(text[place + 1]) &<< 8)
            }
            hashes.append(Int32(bitPattern: hash))
        }
        return .int32(hashes)
    }
}
