import Columns
import Errors

extension ColumnWriter {
    static func writePrefix(of node: VariantNode, to buffers: inout SubstreamBuffers) {
        buffers[node.prefixStream].writeFixed(UInt64(0))
        for alternative in node.alternatives { writePrefix(of: alternative, to: &buffers) }
    }

    static func writePrefix(of node: DynamicNode, to buffers: inout SubstreamBuffers) {
        buffers[node.structureStream].writeFixed(UInt64(1))
        buffers[node.structureStream].writeVarUInt(
            node.hasCounts ? max(node.typesMax, node.types.count) : node.types.count)
        buffers[node.structureStream].writeVarUInt(node.types.count)
        for type in node.types { buffers[node.structureStream].writeText(type.name) }
        if node.hasCounts { for _ in 0..<node.types.count + 2 { buffers[node.structureStream].writeVarUInt(0) } }
        writePrefix(of: node.variant, to: &buffers)
    }

    static func writePrefix(of node: ObjectNode, to buffers: inout SubstreamBuffers) {
        buffers[node.structureStream].writeFixed(UInt64(0))
        buffers[node.structureStream].writeVarUInt(
            node.hasCounts ? max(node.object.pathsMax, node.paths.count) : node.paths.count)
        buffers[node.structureStream].writeVarUInt(node.paths.count)
        for path in node.paths { buffers[node.structureStream].writeString(path.name) }
        if node.hasCounts { for _ in 0..<node.paths.count + 1 { buffers[node.structureStream].writeVarUInt(0) } }
        for typed in node.typed { writePrefix(of: typed, to: &buffers) }
        for path in node.paths { writePrefix(of: path.node, to: &buffers) }
    }

    mutating func write(
        _ node: VariantNode, _ column: Column, rows: Range<Int>, to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        guard let variant = VariantColumn(column.slice(rows)), variant.alternatives.count == node.types.count else {
            throw layoutMismatch(serialisation.type)
        }
        buffers[node.numbersStream].writeBytes(variant.discriminators)
        for (number, alternative) in node.alternatives.enumerated() {
            let values = variant.dense(number)
            try write(alternative, values, rows: 0..<values.count, to: &buffers)
        }
    }

    mutating func write(
        _ node: DynamicNode, _ strings: StringColumn, rows: Range<Int>, to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        guard case .string(let slice) = Column.string(strings).slice(rows) else { return }
        var numbers: [UInt8] = DynamicRows.nulls(slice).map {
            $0 != 0 ? VariantColumn.null : UInt8(truncatingIfNeeded: node.sharedNumber)
        }
        var dense = node.variant.types.map { Column.defaults(of: $0, count: 0) }
        if !node.types.isEmpty {
            for alternative in try DynamicRows(slice).alternatives where node.types.contains(alternative.type) {
                guard
                    let number = node.variant.types.indices.first(where: {
                        $0 != node.sharedNumber && node.variant.types[$0] == alternative.type
                    })
                else { continue }
                for row in alternative.rows { numbers[Int(row)] = UInt8(truncatingIfNeeded: number) }
                dense[number] = alternative.values
            }
        }
        var shared = StringColumn()
        for (row, number) in numbers.enumerated() where Int(number) == node.sharedNumber { shared.append(slice[row]) }
        dense[node.sharedNumber] = .string(shared)
        buffers[node.variant.numbersStream].writeBytes(numbers)
        for (number, alternative) in node.variant.alternatives.enumerated() {
            try write(alternative, dense[number], rows: 0..<dense[number].count, to: &buffers)
        }
    }

    mutating func write(
        _ node: ObjectNode, _ strings: StringColumn, rows: Range<Int>, to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        guard case .string(let slice) = Column.string(strings).slice(rows) else { return }
        let columns = try ObjectColumns(slice, node.object, paths: node.paths.map(\.name))
        for (typed, values) in zip(node.typed, columns.typed) {
            try write(typed, values, rows: 0..<rows.count, to: &buffers)
        }
        for (path, values) in zip(node.paths, columns.paths) {
            try write(path.node, values.values, rows: 0..<rows.count, to: &buffers)
        }
        for shared in node.shared {
            try write(shared, .array(columns.shared), rows: 0..<rows.count, to: &buffers)
        }
    }
}
