import Columns
import Errors
import Storage

struct SystemMutations: SystemTable {
    static let name = "mutations"
    static let comment = "The mutations of MergeTree tables, and how far they are."
    static let columns = """
        database String
        table String
        mutation_id String
        command String
        create_time DateTime
        finish_time DateTime
        block_numbers.partition_id Array(String)
        block_numbers.number Array(Int64)
        parts_in_progress_names Array(String)
        parts_to_do_names Array(String)
        parts_to_do Int64
        parts_postpone_reasons Map(String, String)
        is_done UInt8
        is_killed UInt8
        latest_failed_part String
        latest_fail_time DateTime
        latest_fail_reason String
        latest_fail_error_code_name String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, _, table) in scope.mergeTrees() {
            for (mutation, parts) in table.mutations {
                let failure = mutation.failure
                try rows.add([
                    "database": .text(name.database), "table": .text(name.table),
                    "mutation_id": .text("mutation_\(mutation.version).txt"), "command": .text("(\(mutation.text))"),
                    "create_time": .moment(seconds: mutation.createTime),
                    "block_numbers.partition_id": .texts([""]),
                    "block_numbers.number": .array([.int64(mutation.version)]),
                    "parts_to_do_names": .texts(parts.map(\.text)), "parts_to_do": .count(parts.count),
                    "is_done": .flag(mutation.isDone && !mutation.isKilled), "is_killed": .flag(mutation.isKilled),
                    "latest_failed_part": .text(mutation.failedPart?.text ?? ""),
                    "latest_fail_reason": .text(failure.map { "\($0)" } ?? ""),
                    "latest_fail_error_code_name": .text(failure?.code.name ?? ""),
                ])
            }
        }
    }
}
