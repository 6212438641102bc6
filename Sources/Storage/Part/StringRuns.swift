import Columns

extension StringColumn {
    /// The strings as codes into a dictionary, where they mostly come in runs of equal ones, as a sorted part's key
    /// does; `nil` where more than one row in sixteen differs from the one before.
    package func dictionaryOfRuns() -> LowCardinalityColumn? {
        let changesMax = count / 16
        guard changesMax > 0 else { return nil }
        var changes = [UInt8](repeating: 0, count: count)
        markChanges(in: &changes)
        changes[0] = 1
        guard countOnes(in: changes) <= changesMax else { return nil }
        let starts = rowsSelected(by: changes).map { Int($0) }
        var codes = [UInt32](repeating: 0, count: count)
        var codeOfString: [ArraySlice<UInt8>: UInt32] = [:]
        for (place, start) in starts.enumerated() {
            let next = UInt32(truncatingIfNeeded: codeOfString.count)
            let value = bytes[range(of: start)]
            let code = codeOfString[value] ?? next
            if code == next { codeOfString[value] = next }
            for row in start..<(place + 1 < starts.count ? starts[place + 1] : count) { codes[row] = code }
        }
        var firstRows = [UInt32](repeating: 0, count: codeOfString.count)
        for row in starts.reversed() { firstRows[Int(codes[row])] = UInt32(truncatingIfNeeded: row) }
        let dictionary = Column.string(self).gathering(firstRows)
        return LowCardinalityColumn(dictionary: dictionary, codes: codes, isNullable: false)
    }
}
