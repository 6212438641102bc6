import Errors
import SQLSyntax

/// Table functions that ClickHouse has and Colonnade refuses by name: they reach other servers, or run programs.
enum RefusedFunctions {
    private static let names: Set<String> = [
        "remote", "remoteSecure", "cluster", "clusterAllReplicas", "url", "urlCluster", "s3", "s3Cluster", "gcs", "oss",
        "cosn", "hdfs", "hdfsCluster", "azureBlobStorage", "azureBlobStorageCluster", "mysql", "postgresql", "mongodb",
        "redis", "sqlite", "odbc", "jdbc", "deltaLake", "deltaLakeCluster", "iceberg", "icebergS3", "icebergCluster",
        "hudi", "hudiCluster", "paimon", "executable", "fileCluster", "arrowFlight", "ytsaurus", "fuzzQuery",
        "fuzzJSON",
        "mergeTreeIndex", "mergeTreeProjection", "mergeTreeParts", "timeSeriesData", "timeSeriesMetrics",
        "timeSeriesTags", "prometheusQuery", "prometheusQueryRange", "input",
    ]

    static func has(_ name: String) -> Bool { names.contains(name) }

    /// Throws for the names that are refused.
    static func refuse(_ call: FunctionCall, _ arguments: TableFunctionArguments) throws(QueryError) {
        guard names.contains(call.name) else { return }
        if call.name == "url", arguments.count > 0, !(try arguments.text(0)).contains("://") {
            throw QueryError(
                .badArguments,
                "Empty protocol in the URL: The data format cannot be detected by the contents of the files. You can "
                    + "specify the format manually.")
        }
        if call.name == "cluster" || call.name == "clusterAllReplicas" || call.name.hasPrefix("remote") {
            throw QueryError(.notImplemented, "Table function \(call.name) is not supported: there is one server")
        }
        throw QueryError(.notImplemented, "Table function \(call.name) is not supported")
    }
}
