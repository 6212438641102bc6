import Columns
import Errors
import Functions
import Synchronization

/// One command of a mutation, bound over the table's columns.
package enum MutationCommand: Sendable {
    /// Rows for which the condition holds go.
    case delete(condition: BoundExpression)
    /// New values, of the columns' own types, for the rows for which the condition holds.
    case update([(column: String, value: BoundExpression)], condition: BoundExpression)
    /// Parts are written anew as the table is now declared: columns, codecs, defaults, indexes, TTL.
    case rewrite
    /// A column is computed anew from its default expression.
    case materialiseColumn(String)
    /// All values of the column become defaults.
    case clearColumn(String)
}

/// `ALTER TABLE … UPDATE/DELETE`: a change of rows that are there when it is given; parts are rewritten one by one.
package struct Mutation: Sendable {
    package let version: Int64
    /// The commands as SQL, for `system.mutations`.
    package let text: String
    /// Seconds since the epoch.
    package let createTime: Int64
    /// `nil` while only the text is known: after a restart, until the engine has bound it again.
    package var commands: [MutationCommand]?
    /// The partitions it is for; `nil` for all.
    package var partitions: Set<String>?
    package var isDone = false
    package var isKilled = false
    package var failedPart: PartName?
    package var failure: QueryError?
    /// When it failed, seconds since the epoch: it is tried again a while later.
    package var failureTime: Int64 = 0

    /// Whether it failed, and is not tried again yet.
    func isResting(at now: Int64) -> Bool { !isDone && failure != nil && now < failureTime + 10 }

    /// `mutation_7.txt`.
    static func fileName(_ version: Int64) -> String { "mutation_\(version).txt" }

    var fileText: String {
        let days = Int(createTime >= 0 ? createTime / 86_400 : (createTime - 86_399) / 86_400)
        let seconds = Int(createTime) - days * 86_400
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let moment = "\(CivilDate(daysSinceEpoch: days).text) \(time.joined(separator: ":"))"
        let quoted = quoteLiteral(text).dropFirst().dropLast()
        return "format version: 1\ncreate time: \(moment)\ncommands: \(quoted)\n"
    }

    /// The text of the commands in a mutation's file.
    static func commandsText(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.range(of: "commands: ") else { return "" }
        var result = ""
        var isEscaped = false
        for character in text[start.upperBound...].prefix(while: { $0 != "\n" }) {
            if isEscaped {
                result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}

extension MergeTreeTable {
    func loadMutations() throws(QueryError) -> [Mutation] {
        var result: [Mutation] = []
        for name in try policy.mainDisk.list(path) where name.hasPrefix("mutation_") && name.hasSuffix(".txt") {
            guard let version = Int64(name.dropFirst("mutation_".count).dropLast(".txt".count)) else { continue }
            let bytes = try policy.mainDisk.readAll(location(of: name))
            result.append(
                Mutation(
                    version: version, text: Mutation.commandsText(bytes),
                    createTime: policy.mainDisk.modificationSeconds(of: location(of: name)), commands: nil))
        }
        return result.sorted { $0.version < $1.version }
    }

    /// Starts a mutation and gives its version. It is durable when this returns, and done in the background.
    package func mutate(
        _ commands: [MutationCommand], text: String, partitions: Set<String>? = nil
    ) throws(QueryError) -> Int64 {
        try checkIsOpen()
        let layout = self.layout
        let keys = layout.keyColumnNames
        for case .update(let assignments, _) in commands {
            for (column, value) in assignments {
                let declaration = try layout.schema.column(named: column)
                guard !keys.contains(column) else {
                    throw QueryError(.cannotUpdateColumn, "Cannot UPDATE key column `\(column)`")
                }
                guard value.type == declaration.type else {
                    throw QueryError(
                        .typeMismatch,
                        "The value for column \(column) is \(value.type.name), not \(declaration.type.name)")
                }
            }
        }
        let mutation = try writeMutation(commands, text: text, partitions: partitions)
        state.withLock { $0.mutations.append(mutation) }
        scheduler?.wake()
        return mutation.version
    }

    /// Makes a mutation durable, without beginning it.
    func writeMutation(
        _ commands: [MutationCommand], text: String, partitions: Set<String>?
    ) throws(QueryError) -> Mutation {
        let mutation = state.withLock { state in
            Mutation(
                version: state.allocateVersion(), text: text, createTime: clock.seconds, commands: commands,
                partitions: partitions)
        }
        let file = location(of: Mutation.fileName(mutation.version))
        do throws(QueryError) {
            try policy.mainDisk.replaceFile(file, by: Array(mutation.fileText.utf8))
        } catch {
            // The caller is told that there is no mutation: there must not be one after the next start.
            try? policy.mainDisk.removeFile(file)
            throw error
        }
        return mutation
    }

    /// Mutations that a restart left without their commands: their texts by version, to be bound again.
    package var unboundMutations: [(version: Int64, text: String)] {
        state.withLock { $0.mutations.filter { $0.commands == nil && !$0.isDone }.map { ($0.version, $0.text) } }
    }

    package func bindMutation(_ version: Int64, to commands: [MutationCommand]) {
        state.withLock { state in
            guard let place = state.mutations.firstIndex(where: { $0.version == version }) else { return }
            state.mutations[place].commands = commands
        }
        scheduler?.wake()
    }

    /// Waits until the mutation is done, doing its work here where no scheduler does. Throws what made it fail.
    package func waitForMutation(_ version: Int64) throws(QueryError) {
        while true {
            let mutation = state.withLock { state in state.mutations.first { $0.version == version } }
            guard let mutation, !mutation.isDone else { return }
            if mutation.isKilled { throw QueryError(.unfinished, "Mutation \(version) was killed") }
            if let failure = mutation.failure {
                throw QueryError(
                    .unfinished,
                    "Exception happened during execution of mutation 'mutation_\(version).txt' reason: 'Code: "
                        + "\(failure.code.rawValue). DB::Exception: \(failure.message)'")
            }
            let now = clock.seconds
            // Mutations are applied in order: one before it that failed holds it up until it is tried again.
            if let earlier = state.withLock({ $0.mutations.first { $0.version < version && $0.isResting(at: now) } }) {
                throw QueryError(
                    .unfinished,
                    "Mutation \(version) waits for mutation \(earlier.version), which failed: "
                        + (earlier.failure?.message ?? ""))
            }
            guard mutation.commands != nil else {
                throw QueryError(.unfinished, "Mutation \(version) was given before a restart and is not bound yet")
            }
            try checkIsOpen()
            if !(try mutateOnePart()) {
                if scheduler == nil && state.withLock({ $0.busy.isEmpty }) { finishMutations() }
                workEnded.wait(milliseconds: 20)
                workEnded.lower()
            }
        }
    }

    /// `KILL MUTATION`: parts that were rewritten stay so. `false` if there is none of this version that runs.
    package func killMutation(_ version: Int64) throws(QueryError) -> Bool {
        let isFound = state.withLock { state -> Bool in
            guard let place = state.mutations.firstIndex(where: { $0.version == version && !$0.isDone }) else {
                return false
            }
            state.mutations[place].isKilled = true
            state.mutations[place].isDone = true
            return true
        }
        if isFound {
            try policy.mainDisk.removeFile(location(of: Mutation.fileName(version)))
            try policy.mainDisk.synchroniseDirectory(path)
        }
        return isFound
    }

    /// Marks mutations as done that no part needs any more, and removes their files.
    func finishMutations() {
        let finished = state.withLock { state -> [Int64] in
            var result: [Int64] = []
            for place in state.mutations.indices
            where !state.mutations[place].isDone && state.mutations[place].commands != nil {
                let mutation = state.mutations[place]
                let isNeeded =
                    state.hasCommits(before: mutation.version)
                    || state.active.contains { part in
                        part.name.dataVersion < mutation.version
                            && mutation.partitions?.contains(part.name.partition) ?? true
                    }
                if !isNeeded {
                    state.mutations[place].isDone = true
                    state.mutations[place].failure = nil
                    result.append(mutation.version)
                }
            }
            let done = state.mutations.filter(\.isDone)
            if done.count > 100, let oldest = done.first {
                state.mutations.removeAll { $0.version == oldest.version }
            }
            return result
        }
        for version in finished {
            try? policy.mainDisk.removeFile(location(of: Mutation.fileName(version)))
            workEnded.raise()
        }
        guard !finished.isEmpty else { return }
        // A file that came back would change rows that came later, should the numbers begin anew.
        try? policy.mainDisk.synchroniseDirectory(path)
        forgetFinishedChanges()
    }
}
