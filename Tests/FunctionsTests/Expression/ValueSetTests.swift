import Columns
import Errors
import Functions
import Testing

struct ValueSetTests {
    private static let types: [DataType] = [
        .int64, .uint8, .float64, .string, .nullable(.int32), .nullable(.string), .lowCardinality(.string),
        .lowCardinality(.nullable(.string)),
    ]

    private func value(_ type: DataType, _ number: Int) -> Value {
        switch type {
        case .nullable(let inner): number % 5 == 0 ? .null : value(inner, number)
        case .lowCardinality(let inner): value(inner, number)
        case .string: .text(String(repeating: "s", count: number % 20) + "\(number)")
        case .float64: .float64(Double(number) / 2)
        case .uint8: .uint64(UInt64(number % 256))
        default: .int64(Int64(number))
        }
    }

    private func context() -> QueryContext {
        QueryContext(
            timeZone: "UTC", startNanoseconds: 0, database: "default", user: "default", queryIdentifier: "test",
            settings: [:])
    }

    @Test("IN and NOT IN find what is in the set, few members or many", arguments: types, [0, 3, 16, 17, 150])
    func finds(type: DataType, members: Int) throws {
        let set = ValueSet(types: [type.withoutLowCardinality])
        let memberValues = (0..<members).map { value(type, $0 * 3 % 250) }
        // In two goes, with repetitions.
        for part in [memberValues.prefix(members / 2), memberValues[...]] {
            set.insert([try Column.laidOut(Array(part), as: type.withoutLowCardinality)])
        }
        let wanted = Set(memberValues).subtracting([.null])
        #expect(set.count == wanted.count)
        let rows = (0..<400).map { value(type, $0 * 7 % 251) }
        let input = EvaluationInput(columns: [1: try Column.laidOut(rows, as: type)], rowCount: rows.count)
        let isNullable = type.withoutLowCardinality.isNullable
        for isNegated in [false, true] {
            let expression = BoundExpression(
                type: isNullable ? .nullable(.uint8) : .uint8,
                node: .membership(
                    Membership(operands: [.column(1, type: type)], set: set, isNegated: isNegated)))
            let found = try expression.evaluate(over: input, in: context()).materialised
            let expected = rows.map { row -> Value in
                if row == .null { return .null }
                return .uint64(wanted.contains(row) != isNegated ? 1 : 0)
            }
            #expect((0..<rows.count).map { found.value(at: $0) } == expected)
        }
    }

    @Test("tuples are members as a whole")
    func findsTuples() throws {
        let set = ValueSet(types: [.int64, .string])
        set.insert([.int64([1, 2]), .string(StringColumn(["a", "b"]))])
        let mask = set.contains([.int64([1, 1, 2]), .string(StringColumn(["a", "b", "b"]))], rowCount: 3)
        #expect(mask == [1, 0, 1])
    }
}
