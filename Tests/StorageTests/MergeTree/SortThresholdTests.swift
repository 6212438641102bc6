import Columns
import Storage
import Testing

struct SortThresholdTests {
    @Test(
        "what is wanted only shrinks, for codes of either half",
        arguments: [0, 1 << 62, 1 << 63, (1 << 63) + 5] as [UInt64])
    func lowers(base: UInt64) {
        let threshold = SortThreshold(column: 0, direction: .ascending)
        #expect(!threshold.isBehind(.max))
        threshold.lower(to: base + 10)
        threshold.lower(to: base + 20)
        #expect(threshold.isBehind(base + 11))
        #expect(!threshold.isBehind(base + 10))
        threshold.lower(to: base + 5)
        #expect(threshold.isBehind(base + 6))
    }

    @Test("rows behind a value are told as sorting tells them", arguments: [false, true], [false, true])
    func masks(isDescending: Bool, nullsFirst: Bool) throws {
        let direction = SortDirection(isDescending: isDescending, nullsFirst: nullsFirst)
        let columns: [Column] = [
            .int64([5, -3, .min, .max, 0, -1, 1]), .uint64([0, .max, 1 << 63, 7]), .int8([-128, 127, 0, -1]),
            .float64([-0.0, 0, 1.5, -1.5, .infinity, -.infinity, 1e-300, -1e300]), .float32([1, -1, 0.25]),
            .string(StringColumn(["b", "", "ab", "aba", "abcdefgh", "abcdefghi"])),
        ]
        for column in columns {
            let order = sortedRows(by: [SortKey(column, direction)], count: column.count)
            guard let codes = sortCodes(of: SortKey(column, direction))?.codes else {
                Issue.record("there are codes")
                continue
            }
            for (place, row) in order.enumerated() {
                guard let mask = rowsNotBehind(codes[Int(row)], by: SortKey(column, direction)) else { continue }
                #expect(order[...place].allSatisfy { mask[Int($0)] == 1 })
                for other in order[place...] {
                    #expect((mask[Int(other)] == 1) == (codes[Int(other)] <= codes[Int(row)]))
                }
            }
        }
    }

    @Test("the first rows by several keys are those of a whole sort", arguments: [1, 3, 40, 200])
    func limits(limit: Int) {
        let count = 5000
        let ties = Column.uint8((0..<count).map { UInt8($0 % 3) })
        let texts = Column.string(StringColumn((0..<count).map { "order-\(($0 * 7919) % 5003)-end" }))
        let numbers = Column.int32((0..<count).map { Int32(($0 * 31) % 97) })
        let keys = [SortKey(ties), SortKey(numbers, SortDirection(isDescending: true)), SortKey(texts)]
        for used in [Array(keys), [keys[0], keys[2]], [keys[2]], [keys[1], keys[2]]] {
            #expect(
                sortedRows(by: used, count: count, limit: limit)
                    == Array(sortedRows(by: used, count: count).prefix(limit)))
        }
    }
}
