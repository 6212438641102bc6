import Errors

/// Disks of one kind inside a policy (`hot`, `cold`).
package struct StorageVolume: Sendable {
    package let name: String
    package let disks: [any Disk]

    package init(name: String, disks: [any Disk]) {
        precondition(!disks.isEmpty, "a volume has a disk")
        self.name = name
        self.disks = disks
    }

    /// The disk with the most room.
    package var emptiestDisk: any Disk {
        var best = disks[0]
        for disk in disks.dropFirst() where disk.freeBytes > best.freeBytes { best = disk }
        return best
    }
}

/// Where a table's parts go: volumes in order of preference, new parts to the first that has room.
package struct StoragePolicy: Sendable {
    package let name: String
    package let volumes: [StorageVolume]

    package init(name: String, volumes: [StorageVolume]) {
        precondition(!volumes.isEmpty, "a policy has a volume")
        self.name = name
        self.volumes = volumes
    }

    /// A policy of one disk.
    package init(name: String, disk: any Disk) {
        self.init(name: name, volumes: [StorageVolume(name: "default", disks: [disk])])
    }

    package var disks: [any Disk] { volumes.flatMap(\.disks) }

    /// The first disk, which holds what the table has beside its parts.
    package var mainDisk: any Disk { volumes[0].disks[0] }

    /// A disk with room for about `bytes`; the first volume that has it wins. Throws `NOT_ENOUGH_SPACE`.
    package func disk(forBytes bytes: Int) throws(QueryError) -> any Disk {
        for volume in volumes {
            let disk = volume.emptiestDisk
            if disk.freeBytes >= bytes { return disk }
        }
        throw QueryError(
            .notEnoughSpace, "Cannot reserve \(bytes) bytes on any disk of storage policy \(name): free some space")
    }

    package func disk(named name: String) throws(QueryError) -> any Disk {
        guard let disk = disks.first(where: { $0.name == name }) else {
            throw QueryError(.unknownDisk, "No such disk \(name) in storage policy \(self.name)")
        }
        return disk
    }

    package func volume(named name: String) throws(QueryError) -> StorageVolume {
        guard let volume = volumes.first(where: { $0.name == name }) else {
            throw QueryError(.unknownVolume, "No such volume \(name) in storage policy \(self.name)")
        }
        return volume
    }
}

/// The policies of a server by name.
package struct StoragePolicies: Sendable {
    package let policies: [StoragePolicy]

    package init(_ policies: [StoragePolicy]) { self.policies = policies }

    /// `default` on the first directory, and `tiered` with its volumes `hot` and `cold`: two directories that may lie
    /// on different devices.
    package init(hot: any Disk, cold: any Disk) {
        self.init([
            StoragePolicy(name: "default", disk: hot),
            StoragePolicy(
                name: "tiered",
                volumes: [StorageVolume(name: "hot", disks: [hot]), StorageVolume(name: "cold", disks: [cold])]),
        ])
    }

    package subscript(name: String) -> StoragePolicy {
        get throws(QueryError) {
            guard let policy = policies.first(where: { $0.name == name }) else {
                let known = policies.map(\.name).joined(separator: ", ")
                throw QueryError(.unknownPolicy, "Unknown storage policy `\(name)`: there are \(known)")
            }
            return policy
        }
    }
}
