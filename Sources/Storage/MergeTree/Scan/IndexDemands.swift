import Errors
import Functions

/// What a filter must use of a table's indexes, or the scan is refused: `force_primary_key`, `force_index_by_date`,
/// `force_data_skipping_indices`.
struct IndexDemands: Sendable {
    let primaryKey: Bool
    let partition: Bool
    let skipIndexes: [String]

    init(_ context: QueryContext) {
        func isOn(_ name: String) -> Bool {
            context.settings[name].map { $0 == "1" || $0.lowercased() == "true" } ?? false
        }
        primaryKey = isOn("force_primary_key")
        partition = isOn("force_index_by_date")
        let names = context.settings["force_data_skipping_indices"] ?? ""
        skipIndexes = names.split(separator: ",").map { name in
            name.filter { $0 != " " && $0 != "`" && $0 != "'" }
        }
    }
}
