import Columns
import Engine
import Errors
import Foundation
import Storage

/// Opens a data directory as an instance of the engine.
struct InstanceOpener {
    let directory: String
    /// 0 for one per processor.
    let threadsMax: Int
    /// The directory of backups; empty for `backups` in the data directory.
    var backups = ""
    var timeZone = "UTC"

    func open() throws -> Instance {
        let threads = threadsMax > 0 ? threadsMax : ProcessInfo.processInfo.activeProcessorCount
        let disk = try LocalDisk(name: "default", root: directory)
        let cold = try LocalDisk(name: "cold", root: directory + "/cold")
        let storage = StorageEnvironment(
            policies: StoragePolicies(hot: disk, cold: cold), scheduler: MergeScheduler(threadCount: 1),
            clock: SystemClock())
        var configuration = InstanceConfiguration(threadsMax: threads)
        if !backups.isEmpty { configuration.backups = try LocalDisk(name: "backups", root: backups) }
        configuration.timeZone = try TimeZoneRegistry.named(timeZone).name
        let instance = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)), storage: storage, configuration: configuration,
            clock: SystemClock(), random: SystemRandom())
        try instance.start()
        return instance
    }
}
