import Columns
import Storage
import Testing

@Test("a schema finds its columns by name")
func schemaPositions() throws {
    let schema = TableSchema(columns: [
        ColumnDeclaration(name: "a", type: .uint8), ColumnDeclaration(name: "b", type: .string),
    ])
    #expect(schema.position(of: "b") == 1)
    #expect(schema.position(of: "c") == nil)
}
