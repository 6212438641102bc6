import Codecs
import Columns
import Errors
import Storage

/// Colonnade's own: what each column was compressed by, and why that may differ from its declaration.
struct SystemCodecDecisions: SystemTable {
    static let name = "codec_decisions"
    static let comment = """
        The codecs of the blocks of active parts. With codec_policy = 'best' each block has the codec that makes a \
        sample of it smallest, its decoder's time weighed in.
        """
    static let columns = """
        database String
        table String
        column String
        type String
        codec_policy String
        declared_codec String
        codec String
        blocks UInt64
        compressed_bytes UInt64
        uncompressed_bytes UInt64
        ratio Float64
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, _, table) in scope.mergeTrees() {
            var uses: [String: [String: CodecUse]] = [:]
            for part in table.shownParts {
                for (column, codecs) in try part.codecUses() {
                    for (codec, use) in codecs { uses[column, default: [:]][codec, default: CodecUse()].add(use) }
                }
            }
            let layout = table.layout
            for column in layout.schema.stored {
                for (codec, use) in (uses[column.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
                    try rows.add([
                        "database": .text(name.database), "table": .text(name.table), "column": .text(column.name),
                        "type": .text(column.type.name),
                        "codec_policy": .text(layout.definition.settings.codecPolicy),
                        "declared_codec": .text(layout.codecs[column.name]?.clause ?? ""), "codec": .text(codec),
                        "blocks": .count(use.blockCount), "compressed_bytes": .count(use.compressedSize),
                        "uncompressed_bytes": .count(use.uncompressedSize),
                        "ratio": .float64(Double(use.uncompressedSize) / Double(max(use.compressedSize, 1))),
                    ])
                }
            }
        }
    }
}
