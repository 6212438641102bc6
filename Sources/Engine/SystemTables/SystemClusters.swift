import Columns
import Errors

struct SystemClusters: SystemTable {
    static let name = "clusters"
    static let comment = "The one cluster `default`, of this server alone."
    static let aliases = ["name": "cluster"]
    static let columns = """
        cluster String
        shard_num UInt32
        shard_name String
        shard_weight UInt32
        internal_replication UInt8
        replica_num UInt32
        host_name String
        host_address String
        port UInt16
        is_local UInt8
        user String
        default_database String
        errors_count UInt32
        slowdowns_count UInt32
        estimated_recovery_time UInt32
        database_shard_name String
        database_replica_name String
        is_shared_catalog_cluster UInt8
        is_active Nullable(UInt8)
        unsynced_after_recovery Nullable(UInt8)
        replication_lag Nullable(UInt32)
        recovery_time Nullable(UInt64)
        name String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        try rows.add([
            "cluster": .text("default"), "shard_num": .count(1), "shard_weight": .count(1), "replica_num": .count(1),
            "host_name": .text("localhost"), "host_address": .text("127.0.0.1"), "port": .count(9000),
            "is_local": .flag(true), "user": .text("default"),
        ])
    }
}
