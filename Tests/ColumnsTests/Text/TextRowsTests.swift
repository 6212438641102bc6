import Columns
import Testing

/// Rows are put together from cells of any length.
struct TextRowsTests {
    @Test(arguments: [0, 1, 15, 16, 17, 64, 65, 200]) func cellsStandInOrder(length: Int) {
        let rows = 50
        var columns = [StringColumn(), StringColumn()]
        var wanted: [UInt8] = Array("head".utf8)
        for row in 0..<rows {
            let cells = (0..<2).map { column in
                [UInt8](repeating: UInt8(33 + (row + column) % 90), count: row % 3 == column ? 0 : length)
            }
            for column in 0..<2 { columns[column].append(cells[column]) }
            if row > 0 { wanted += Array(";\n".utf8) }
            wanted += Array("<".utf8) + cells[0] + Array(", ".utf8) + cells[1] + Array(">".utf8)
        }
        var found: [UInt8] = Array("head".utf8)
        TextRows.append(
            columns, before: [Array("<".utf8), Array(", ".utf8)], after: Array(">".utf8), between: Array(";\n".utf8),
            rowCount: rows, isFirst: true, to: &found)
        #expect(found == wanted)
        let picks: [UInt32] = (0..<200).map { $0 * 7 % UInt32(rows) }
        let gathered = columns[0].gathering(picks)
        let isSame = picks.indices.allSatisfy { Array(gathered[$0]) == Array(columns[0][Int(picks[$0])]) }
        #expect(isSame)
    }

    @Test func rowsWithoutColumnsHaveTheirFrame() {
        var found: [UInt8] = []
        TextRows.append(
            [], before: [[UInt8(ascii: "(")]], after: [UInt8(ascii: ")")], between: [], rowCount: 3, isFirst: true,
            to: &found)
        #expect(String(decoding: found, as: UTF8.self) == "()()()")
    }
}
