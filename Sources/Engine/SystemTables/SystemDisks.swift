import Columns
import Errors
import Storage

struct SystemDisks: SystemTable {
    static let name = "disks"
    static let comment = "The disks that tables keep their parts on."
    static let columns = """
        name String
        path String
        free_space UInt64
        total_space UInt64
        unreserved_space UInt64
        keep_free_space UInt64
        type String
        object_storage_type String
        metadata_type String
        is_encrypted UInt8
        is_read_only UInt8
        is_write_once UInt8
        is_remote UInt8
        is_broken UInt8
        cache_path String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        var seen: Set<String> = []
        for policy in scope.instance.storage.policies.policies {
            for disk in policy.disks where seen.insert(disk.name).inserted {
                try rows.add([
                    "name": .text(disk.name), "path": .text(disk.rootPath + (disk.rootPath.hasSuffix("/") ? "" : "/")),
                    "free_space": .count(disk.freeBytes), "total_space": .count(disk.totalBytes),
                    "unreserved_space": .count(disk.freeBytes), "type": .text("Local"),
                    "object_storage_type": .text("None"), "metadata_type": .text("None"),
                ])
            }
        }
    }
}
