import Columns
import Errors
import Functions

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
        case .variant(let types):
            for type in types { try refuseSuspicious(type) }
            if !allows("allow_suspicious_variant_types") { try refuseSimilar(types, in: type) }
        case .object(let object): for path in object.typed { try refuseSuspicious(path.type) }
        default: break
        }
    }

    private func refuseSimilar(_ types: [DataType], in variant: DataType) throws(QueryError) {
        for (place, first) in types.enumerated() {
            for second in types[(place + 1)...] where first != .bool && second != .bool {
                guard (try? leastSupertype(of: [first, second])) != nil else { continue }
                throw QueryError(
                    .illegalColumn,
                    "Cannot create column with type '\(variant.name)' because variants '\(first.name)' and "
                        + "'\(second.name)' have similar types and working with values of these types may lead to "
                        + "ambiguity. Consider using common single variant instead of these 2 variants or set setting "
                        + "allow_suspicious_variant_types = 1 in order to allow it")
            }
        }
    }

    /// Refuses values of several types as keys of GROUP BY and the like.
    func refuseMixedKeys(_ types: [DataType], in clause: String, setting: String) throws(QueryError) {
        guard types.contains(where: \.containsMixtures), !allows(setting) else { return }
        throw QueryError(
            .illegalColumn,
            "Data types Variant/Dynamic are not allowed in \(clause) keys, because it can lead to unexpected results. "
                + "Consider using a subcolumn with a specific data type instead (for example 'column.Int64' or "
                + "'json.some.path.:Int64' if its a JSON path subcolumn) or casting this column to a specific data "
                + "type. Set setting \(setting) = 1 in order to allow it")
    }

    /// The same for ORDER BY, where our bytes of `Dynamic` and `JSON` have no order.
    func refuseMixedOrder(_ types: [DataType]) throws(QueryError) {
        try refuseMixedKeys(types, in: "ORDER BY", setting: "allow_suspicious_types_in_order_by")
        for type in types where type.containsObjects || type.containsDynamic {
            throw QueryError(.notImplemented, "ORDER BY \(type.name) is not supported")
        }
    }

    private func allows(_ name: String) -> Bool {
        setting(name).map { $0 == "1" || $0.lowercased() == "true" } ?? false
    }
}
