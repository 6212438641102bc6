import Columns
import Errors

/// Reads one block of the Native format, piece by piece where it is not all there yet.
package struct NativeBlockParser: Sendable {
    private let revision: Int
    private var hasInfo: Bool
    private var columnCount: Int?
    private var rowCount = 0
    private var columns: [BlockColumn] = []

    package init(revision: Int) {
        self.revision = revision
        hasInfo = revision == 0
    }

    /// Reads a whole block; a block that is cut off is `CANNOT_READ_ALL_DATA`.
    package static func read(from reader: inout ByteReader, revision: Int) throws(QueryError) -> Block {
        var parser = NativeBlockParser(revision: revision)
        while true {
            if let block = try parser.step(&reader) { return block }
        }
    }

    /// Goes on reading. `nil` when bytes are missing: then `reader` stands where the next call must begin, and
    /// `reader.shortfall` says how many bytes more are needed at least. A block that is given ends the parser's work.
    package mutating func resume(_ reader: inout ByteReader) throws(QueryError) -> Block? {
        while true {
            let start = reader.offset
            do {
                if let block = try step(&reader) { return block }
            } catch {
                let missing = reader.shortfall
                guard missing > 0 else { throw error }
                reader.stop(at: start, missing: missing)
                return nil
            }
        }
    }

    /// Reads the block's header, or one column; gives the block once it is whole.
    private mutating func step(_ reader: inout ByteReader) throws(QueryError) -> Block? {
        guard hasInfo else {
            try skipInfo(&reader)
            hasInfo = true
            return nil
        }
        guard let columnCount else {
            let columns = try reader.readCount(max: CodecLimits.blockColumnsMax, of: "columns of a Native block")
            rowCount = try reader.readCount(max: CodecLimits.blockRowsMax, of: "rows of a Native block")
            guard columns > 0 || rowCount == 0 else {
                throw QueryError(.incorrectData, "A Native block has \(rowCount) rows and no columns")
            }
            self.columnCount = columns
            return columns == 0 ? Block([], rowCount: 0) : nil
        }
        columns.append(try readColumn(&reader))
        return columns.count == columnCount ? Block(columns, rowCount: rowCount) : nil
    }

    private func skipInfo(_ reader: inout ByteReader) throws(QueryError) {
        while true {
            switch try reader.readVarUInt() {
            case 0: return
            case 1: try reader.skip(1)
            case 2: try reader.skip(4)
            case 3: try reader.skip(4 * (try reader.readCount(max: 1 << 16, of: "buckets of a Native block")))
            case let field:
                throw QueryError(.unknownBlockInfoField, "Unknown BlockInfo field number: \(field)")
            }
        }
    }

    private func readColumn(_ reader: inout ByteReader) throws(QueryError) -> BlockColumn {
        let name = try reader.readText()
        let type = try DataType(parsing: try reader.readText())
        if revision >= NativeRevision.customSerialisation, try reader.readBool() {
            throw QueryError(.notImplemented, "Column \(name) of a Native block has a special layout: not supported")
        }
        guard rowCount > 0 else { return BlockColumn(name: name, type: type, column: .defaults(of: type, count: 0)) }
        if type.isObject {
            // Version 1 is text, which whoever takes the block converts.
            let start = reader.offset
            if try reader.readFixed(UInt64.self) == 1 {
                return BlockColumn(name: name, type: .string, column: try reader.readLeaf(.string, count: rowCount))
            }
            reader.rewind(to: start)
        }
        let serialisation = try ColumnSerialisation(column: name, type: type, options: .native)
        var columnReader = ColumnReader(serialisation)
        var readers = SubstreamReaders(joined: reader)
        // The caller sees how far it came and what was missing, also when it throws.
        defer { reader = readers.readers[0] }
        try columnReader.readPrefix(from: &readers)
        return BlockColumn(name: name, type: type, column: try columnReader.read(rowCount: rowCount, from: &readers))
    }
}
