import Columns
import Errors

/// What date functions ask of their arguments.
enum TimeArguments {
    /// Refuses an argument at `position` that is no date or date with time; with `withTime`, also dates.
    static func check(
        _ name: String, _ arguments: [Argument], at position: Int, withTime: Bool = false
    ) throws(QueryError) {
        let type = arguments[position].type
        switch type {
        case .dateTime, .dateTime64: return
        case .date where !withTime, .date32 where !withTime: return
        default: throw illegalArgumentType(name, position, type)
        }
    }

    /// The zone that a constant argument at `position` names; `nil` without such an argument.
    static func checkedZone(
        _ name: String, _ arguments: [Argument], at position: Int
    ) throws(QueryError) -> String? {
        guard position < arguments.count else { return nil }
        guard arguments[position].type == .string else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        guard let bytes = arguments[position].constantBytes else {
            throw QueryError(
                .illegalColumn,
                "Argument at index \(position) for function \(name) must be a constant string: the name of a time zone")
        }
        guard !bytes.isEmpty else {
            throw QueryError(
                .badArguments, "Provided time zone must be non-empty and be a valid time zone (function \(name))")
        }
        return try TimeZoneRegistry.named(String(decoding: bytes, as: UTF8.self)).name
    }

    /// The same for arguments at work.
    static func zone(
        _ arguments: [TypedColumn], at position: Int, of type: DataType, in context: QueryContext
    ) throws(QueryError) -> TimeZone {
        if position < arguments.count, arguments[position].type == .string {
            let bytes = arguments[position].strings.bytesOfFirstRow
            if !bytes.isEmpty { return try TimeZoneRegistry.named(String(decoding: bytes, as: UTF8.self)) }
        }
        return try TimeZoneRegistry.named(type.ownZone ?? context.timeZone)
    }

    /// Do functions that return days and beginnings keep times before 1970?
    static func isExtended(_ type: DataType, in context: QueryContext) -> Bool {
        switch type {
        case .date32, .dateTime64:
            (context.settings["enable_extended_results_for_datetime_functions"] ?? "0") == "1"
        default: false
        }
    }
}

extension DataType {
    /// The zone that a `DateTime` or `DateTime64` carries in its type.
    var ownZone: String? {
        switch self {
        case .dateTime(let zone), .dateTime64(_, let zone): zone
        default: nil
        }
    }
}

extension TypedColumn {
    /// The points in time of a date or date with time; constants spelled out.
    var timePoints: TimePoints {
        TimePoints(column.materialised, as: type) ?? .dateTime([UInt32](repeating: 0, count: column.count))
    }
}
