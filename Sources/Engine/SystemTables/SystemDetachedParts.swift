import Columns
import Errors
import Storage

struct SystemDetachedParts: SystemTable {
    static let name = "detached_parts"
    static let comment = "The parts in the `detached` directories of all MergeTree tables, and why they are there."
    static let columns = """
        database String
        table String
        partition_id Nullable(String)
        name String
        bytes_on_disk UInt64
        modification_time DateTime
        disk String
        path String
        reason Nullable(String)
        min_block_number Nullable(Int64)
        max_block_number Nullable(Int64)
        level Nullable(UInt32)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, _, table) in scope.mergeTrees() {
            for (directory, part, reason, disk) in try table.detachedParts() {
                let path = "\(table.path)/detached/\(directory)"
                try rows.add([
                    "database": .text(name.database), "table": .text(name.table),
                    "partition_id": part.map { .text($0.partition) } ?? .null, "name": .text(directory),
                    "bytes_on_disk": .count(rows.wants("bytes_on_disk") ? try bytes(in: path, on: disk) : 0),
                    "modification_time": .moment(seconds: disk.modificationSeconds(of: path)), "disk": .text(disk.name),
                    "path": .text(String(directoryPath(disk, path).dropLast())),
                    "reason": part == nil ? .null : .text(reason),
                    "min_block_number": part.map { .int64($0.blockMin) } ?? .null,
                    "max_block_number": part.map { .int64($0.blockMax) } ?? .null,
                    "level": .optionalCount(part?.level),
                ])
            }
        }
    }

    private static func bytes(in directory: String, on disk: any Disk) throws(QueryError) -> Int {
        var total = 0
        for file in try disk.list(directory) where !disk.isDirectory("\(directory)/\(file)") {
            total += try disk.size(of: "\(directory)/\(file)")
        }
        return total
    }
}
