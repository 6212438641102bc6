import Codecs
import Errors
import SQLSyntax

/// A statement with what belongs to it.
///
/// | field | type | from revision |
/// |---|---|---|
/// | identifier of the query | text | |
/// | the client (`skipClientInformation`) | | |
/// | settings: name, flags, value; an empty name ends them | text, VarUInt, text | |
/// | hash between servers | text | 54441 |
/// | stage (2: complete), compression | VarUInt × 2 | |
/// | statement | text | |
/// | parameters, as settings; the value is a literal | text, VarUInt, text | 54459 |
/// - Source: ClickHouse `TCPHandler::processQuery`.
struct QueryPacket: Sendable {
    static let completeStage: UInt64 = 2

    let identifier: String
    let settings: [(name: String, value: String, isImportant: Bool)]
    let stage: UInt64
    let isCompressed: Bool
    let text: [UInt8]
    let parameters: [String: String]

    init(_ reader: inout ByteReader, revision: Int) throws(QueryError) {
        identifier = try reader.readText(sizeMax: PacketLimits.textMax)
        try Self.skipClientInformation(&reader, revision: revision)
        settings = try Self.readSettings(&reader)
        if revision >= ProtocolRevision.interserverSecret {
            _ = try reader.readString(sizeMax: PacketLimits.textMax)
        }
        stage = try reader.readVarUInt()
        isCompressed = try reader.readVarUInt() != 0
        text = try reader.readString(sizeMax: PacketLimits.queryTextMax)
        var parameters: [String: String] = [:]
        if revision >= ProtocolRevision.parameters {
            for (name, value, _) in try Self.readSettings(&reader) { parameters[name] = Self.unquoted(value) }
        }
        self.parameters = parameters
    }

    private static func readSettings(
        _ reader: inout ByteReader
    ) throws(QueryError) -> [(name: String, value: String, isImportant: Bool)] {
        var settings: [(name: String, value: String, isImportant: Bool)] = []
        while true {
            let name = try reader.readText(sizeMax: PacketLimits.textMax)
            if name.isEmpty { return settings }
            guard settings.count < PacketLimits.settingsMax else {
                throw QueryError(.tooLargeArraySize, "Too many settings, the maximum is \(PacketLimits.settingsMax)")
            }
            let flags = try reader.readVarUInt()
            let value = try reader.readText(sizeMax: PacketLimits.textMax)
            settings.append((name, value, flags & 1 != 0))
        }
    }

    /// The text that a quoted literal stands for: what HTTP has in `param_name`.
    private static func unquoted(_ value: String) -> String {
        guard value.hasPrefix("'"), let expression = try? Parser.parseExpression(value),
            case .literal(.string(let bytes)) = expression
        else { return value }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func skipClientInformation(_ reader: inout ByteReader, revision: Int) throws(QueryError) {
        guard try reader.readByte() != 0 else { return }
        // Initial user, query and address.
        for _ in 0..<3 { try skipText(&reader) }
        if revision >= ProtocolRevision.initialQueryStart { try reader.skip(8) }
        let interface = try reader.readByte()
        if interface == 1 {
            for _ in 0..<3 { try skipText(&reader) }
            for _ in 0..<3 { _ = try reader.readVarUInt() }
        } else if interface == 2 {
            try reader.skip(1)
            try skipText(&reader)
            if revision >= ProtocolRevision.forwardedFor { try skipText(&reader) }
            if revision >= ProtocolRevision.referer { try skipText(&reader) }
        }
        // The key of a quota.
        try skipText(&reader)
        if revision >= ProtocolRevision.distributedDepth { _ = try reader.readVarUInt() }
        if interface == 1 { _ = try reader.readVarUInt() }
        if revision >= ProtocolRevision.openTelemetry, try reader.readByte() == 1 {
            try reader.skip(24)
            try skipText(&reader)
            try reader.skip(1)
        }
        if revision >= ProtocolRevision.parallelReplicas { for _ in 0..<3 { _ = try reader.readVarUInt() } }
    }

    private static func skipText(_ reader: inout ByteReader) throws(QueryError) {
        try reader.skip(try reader.readCount(max: PacketLimits.textMax, of: "bytes of a string"))
    }
}
