import Codecs
import Columns
import Errors
import Synchronization

extension MergeTreeTable {
    /// Parts that were replaced and are not removed yet.
    package var outdatedParts: [Part] { state.withLock { $0.outdated.map(\.part) } }
    package var runningMerges: [MergeProgress] { state.withLock { $0.merges } }

    /// All mutations that are known, with the parts that they still have to be applied to.
    package var mutations: [(mutation: Mutation, partsToDo: [PartName])] {
        state.withLock { state in
            state.mutations.map { mutation in
                (mutation, mutation.isDone ? [] : state.active.map(\.name).filter { $0.dataVersion < mutation.version })
            }
        }
    }

    /// The directories below `detached`, and why they are there: the prefix of the name, empty for those that were
    /// detached on purpose.
    package func detachedParts() throws(QueryError) -> [(
        directory: String, name: PartName?, reason: String, disk: any Disk
    )] {
        var result: [(directory: String, name: PartName?, reason: String, disk: any Disk)] = []
        for disk in policy.disks {
            for entry in try disk.list(location(of: "detached")) {
                if let name = PartName(parsing: entry) {
                    result.append((entry, name, "", disk))
                    continue
                }
                let cut = entry.firstIndex(of: "_") ?? entry.endIndex
                let rest = cut < entry.endIndex ? String(entry[entry.index(after: cut)...]) : ""
                result.append((entry, PartName(parsing: rest), String(entry[..<cut]), disk))
            }
        }
        return result
    }

    /// `CHECK TABLE`: reads every file of every part (of `target`) and compares it with `checksums.txt`.
    package func check(_ target: PartitionTarget = .all) -> [(part: String, isSound: Bool, message: String)] {
        activeParts.filter { part in
            switch target {
            case .all: part.rowCount > 0
            case .partition(let identifier): part.name.partition == identifier && part.rowCount > 0
            case .part(let text): part.name.text == text
            }
        }.map { part in
            do throws(QueryError) {
                try part.verify()
                return (part.name.text, true, "")
            } catch {
                return (part.name.text, false, error.message)
            }
        }
    }
}

extension Part {
    /// Compares all files with `checksums.txt`.
    package func verify() throws(QueryError) {
        try verifyTexts()
        for (file, entry) in content.checksums.entries.sorted(by: { $0.key < $1.key }) where !file.hasSuffix(".proj") {
            let reader: any DiskReader
            do throws(QueryError) {
                reader = try disk.openReader("\(path)/\(file)")
            } catch {
                throw located(error, file: file)
            }
            var hash = FileHash()
            var offset = 0
            while offset < reader.byteCount {
                let end = min(reader.byteCount, offset + 1 << 20)
                let piece = try reader.read(offset..<end)
                hash.append(piece.span)
                offset = end
            }
            guard reader.byteCount == entry.size else {
                throw located(
                    QueryError(
                        .badSizeOfFileInDataPart, "The file has \(reader.byteCount) bytes instead of \(entry.size)"),
                    file: file)
            }
            guard hash.value == entry.hash else {
                throw located(
                    QueryError(
                        .checksumDoesntMatch,
                        "Checksums of parts don't match: \(hash.value.hexadecimal) instead of \(entry.hash.hexadecimal)"
                    ),
                    file: file)
            }
        }
        let present = Set(try disk.list(path)).subtracting(ChecksumsFile.unlisted)
        for file in present.sorted() where content.checksums.entries[file] == nil {
            throw located(QueryError(.unexpectedFileInDataPart, "Unexpected file in data part"), file: file)
        }
    }

    /// Reads again what was read when the part was loaded.
    private func verifyTexts() throws(QueryError) {
        for file in content.checksums.texts.keys.sorted() { _ = try readChecked(file) }
        guard content.files.contains(ChecksumsFile.name) else { return }
        let bytes = try readFile(ChecksumsFile.name)
        do throws(QueryError) {
            let isSame = try ChecksumsFile(parsing: bytes).hashOfAllFiles == content.checksums.hashOfAllFiles
            guard isSame else { throw QueryError(.checksumDoesntMatch, "The file was changed since it was read") }
        } catch {
            throw located(error, file: ChecksumsFile.name)
        }
        guard content.files.contains(ColumnsFile.name) else { return }
        let text = String(decoding: try readFile(ColumnsFile.name), as: UTF8.self)
        do throws(QueryError) {
            let isSame = try ColumnsFile(parsing: text).entries == content.columns.entries
            guard isSame else { throw QueryError(.checksumDoesntMatch, "The file was changed since it was read") }
        } catch {
            throw located(error, file: ColumnsFile.name)
        }
    }
}
