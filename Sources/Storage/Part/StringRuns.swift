import Columns

extension StringColumn {
    /// The strings as codes into a dictionary, where they mostly come in runs of equal ones, as a sorted part's key
    /// does; `nil` where more than one row in sixteen differs from the one before.
    package func dictionaryOfRuns() -> LowCardinalityColumn? {
        let changesMax = count / 16
        guard changesMax > 0 else { return nil }
        var starts: [Int] = []
        var codes = [UInt32](repeating: 0, count: count)
        var codeOfString: [ArraySlice<UInt8>: UInt32] = [:]
        var code: UInt32 = 0
        var previous = 0..<0
        for row in 0..<count {
            let range = range(of: row)
            if row == 0 || !isSame(previous, range) {
                let value = bytes[range]
                let next = UInt32(truncatingIfNeeded: codeOfString.count)
                code = codeOfString[value] ?? next
                if code == next { codeOfString[value] = next }
                starts.append(row)
                if starts.count > changesMax { return nil }
            }
            codes[row] = code
            previous = range
        }
        var firstRows = [UInt32](repeating: 0, count: codeOfString.count)
        for row in starts.reversed() { firstRows[Int(codes[row])] = UInt32(truncatingIfNeeded: row) }
        let dictionary = Column.string(self).gathering(firstRows)
        return LowCardinalityColumn(dictionary: dictionary, codes: codes, isNullable: false)
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        var other = right.lowerBound
        for place in left {
            if bytes[place] != bytes[other] { return false }
            other &+= 1
        }
        return true
    }
}
