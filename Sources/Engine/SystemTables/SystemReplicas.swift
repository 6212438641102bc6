import Columns
import Errors
import Storage

/// Replicated tables are taken as what they say they are, one replica: always its leader, never behind.
struct SystemReplicas: SystemTable {
    static let name = "replicas"
    static let comment = "The replicated tables of this server: each is its only replica."
    static let hidden: Set = ["readonly_duration"]
    static let columns = """
        database String
        table String
        uuid UUID
        engine String
        is_leader UInt8
        can_become_leader UInt8
        is_readonly UInt8
        readonly_start_time Nullable(DateTime)
        is_session_expired UInt8
        future_parts UInt32
        parts_to_check UInt32
        zookeeper_name String
        zookeeper_path String
        replica_name String
        replica_path String
        columns_version Int32
        queue_size UInt32
        inserts_in_queue UInt32
        merges_in_queue UInt32
        part_mutations_in_queue UInt32
        queue_oldest_time DateTime
        inserts_oldest_time DateTime
        merges_oldest_time DateTime
        part_mutations_oldest_time DateTime
        oldest_part_to_get String
        oldest_part_to_merge_to String
        oldest_part_to_mutate_to String
        log_max_index UInt64
        log_pointer UInt64
        last_queue_update DateTime
        absolute_delay UInt64
        total_replicas UInt32
        active_replicas UInt32
        lost_part_count UInt64
        last_queue_update_exception String
        zookeeper_exception String
        replica_is_active Map(String, UInt8)
        readonly_duration Nullable(UInt64)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, _, table) in scope.mergeTrees() {
            guard let replica = table.definition.replica else { continue }
            try rows.add([
                "database": .text(name.database), "table": .text(name.table), "engine": .text(table.engineName),
                "is_leader": .flag(true), "can_become_leader": .flag(true), "zookeeper_name": .text("default"),
                "zookeeper_path": .text(replica.path), "replica_name": .text(replica.replica),
                "replica_path": .text("\(replica.path)/replicas/\(replica.replica)"),
                "total_replicas": .count(1), "active_replicas": .count(1),
                "replica_is_active": .map([(replica.replica, .uint64(1))]),
            ])
        }
    }
}
