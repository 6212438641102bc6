import Errors

/// Reads `JSON` values from their bytes; see `ObjectPath`.
package struct ObjectBytesReader {
    /// The value in `bytes[range]`. No bytes at all are the empty object.
    package static func read(_ bytes: [UInt8], _ range: Range<Int>) throws(QueryError) -> [ObjectPath] {
        guard !range.isEmpty else { return [] }
        var reader = ValueBytesReader(bytes, in: range)
        var paths: [ObjectPath] = []
        for _ in 0..<(try reader.readCount()) {
            let path = try reader.readText()
            let type = try reader.readType()
            paths.append(ObjectPath(path: path, type: type, value: try reader.readValue(of: type)))
        }
        return paths
    }

    /// Calls `body` with the name of each path and the bytes behind it: a type and a value, as a `Dynamic` has them.
    package static func forEachPath(
        _ bytes: [UInt8], _ range: Range<Int>, _ body: (Range<Int>, Range<Int>) -> Void
    ) throws(QueryError) {
        guard !range.isEmpty else { return }
        var reader = ValueBytesReader(bytes, in: range)
        for _ in 0..<(try reader.readCount()) {
            let count = try reader.readCount()
            let name = reader.position..<reader.position + count
            reader.skip(count)
            let start = reader.position
            try reader.skipTypedValue()
            body(name, start..<reader.position)
        }
    }
}

/// Writes `JSON` values as bytes; see `ObjectPath`.
package enum ObjectBytesWriter {
    package static func write(_ paths: [ObjectPath], to output: inout [UInt8]) {
        guard !paths.isEmpty else { return }
        ValueBytes.writeVarUInt(paths.count, to: &output)
        for entry in paths {
            ValueBytes.writeText(entry.path, to: &output)
            TypeBytes.write(entry.type, to: &output)
            ValueBytes.write(entry.value, of: entry.type, to: &output)
        }
    }
}
