import Codecs
import Columns
import Errors
import Functions
import Synchronization

extension MergeTreeTable {
    private struct Job {
        let part: Part
        let mutations: [Mutation]
        let layout: MergeTreeLayout
        let result: PartName
    }

    /// Applies all pending mutations to one part that needs them; `false` where none does.
    func mutateOnePart() throws(QueryError) -> Bool {
        guard let job = chooseMutation() else {
            finishMutations()
            return false
        }
        begin([job.part], result: job.result, isMutation: true)
        defer {
            release([job.part], result: job.result)
            finishMutations()
        }
        do throws(QueryError) {
            _ = try publish(try mutated(job), replacing: [job.part])
            return true
        } catch {
            // It was stopped, for a command that takes the part away or gives it back.
            if error.code == .aborted { throw error }
            let now = clock.seconds
            state.withLock { state in
                for mutation in job.mutations {
                    guard let place = state.mutations.firstIndex(where: { $0.version == mutation.version }) else {
                        continue
                    }
                    state.mutations[place].failedPart = job.part.name
                    state.mutations[place].failure = error
                    state.mutations[place].failureTime = now
                }
            }
            throw error
        }
    }

    private func chooseMutation() -> Job? {
        let now = clock.seconds
        return state.withLock { state -> Job? in
            guard !state.isShutDown else { return nil }
            for part in state.active where !state.busy.contains(part.name) {
                var pending: [Mutation] = []
                for mutation in state.pendingMutations(of: part.name) {
                    // Mutations are applied in order: one that cannot run yet, or failed, holds up those behind it.
                    guard mutation.commands != nil, !mutation.isResting(at: now) else { break }
                    pending.append(mutation)
                }
                guard let last = pending.last else { continue }
                state.busy.insert(part.name)
                let name = PartName(
                    partition: part.name.partition, blockMin: part.name.blockMin, blockMax: part.name.blockMax,
                    level: part.name.level, mutation: last.version)
                return Job(part: part, mutations: pending, layout: state.layout, result: name)
            }
            return nil
        }
    }

    private func mutated(_ job: Job) throws(QueryError) -> Part {
        let commands = job.mutations.flatMap { $0.commands ?? [] }
        let context = QueryContext.background(nanoseconds: clock.nanoseconds)
        let layout = job.layout
        let part = job.part
        if !commands.contains(where: {
            if case .delete = $0 { false } else if case .update = $0 { false } else { true }
        }),
            try !isTouched(part, by: commands, layout, context)
        {
            return try cloned(part, as: job.result)
        }
        let writer = try PartWriter(
            layout, disk: try policy.disk(forBytes: part.byteCount + 1 << 20),
            path: location(of: temporaryName("mutation")),
            options: PartWriter.Options(
                isWide: part.isWide, codec: layout.defaultCodec, isDurable: true, context: context))
        do throws(QueryError) {
            let output = ScanOutput(
                layout: layout, columns: layout.schema.stored.map(\.name), filter: [], context: context)
            let selected = SelectedPart(part: part, index: 0, granules: [0..<(try part.granularity().count)])
            let source = try OrderedPartSource(output, selected, keys: [], rowsPerBlock: 8192)
            while let rows = try source.next() {
                try checkIsWanted(job.result)
                var block = rows.block
                for command in commands { block = try applied(command, to: block, layout, context) }
                try writer.write(SortedBlock(block, keys: try layout.sortingKeys(of: block, in: context)))
                advance(job.result, read: rows.rowCount, written: block.rowCount)
            }
            return try writer.finish(job.result, partitionValues: part.content.partitionValues)
        } catch {
            writer.abandon()
            throw error
        }
    }

    /// Is there a row in the part that any of the conditions holds for?
    private func isTouched(
        _ part: Part, by commands: [MutationCommand], _ layout: MergeTreeLayout, _ context: QueryContext
    ) throws(QueryError) -> Bool {
        for command in commands {
            let condition: BoundExpression
            switch command {
            case .delete(let given), .update(_, let given): condition = given
            case .rewrite, .materialiseColumn, .clearColumn: return true
            }
            var selector = PartSelector(layout: layout, filter: [condition], usesSkipIndexes: true, context: context)
            let selected = try selector.select([part])
            let output = ScanOutput(layout: layout, columns: [], filter: [condition], context: context)
            let source = UnorderedSource(output, queue: try GranuleQueue(selected, rowsWanted: nil))
            if try source.next() != nil { return true }
        }
        return false
    }

    private func applied(
        _ command: MutationCommand, to block: Block, _ layout: MergeTreeLayout, _ context: QueryContext
    ) throws(QueryError) -> Block {
        switch command {
        case .rewrite: return block
        case .delete(let condition):
            let mask = maskOfTrue(try layout.evaluate([condition], over: block, in: context)[0])
            return block.filtered(by: mask.map { 1 &- $0 })
        case .update(let assignments, let condition):
            let mask = maskOfTrue(try layout.evaluate([condition], over: block, in: context)[0])
            guard mask.contains(1) else { return block }
            let values = try layout.evaluate(assignments.map(\.value), over: block, in: context)
            let choice = mask.indices.map { UInt32(truncatingIfNeeded: mask[$0] != 0 ? block.rowCount + $0 : $0) }
            var result = block
            for ((name, _), value) in zip(assignments, values) {
                guard let position = block.position(of: name) else { continue }
                let old = block.columns[position].column.materialised
                result.columns[position].column = Column.concatenating([old, value]).gathering(choice)
            }
            return result
        case .materialiseColumn(let name):
            let declaration = try layout.schema.column(named: name)
            guard let expression = declaration.defaultExpression, let position = block.position(of: name) else {
                return block
            }
            var result = block
            result.columns[position].column = try convertColumn(
                try expression.evaluate(over: layout.input(block), in: context), from: expression.type,
                to: declaration.type, in: context
            ).materialised
            return result
        case .clearColumn(let name):
            guard let position = block.position(of: name) else { return block }
            let declaration = try layout.schema.column(named: name)
            // As if nothing had ever been stored: the default that is declared now.
            if declaration.defaultExpression != nil {
                return try applied(.materialiseColumn(name), to: block, layout, context)
            }
            var result = block
            result.columns[position].column = .defaults(of: block.columns[position].type, count: block.rowCount)
            return result
        }
    }

    /// The same files under another name, without copying them.
    func cloned(_ part: Part, as name: PartName) throws(QueryError) -> Part {
        let target = location(of: temporaryName("clone"))
        try linkFiles(of: part, to: target)
        return part.renamed(name, path: target)
    }

    /// Links the files of a part into a new directory of its disk.
    func linkFiles(of part: Part, to target: String) throws(QueryError) {
        try part.disk.createDirectory(target)
        for file in try part.disk.list(part.path) where !part.disk.isDirectory("\(part.path)/\(file)") {
            try part.disk.hardLink("\(part.path)/\(file)", to: "\(target)/\(file)")
        }
        try part.disk.synchroniseDirectory(target)
    }
}
