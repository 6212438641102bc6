import Codecs
import Columns
import Errors

/// `serialization.json`: how the columns of a part are laid out where that is not the oldest way.
package struct SerialisationFile: Sendable {
    package static let name = "serialization.json"
    package var kinds: [String: SerialisationKind] = [:]
    /// Strings have a stream of sizes.
    package var hasStringSizes = false
    /// The rule about strings holds at every depth, not only for columns and elements of tuples.
    package var propagatesToNested = false
    /// Nullable columns may be sparse.
    package var allowsSparseNullable = false
    /// Columns that were left out because all their values are defaults.
    package var missingColumns: [ColumnsFile.Entry] = []

    package init() {}

    /// The file of parts that we write: strings with sizes everywhere, nothing sparse.
    package static var written: SerialisationFile {
        var file = SerialisationFile()
        file.hasStringSizes = true
        file.propagatesToNested = true
        return file
    }

    package var text: String {
        JSONValue.object([
            "columns": .array([]),
            "propagate_types_serialization_versions_to_nested_types": .bool(propagatesToNested),
            "types_serialization_versions": .object(["string": .integer(hasStringSizes ? 1 : 0)]),
            "version": .integer(1),
        ]).written
    }

    package init(parsing bytes: [UInt8]) throws(QueryError) {
        let content = try JSONValue(reading: bytes)
        let version = content["version"]?.integer ?? 0
        guard version >= 0, version <= 2 else {
            throw QueryError(.notImplemented, "\(Self.name) of version \(version) is not supported")
        }
        for column in content["columns"]?.elements ?? [] {
            guard let name = column["name"]?.text else {
                throw QueryError(.corruptedData, "\(Self.name) has a column without a name")
            }
            kinds[name] = try Self.kind(column)
        }
        if case .object(let versions)? = content["types_serialization_versions"] {
            for member in versions {
                switch (member.name, member.value.integer) {
                case ("string", 0), ("nullable", 0), ("map", 0): break
                case ("string", 1): hasStringSizes = true
                case ("nullable", 1): allowsSparseNullable = true
                default:
                    throw QueryError(
                        .notImplemented,
                        "\(Self.name): \(member.name) values of version \(member.value.written) are not supported")
                }
            }
        }
        propagatesToNested = content["propagate_types_serialization_versions_to_nested_types"]?.boolean ?? false
        for column in content["missing_columns"]?.elements ?? [] {
            if let name = column["name"]?.text, let type = column["type"]?.text {
                missingColumns.append(ColumnsFile.Entry(name: name, typeName: type))
            }
        }
    }

    private static func kind(_ entry: JSONValue) throws(QueryError) -> SerialisationKind {
        let elements = entry["subcolumns"]?.elements ?? []
        switch entry["kind"]?.text {
        case "Sparse": return .sparse
        case "Default" where elements.isEmpty: return .plain
        case "Default":
            var kinds: [SerialisationKind] = []
            for element in elements { kinds.append(try kind(element)) }
            return .tuple(kinds)
        case let other:
            throw QueryError(.notImplemented, "\(name): a column of kind \(other ?? "nothing") is not supported")
        }
    }
}
