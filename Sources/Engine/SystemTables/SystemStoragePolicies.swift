import Columns
import Errors
import Storage

struct SystemStoragePolicies: SystemTable {
    static let name = "storage_policies"
    static let comment = "The storage policies and their volumes."
    static let columns = """
        policy_name String
        volume_name String
        volume_priority UInt64
        disks Array(String)
        volume_type Enum8('JBOD' = 0, 'SINGLE_DISK' = 1, 'UNKNOWN' = 2)
        max_data_part_size UInt64
        move_factor Float32
        prefer_not_to_merge UInt8
        perform_ttl_move_on_insert UInt8
        load_balancing Enum8('ROUND_ROBIN' = 0, 'LEAST_USED' = 1)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for policy in scope.instance.storage.policies.policies {
            for (position, volume) in policy.volumes.enumerated() {
                try rows.add([
                    "policy_name": .text(policy.name), "volume_name": .text(volume.name),
                    "volume_priority": .count(position + 1), "disks": .texts(volume.disks.map(\.name)),
                    "volume_type": .int64(0), "perform_ttl_move_on_insert": .flag(true),
                ])
            }
        }
    }
}
