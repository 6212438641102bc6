import Errors
import SQLSyntax
import Storage

/// All tables of the `system` database with rows of their own; what ClickHouse has beyond them is an unknown table.
let systemTables: [any SystemTable.Type] =
    [
        SystemOne.self, SystemDatabases.self, SystemTablesTable.self, SystemColumns.self, SystemSettings.self,
        SystemFunctions.self, SystemTableFunctions.self, SystemAggregateFunctionCombinators.self,
        SystemTableEngines.self, SystemFormats.self, SystemDataTypeFamilies.self, SystemParts.self,
        SystemPartsColumns.self, SystemCodecDecisions.self, SystemDetachedParts.self, SystemMerges.self,
        SystemMutations.self, SystemReplicas.self, SystemDisks.self, SystemStoragePolicies.self,
        SystemProcesses.self, SystemQueryLog.self,
        SystemPartLog.self,
        SystemMetrics.self, SystemEvents.self, SystemAsynchronousMetrics.self, SystemAsynchronousInserts.self,
        SystemClusters.self, SystemMacros.self, SystemUsers.self, SystemGrants.self, SystemBuildOptions.self,
        SystemContributors.self, SystemLicenses.self, SystemTimeZones.self, SystemErrors.self,
        SystemDataSkippingIndices.self, SystemMergeTreeSettings.self, SystemServerSettings.self, SystemKeywords.self,
        SystemDictionaries.self,
    ] + absentThings

/// Tables of what this server never has.
private let absentThings: [any SystemTable.Type] = [
    SystemRoles.self, SystemRoleGrants.self, SystemCurrentRoles.self,
    SystemEnabledRoles.self, SystemRowPolicies.self, SystemQuotas.self, SystemQuotaLimits.self,
    SystemQuotaUsage.self, SystemSettingsProfiles.self, SystemSettingsProfileElements.self,
    SystemProjections.self, SystemNamedCollections.self, SystemViewRefreshes.self, SystemQueryCache.self,
    SystemWarnings.self, SystemCollations.self, SystemConstraints.self, SystemReplicationQueue.self,
    SystemReplicatedFetches.self, SystemDistributedDdlQueue.self, SystemDistributionQueue.self,
    SystemDetachedTables.self, SystemDroppedTables.self, SystemMoves.self, SystemBackups.self,
    SystemUserDefinedFunctions.self, SystemDimensionalMetrics.self, SystemDNSCache.self,
    SystemQueryConditionCache.self,
]

extension Instance {
    func addSystemTables() throws(QueryError) {
        let entries = systemTables.map { table in
            virtualEntry(table.name, SystemTableReader(table, of: self), engine: table.engineName)
        }
        let numbers = ["numbers", "numbers_mt"].map { name in
            virtualEntry(
                name, NumberSequence(start: 0, count: nil, step: 1).table(named: "number"), engine: "SystemNumbers")
        }
        let zeros = ["zeros", "zeros_mt"].map { name in
            virtualEntry(name, ZeroSequence(count: nil).table(), engine: "SystemZeros")
        }
        let primes = virtualEntry(
            "primes", PrimeSequence(offset: 0, count: nil, step: 1).table(), engine: "SystemPrimes")
        catalog.addVirtual("system", entries: entries + numbers + zeros + [primes])
        try addInformationSchema()
    }

    /// Adds a table to those that are there.
    func addSystemTable(named name: String, _ table: any Table, engine: String) throws(QueryError) {
        _ = try catalog.database(named: "system")
        catalog.put(virtualEntry(name, table, engine: engine))
    }

    private func virtualEntry(_ name: String, _ table: any Table, engine: String) -> CatalogEntry {
        var create = CreateTable(name: TableName(database: "system", table: name))
        create.storage.engine = FunctionCall(name: engine, arguments: [])
        return CatalogEntry(
            name: QualifiedName(database: "system", table: name), uuid: "", kind: .table(table),
            definition: .createTable(create), comment: "", isTemporary: false)
    }
}
