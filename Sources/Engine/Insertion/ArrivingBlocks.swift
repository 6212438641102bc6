import Columns
import Errors
import Formats
import SQLSyntax
import Storage

/// Blocks of a connection, read like those of a format: columns are matched by name, and keep the types they came with.
final class ArrivingBlocks: BlockReader {
    private let blocks: any BlockChunks
    private let header: [ColumnHeader]
    private(set) var missing: [[UInt8]] = []

    init(_ blocks: any BlockChunks, _ header: [ColumnHeader]) {
        self.blocks = blocks
        self.header = header
    }

    func next() throws(QueryError) -> Block? {
        while let block = try blocks.next() {
            guard block.rowCount > 0 else { continue }
            let columns = header.compactMap { column in block.position(of: column.name).map { block.columns[$0] } }
            guard !columns.isEmpty else {
                throw QueryError(.incorrectData, "The block has none of the columns of the INSERT")
            }
            missing = [[UInt8]](repeating: [], count: columns.count)
            return Block(columns, rowCount: block.rowCount)
        }
        return nil
    }
}

extension CatalogEntry {
    /// ClickHouse's text of a table's columns, from which its client fills in what the data leave out.
    func columnsDescription(_ schema: TableSchema) -> String {
        guard case .createTable(let create) = definition else { return "" }
        let columns = create.structure?.columns ?? []
        var text = "columns format version: 1\n\(columns.count) columns:\n"
        for column in columns {
            let name = column.name.replacing("\\", with: "\\\\").replacing("`", with: "\\`")
            guard let position = schema.position(of: column.name) else { continue }
            text += "`\(name)` \(escaped(schema.columns[position].type.name))"
            if let kind = column.defaultKind, let expression = column.defaultExpression {
                text += "\t\("\(kind)".uppercased())\t\(escaped(expression.text))"
            }
            text += "\n"
        }
        return text
    }

    private func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
            .replacing("'", with: "\\'")
    }
}
