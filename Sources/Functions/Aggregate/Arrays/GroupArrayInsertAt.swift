import Columns
import Errors

/// `groupArrayInsertAt(default, size)(x, position)`: values at their positions, the first one where there are several.
package struct GroupArrayInsertAt: AggregateFunction {
    package static let name = "groupArrayInsertAt"
    package static let documentation = FunctionDocumentation(
        summary: "An array with each value at the position that the second argument says.",
        examples: [.init(sql: "arrayReduce('groupArrayInsertAt', [5, 6], [1, 3])", result: "[0,5,0,6]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkParameterCount(name, parameters, 0...2)
        let (type, position) = try twoArguments(name, arguments)
        guard position.isUnsignedInteger, let word = WordType(position) else {
            throw QueryError(
                .illegalTypeOfArgument, "Second argument of aggregate function \(name) must be unsigned integer.")
        }
        var size: Int?
        if parameters.count == 2 {
            size = try integerParameter(name, parameters[1], in: 0...GroupArrayInsertAtStates.sizeMax)
        }
        var filler = Column.defaults(of: type, count: 1).value(at: 0)
        if let given = parameters.first {
            filler = try self.filler(given, type)
        }
        return GroupArrayInsertAtStates(type: type, position: word, filler: filler, size: size)
    }

    /// The default as a value of `type`.
    private static func filler(_ given: Value, _ type: DataType) throws(QueryError) -> Value {
        if type == .string, case .uint64(let number) = given { return .text("\(number)") }
        if type.isFloat { return .float64(try numberParameter(name, given)) }
        do {
            return try Column([given], as: type).value(at: 0)
        } catch {
            throw QueryError(
                .cannotConvertType,
                "The default \(given.literal) of aggregate function \(name) is no value of type \(type.name)")
        }
    }
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of positions |
/// | each | u8 1 where there is no value, else 0 and the value in single-value form |
struct GroupArrayInsertAtStates: AggregateStates {
    static let sizeMax = 0xFF_FFFF
    private let type: DataType
    private let position: WordType
    private let filler: Value
    private let size: Int?
    private var lists: [[Value?]] = []

    init(type: DataType, position: WordType, filler: Value, size: Int?) {
        self.type = type
        self.position = position
        self.filler = filler
        self.size = size
    }

    var resultType: DataType { .array(type) }
    var groupCount: Int { lists.count }
    var byteCount: Int { lists.reduce(0) { $0 + 24 + $1.count * 48 } }
    mutating func grow(to count: Int) { fill(&lists, to: count, with: []) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        let positions = position.words(of: arguments[1])
        for row in groups.indices {
            let place = positions[row]
            if let size, place >= UInt64(size) { continue }
            guard place < UInt64(Self.sizeMax) else {
                throw QueryError(
                    .tooLargeArraySize,
                    "Too large array size: position argument (\(place)) is greater or equals to limit (\(Self.sizeMax))"
                )
            }
            put(arguments[0].value(at: row), Int(place), Int(groups[row]))
        }
    }

    private mutating func put(_ value: Value, _ place: Int, _ group: Int) {
        fill(&lists[group], to: place + 1, with: nil)
        if lists[group][place] == nil { lists[group][place] = value }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices {
            fill(&lists[Int(groups[index])], to: other.lists[index].count, with: nil)
            for (place, value) in other.lists[index].enumerated() {
                if let value { put(value, place, Int(groups[index])) }
            }
        }
    }

    func results() throws(QueryError) -> Column {
        var ends: [Int] = []
        var values: [Value] = []
        for list in lists {
            values.append(contentsOf: list.map { $0 ?? filler })
            if let size, list.count < size {
                values.append(contentsOf: repeatElement(filler, count: size - list.count))
            }
            ends.append(values.count)
        }
        return .array(ArrayColumn(ends: ends, elements: try Column(values, as: type)))
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(lists[group].count))
        for value in lists[group] {
            bytes.append(value == nil ? 1 : 0)
            if let value { SingleValueForm.write(value, of: type, into: &bytes) }
        }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        let count = try reader.count(ofSize: 1)
        guard count <= Self.sizeMax else { throw StateReader.broken("\(count) positions are too many") }
        fill(&lists[group], to: count, with: nil)
        for place in 0..<count where try reader.byte() == 0 {
            put(try SingleValueForm.read(type, &reader), place, group)
        }
        position = reader.position
    }
}
