import Errors
import SQLSyntax

/// All tables of the `system` database.
private let systemTables: [any SystemTable.Type] = [
    SystemOne.self, SystemDatabases.self, SystemSettings.self,
]

extension Instance {
    func addSystemTables() {
        let entries = systemTables.map { table in
            let name = QualifiedName(database: "system", table: table.name)
            var create = CreateTable(name: TableName(database: "system", table: table.name))
            create.storage.engine = FunctionCall(name: "System" + table.name, arguments: [])
            return CatalogEntry(
                name: name, uuid: "", kind: .table(table.table(of: self)), definition: .createTable(create), comment: "",
                isTemporary: false)
        }
        catalog.addVirtual("system", entries: entries + [numbersEntry("numbers"), numbersEntry("numbers_mt")])
    }

    private func numbersEntry(_ name: String) -> CatalogEntry {
        CatalogEntry(
            name: QualifiedName(database: "system", table: name), uuid: "",
            kind: .table(NumberSequence(start: 0, count: nil, step: 1).table(named: "number")),
            definition: .createTable(CreateTable(name: TableName(database: "system", table: name))), comment: "",
            isTemporary: false)
    }
}
