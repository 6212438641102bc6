import Columns
import Errors

/// A call with a `Variant` or `Dynamic` argument of a function that knows neither: it is called for the rows of each
/// type by themselves, and NULL stays NULL.
struct MixtureCall: Sendable {
    private let function: any ScalarFunction.Type
    private let arguments: [Argument]
    /// The argument that is taken apart; further ones are by the calls for its types.
    private let position: Int
    let result: DataType

    /// `nil` where no argument is a mixture.
    init?(
        _ function: any ScalarFunction.Type, _ arguments: [Argument], in context: QueryContext
    ) throws(QueryError) {
        guard let position = arguments.firstIndex(where: { $0.type.isVariant || $0.type.isDynamic }) else {
            return nil
        }
        self.function = function
        self.arguments = arguments
        self.position = position
        let isDynamic = arguments[position].type.isDynamic
        var results: [DataType] = []
        var refusal: QueryError?
        for type in isDynamic ? Self.usualTypes : arguments[position].type.alternatives {
            do throws(QueryError) {
                let plain = try FunctionCall.result(
                    function, Self.replacing(arguments, position, with: type), in: context)
                let bare = plain.withoutLowCardinality.withoutNullable
                if bare != .nothing, !results.contains(bare) { results.append(bare) }
            } catch {
                if refusal == nil { refusal = error }
            }
        }
        if results.isEmpty, let refusal { throw refusal }
        if results.count == 1 {
            // ClickHouse knows the answer's type before it knows the values where that is one that may be NULL.
            result = isDynamic && !results[0].canBeInsideNullable ? .dynamic : results[0].asNullable
        } else if results.isEmpty {
            result = .nullable(.nothing)
        } else if isDynamic || results.contains(where: \.isDynamic) {
            result = .dynamic
        } else {
            result = try .variant(of: results.flatMap(\.alternatives))
        }
    }

    /// Types that tell whether an answer's type depends on the argument's.
    private static let usualTypes: [DataType] = [
        .string, .uint64, .int64, .float64, .decimal(precision: 18, scale: 2), .date, .dateTime(zone: nil), .bool,
        .array(.uint8), .array(.string), .map(key: .string, value: .uint8), .uuid, .ipv4,
    ]

    private static func replacing(_ arguments: [Argument], _ position: Int, with type: DataType) -> [Argument] {
        var changed = arguments
        changed[position] = Argument(type: type)
        return changed
    }

    func evaluate(_ columns: [Column], rowCount: Int, in context: QueryContext) throws(QueryError) -> Column {
        let type = arguments[position].type
        let rows = try MixedRows(columns[position].materialised, type)
        let throwing = type.isDynamic ? "dynamic_throw_on_type_mismatch" : "variant_throw_on_type_mismatch"
        var answers = [Column.defaults(of: result, count: 1)]
        for piece in rows.pieces {
            let count = piece.rows.count
            var typed: [TypedColumn] = []
            for (place, column) in columns.enumerated() {
                if place == position {
                    typed.append(TypedColumn(type: piece.type, column: piece.values))
                } else {
                    typed.append(TypedColumn(type: arguments[place].type, column: column.gathering(piece.rows)))
                }
            }
            do throws(QueryError) {
                let answer = try FunctionCall.evaluate(function, typed, rowCount: count, in: context)
                answers.append(try convertColumn(answer.column, from: answer.type, to: result, in: context))
            } catch {
                let isMismatch = [.illegalTypeOfArgument, .noCommonType, .typeMismatch].contains(error.code)
                guard isMismatch, !context.allows(throwing, default: true) else { throw error }
                answers.append(.defaults(of: result, count: count))
            }
        }
        return rows.gathered(answers)
    }
}
