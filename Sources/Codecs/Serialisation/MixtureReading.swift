import Columns
import Errors

extension ColumnReader {
    // MARK: What stands before the values

    mutating func readPrefix(of node: VariantNode, from readers: inout SubstreamReaders) throws(QueryError) {
        let mode: UInt64 = try readers[node.prefixStream].readFixed()
        guard mode <= 1 else {
            throw QueryError(.incorrectData, "Unknown mode of the discriminators of a Variant: \(mode)")
        }
        modes[node.slot] = mode
        for alternative in node.alternatives { try readPrefix(of: alternative, from: &readers) }
    }

    mutating func readPrefix(of node: DynamicNode, from readers: inout SubstreamReaders) throws(QueryError) {
        let structure = try MixtureStructure.readDynamic(
            &readers[node.structureStream], hasCounts: node.hasCounts)
        var current = node
        if structure.types != node.types {
            guard readers.isJoined else { throw Self.unknownStructure }
            var builder = makeBuilder()
            current = try builder.dynamic(
                typesMax: structure.typesMax, types: structure.types, stem: node.stem, depth: node.depth, values: nil)
            adopt(builder)
        }
        dynamics[node.slot] = current
        try readPrefix(of: current.variant, from: &readers)
    }

    mutating func readPrefix(of node: ObjectNode, from readers: inout SubstreamReaders) throws(QueryError) {
        let structure = try MixtureStructure.readObject(
            &readers[node.structureStream], hasCounts: node.hasCounts)
        var current = node
        if structure.paths != node.paths.map(\.name) || max(1, structure.buckets) != node.shared.count {
            guard readers.isJoined else { throw Self.unknownStructure }
            var builder = makeBuilder()
            current = try builder.object(
                node.object, structure, stem: node.stem, depth: node.depth, values: nil)
            adopt(builder)
        }
        objects[node.slot] = current
        for typed in current.typed { try readPrefix(of: typed, from: &readers) }
        for path in current.paths { try readPrefix(of: path.node, from: &readers) }
    }

    private static var unknownStructure: QueryError {
        QueryError(.incorrectData, "The structure of a Dynamic or JSON column is not what its files say")
    }

    /// Builds the rest of the tree, once the data has said what it is; streams do not matter where all are one.
    private func makeBuilder() -> SerialisationBuilder {
        var options = serialisation.options
        options.isPartPiece = options.isPart
        options.dictionaries = .perBlock
        return SerialisationBuilder(
            column: "", options: options, dictionaryCount: dictionaries.count, mixtureCount: mixtureCount)
    }

    private mutating func adopt(_ builder: SerialisationBuilder) {
        mixtureCount = builder.mixtureCount
        while dictionaries.count < builder.dictionaryCount { dictionaries.append(LowCardinalityReader()) }
    }

    // MARK: Values

    mutating func read(
        _ node: VariantNode, rowCount: Int, from readers: inout SubstreamReaders
    ) throws(QueryError) -> (numbers: [UInt8], dense: [Column]) {
        let numbers = try readNumbers(node, rowCount: rowCount, from: &readers)
        guard VariantColumn.areValid(numbers, alternatives: node.types.count) else {
            throw QueryError(.incorrectData, "A discriminator of a Variant is out of range")
        }
        var counts = [Int](repeating: 0, count: 256)
        for number in numbers { counts[Int(number)] &+= 1 }
        var dense: [Column] = []
        for (place, alternative) in node.alternatives.enumerated() {
            dense.append(try read(alternative, rowCount: counts[place], from: &readers))
        }
        return (numbers, dense)
    }

    private func readNumbers(
        _ node: VariantNode, rowCount: Int, from readers: inout SubstreamReaders
    ) throws(QueryError) -> [UInt8] {
        guard modes[node.slot] == 1 else { return try readers[node.numbersStream].readBytes(rowCount) }
        var numbers: [UInt8] = []
        while numbers.count < rowCount {
            let count = try readers[node.numbersStream].readCount(
                max: rowCount - numbers.count, of: "rows of a Variant's granule")
            switch try readers[node.numbersStream].readByte() {
            case 0: numbers += try readers[node.numbersStream].readBytes(count)
            case 1:
                let number = try readers[node.numbersStream].readByte()
                numbers += repeatElement(number, count: count)
            case let format:
                throw QueryError(.incorrectData, "Unknown format of a Variant's discriminators: \(format)")
            }
            guard count > 0 else { throw QueryError(.incorrectData, "A granule of a Variant has no rows") }
        }
        return numbers
    }

    mutating func read(
        _ node: DynamicNode, rowCount: Int, from readers: inout SubstreamReaders
    ) throws(QueryError) -> StringColumn {
        let current = dynamics[node.slot] ?? node
        let (numbers, dense) = try read(current.variant, rowCount: rowCount, from: &readers)
        var parts: [StringColumn] = []
        for (place, values) in dense.enumerated() {
            if place == current.sharedNumber, case .string(let strings) = values {
                parts.append(try Self.checked(strings))
            } else {
                parts.append(DynamicRows.encoding(values, of: current.variant.types[place]))
            }
        }
        var next = [Int](repeating: 0, count: parts.count)
        var result = StringColumn()
        for number in numbers {
            if number != VariantColumn.null {
                result.bytes.append(contentsOf: parts[Int(number)][next[Int(number)]])
                next[Int(number)] &+= 1
            }
            result.ends.append(result.bytes.count)
        }
        return result
    }

    /// The values that come as bytes, read once so that nobody else finds them damaged.
    private static func checked(_ strings: StringColumn) throws(QueryError) -> StringColumn {
        var result = StringColumn()
        for row in 0..<strings.count {
            var reader = ValueBytesReader(strings.bytes, in: strings.range(of: row))
            result.append(strings.range(of: row).isEmpty ? [] : try reader.readDynamic())
        }
        return result
    }

    mutating func read(
        _ node: ObjectNode, rowCount: Int, from readers: inout SubstreamReaders
    ) throws(QueryError) -> StringColumn {
        let current = objects[node.slot] ?? node
        var typed: [Column] = []
        for node in current.typed { typed.append(try read(node, rowCount: rowCount, from: &readers)) }
        var paths: [(name: [UInt8], values: StringColumn)] = []
        for path in current.paths {
            paths.append((path.name, try read(path.node, rowCount: rowCount, from: &readers)))
        }
        var shared: [ArrayColumn] = []
        for bucket in current.shared {
            guard case .array(let pairs) = try read(bucket, rowCount: rowCount, from: &readers) else { continue }
            shared.append(pairs)
        }
        return try ObjectColumns.objects(
            current.object, typed: typed, paths: paths, shared: shared, rowCount: rowCount)
    }
}
