import Columns
import Errors
import Storage
import Testing

struct PartitionIdentifierTests {
    /// Identifiers that 26.9 gave.
    static let known: [(types: [String], values: [String], identifier: String)] = [
        ([], [], "all"),
        (["UInt32"], ["202402"], "202402"),
        (["Int32", "UInt8"], ["-5", "7"], "-5-7"),
        (["String"], ["hello"], "21818ffeee1ae033898614f81c7c3c75"),
        (["String"], [""], "f64abffc6c96f8ef72c783f1b9426e19"),
        (["Int32", "String"], ["-5", "x"], "ace42c723423c426b8ffd476c9ce6e05"),
        (["UInt32", "String"], ["202402", "x"], "2c514625415cbee44da197d661e47744"),
        (["UUID"], ["61f0c404-5cb3-11e7-907b-a6006ad3dba0"], "48406fdb38e23228b776558b4edfa795"),
        (["IPv6"], ["::1"], "1ebc31932a947b7ca9e898a271e7f028"),
        (["Nullable(Int32)"], ["NULL"], "2b16b490a87466b6a6d34fd9027f3c3d"),
    ]

    private func value(_ text: String, _ type: DataType) throws -> Value {
        if text == "NULL" { return .null }
        let bytes = Array(text.utf8)
        var position = 0
        switch type {
        case .uuid: return .uint128(try UUIDText.read(bytes.span, at: &position))
        case .ipv6: return .uint128(try IPv6Text.read(bytes.span, at: &position))
        case .string: return .string(bytes)
        default: return type.isSignedInteger ? .int64(Int64(text) ?? 0) : .uint64(UInt64(text) ?? 0)
        }
    }

    @Test func identifiersAreClickHouses() throws {
        for (names, texts, identifier) in Self.known {
            let types = try names.map { try DataType(parsing: $0) }
            let values = try zip(texts, types).map { try value($0, $1) }
            #expect(try PartitionIdentifier.text(of: values, types: types) == identifier, "\(names) \(texts)")
        }
    }
}
