import SQLSyntax

/// `RENAME COLUMN`: the column's new name goes into whatever is computed from it.
extension CreateTable {
    /// Defaults, indexes, constraints and TTLs; the structure is given apart, as it is being changed. Keys cannot be of
    /// a column that is renamed.
    mutating func rename(column name: String, to target: String, in structure: inout TableStructure) {
        let change = { (expression: SQLSyntax.Expression) in expression.replacing(name: name, by: .name(target)) }
        for place in structure.columns.indices {
            if structure.columns[place].name == name { structure.columns[place].name = target }
            structure.columns[place].defaultExpression = structure.columns[place].defaultExpression.map(change)
            structure.columns[place].timeToLive = structure.columns[place].timeToLive.map(change)
        }
        for place in structure.indexes.indices {
            structure.indexes[place].expression = change(structure.indexes[place].expression)
        }
        for place in structure.constraints.indices {
            structure.constraints[place].expression = change(structure.constraints[place].expression)
        }
        for place in storage.timeToLive.indices {
            storage.timeToLive[place].expression = change(storage.timeToLive[place].expression)
            storage.timeToLive[place].where = storage.timeToLive[place].where.map(change)
        }
    }
}
