import Errors

/// The parameters of a `JSON` type: what is known of its paths, and the limits that ClickHouse's storage has.
package struct ObjectType: Hashable, Sendable {
    /// Paths of one type, in order of their names.
    package let typed: [TypedPath]
    package let pathsMax: Int
    package let typesMax: Int
    /// Paths that are left out, with everything below them; in order.
    package let skipped: [String]
    /// Paths that a regular expression names are left out.
    package let skippedPatterns: [String]

    package struct TypedPath: Hashable, Sendable {
        package let path: String
        package let type: DataType

        package init(path: String, type: DataType) {
            self.path = path
            self.type = type
        }
    }

    package static let pathsMaxDefault = 1_024
    package static let plain = ObjectType()
    /// Of objects inside arrays.
    package static let nested = ObjectType(pathsMax: 256, typesMax: 16)

    package init(
        typed: [TypedPath] = [], pathsMax: Int = ObjectType.pathsMaxDefault,
        typesMax: Int = DataType.dynamicTypesMaxDefault, skipped: [String] = [], skippedPatterns: [String] = []
    ) {
        self.typed = typed.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        self.pathsMax = pathsMax
        self.typesMax = typesMax
        self.skipped = skipped.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.skippedPatterns = skippedPatterns
    }

    package func type(ofPath path: String) -> DataType? { typed.first { $0.path == path }?.type }

    /// The type of objects in arrays of objects inside values of this type.
    package var ofElements: ObjectType { ObjectType(pathsMax: pathsMax / 4, typesMax: typesMax / 2) }

    var name: String {
        var parts: [String] = []
        if typesMax != DataType.dynamicTypesMaxDefault { parts.append("max_dynamic_types=\(typesMax)") }
        if pathsMax != Self.pathsMaxDefault { parts.append("max_dynamic_paths=\(pathsMax)") }
        parts += typed.map { "\(quoteIdentifier($0.path)) \($0.type.name)" }
        parts += skipped.map { "SKIP \(quoteIdentifier($0))" }
        parts += skippedPatterns.map { "SKIP REGEXP \(quoteLiteral($0))" }
        return parts.isEmpty ? "JSON" : "JSON(\(parts.joined(separator: ", ")))"
    }
}

extension DataType {
    /// ClickHouse's default of `max_types`.
    package static let dynamicTypesMaxDefault = 32
    package static let dynamic = DataType.dynamicValue(typesMax: dynamicTypesMaxDefault)
    package static let json = DataType.object(.plain)

    /// The alternatives of a `Variant`; a type that is none is its own only one.
    package var alternatives: [DataType] { if case .variant(let types) = self { types } else { [self] } }

    package var isVariant: Bool { if case .variant = self { true } else { false } }
    package var isDynamic: Bool { if case .dynamicValue = self { true } else { false } }
    package var isObject: Bool { if case .object = self { true } else { false } }

    /// The most alternatives that a `Variant` may have: a byte says which, and one number means NULL.
    package static let alternativesMax = 255

    /// `Variant` of `types`, each once, in order of their names; `Nothing` is none.
    package static func variant(of types: [DataType]) throws(QueryError) -> DataType {
        for type in types {
            if type.isNullable || type.withoutLowCardinality.isNullable {
                throw QueryError(
                    .badArguments, "Nullable/LowCardinality(Nullable) types are not allowed inside Variant type")
            }
            if type.isVariant { throw QueryError(.badArguments, "Nested Variant types are not allowed") }
            if type.isDynamic { throw QueryError(.badArguments, "Dynamic type is not allowed inside Variant type") }
        }
        var named: [(name: [UInt8], type: DataType)] = []
        for type in Set(types) where type != .nothing { named.append((Array(type.name.utf8), type)) }
        guard !named.isEmpty else {
            throw QueryError(.badArguments, "Variant type should have at least one nested type")
        }
        guard named.count <= alternativesMax else {
            throw QueryError(
                .badArguments, "Variant type with more than \(alternativesMax) nested types is not allowed")
        }
        named.sort { $0.name.lexicographicallyPrecedes($1.name) }
        return .variant(named.map(\.type))
    }

    /// What a column of a `Variant` is in memory: which alternative a row has, then a column of each.
    package static func layout(ofAlternatives types: [DataType]) -> DataType {
        .tuple([TupleElement(nil, .nullable(.uint8))] + types.map { TupleElement(nil, $0) })
    }
}
