import Columns
import Errors

/// Reads columns of `JSON` as the texts of their objects, which whoever takes the blocks converts.
package final class ObjectTexts: BlockReader {
    private let inner: any BlockReader
    /// The names of columns that are `JSON` themselves: a row without a value is the empty object.
    private let names: Set<String>

    /// A reader of `header`'s columns in a format that is text.
    package static func reader(
        _ format: any InputFormat.Type, _ header: [ColumnHeader], _ options: FormatOptions,
        _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        guard header.contains(where: \.type.containsObjects), !["Native"].contains(format.name),
            !format.name.hasPrefix("RowBinary")
        else { return try format.reader(header, options, source) }
        let texts = header.map { ColumnHeader(name: $0.name, type: $0.type.withObjectsAsTexts) }
        return ObjectTexts(
            try format.reader(texts, options, source), Set(header.filter(\.type.isObject).map(\.name)))
    }

    private init(_ inner: any BlockReader, _ names: Set<String>) {
        self.inner = inner
        self.names = names
    }

    package var missing: [[UInt8]] { inner.missing }

    package func next() throws(QueryError) -> Block? {
        guard var block = try inner.next() else { return nil }
        for position in block.columns.indices where names.contains(block.columns[position].name) {
            guard case .string(let texts) = block.columns[position].column.materialised else { continue }
            var filled = StringColumn()
            for row in 0..<texts.count {
                if texts.range(of: row).isEmpty { filled.append("{}".utf8) } else { filled.append(texts[row]) }
            }
            block.columns[position].column = .string(filled)
        }
        return block
    }
}

extension DataType {
    /// The type with strings in the place of objects.
    fileprivate var withObjectsAsTexts: DataType {
        switch self {
        case .object: .string
        case .nullable(let inner): .nullable(inner.withObjectsAsTexts)
        case .array(let inner): .array(inner.withObjectsAsTexts)
        case .map(let key, let value): .map(key: key, value: value.withObjectsAsTexts)
        case .tuple(let elements): .tuple(elements.map { TupleElement($0.name, $0.type.withObjectsAsTexts) })
        default: self
        }
    }
}
