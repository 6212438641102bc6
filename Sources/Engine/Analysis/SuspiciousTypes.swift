import Columns
import Errors

extension AnalysisEnvironment {
    /// Refuses the types that a user names by mistake, unless a setting allows them.
    func refuseSuspicious(_ type: DataType) throws(QueryError) {
        switch type {
        case .lowCardinality(let inner):
            let plain = inner.withoutNullable
            if !plain.isStringOrFixedString, !allows("allow_suspicious_low_cardinality_types") {
                throw QueryError(
                    .suspiciousTypeForLowCardinality,
                    "Creating columns of type \(type.name) is prohibited by default due to expected negative impact on "
                        + "performance. It can be enabled with the `allow_suspicious_low_cardinality_types` setting")
            }
            try refuseSuspicious(inner)
        case .fixedString(let width) where width > 256 && !allows("allow_suspicious_fixed_string_types"):
            throw QueryError(
                .illegalColumn,
                "Cannot create column with type '\(type.name)' because fixed string with size > 256 is suspicious. Set "
                    + "setting allow_suspicious_fixed_string_types = 1 in order to allow it")
        case .nullable(let inner), .array(let inner): try refuseSuspicious(inner)
        case .map(let key, let value):
            try refuseSuspicious(key)
            try refuseSuspicious(value)
        case .tuple(let elements): for element in elements { try refuseSuspicious(element.type) }
        default: break
        }
    }

    private func allows(_ name: String) -> Bool {
        setting(name).map { $0 == "1" || $0.lowercased() == "true" } ?? false
    }
}
