/// Up to three of `names` that differ from `name` by a few letters, nearest first: for error texts.
func nearestNames(to name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased().utf8.prefix(64))
    let limit = max(1, min(3, wanted.count / 3))
    return names.map { (name: $0, distance: editDistance(wanted, Array($0.lowercased().utf8))) }
        .filter { $0.distance <= limit }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(3).map(\.name)
}

/// Letters to insert, remove or replace.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var previous = Array(0...b.count)
    for (row, left) in a.enumerated() {
        var current = [row + 1]
        for (column, right) in b.enumerated() {
            let replaced = previous[column] + (left == right ? 0 : 1)
            current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
        }
        previous = current
    }
    return previous[b.count]
}
