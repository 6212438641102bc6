/// Loops of `min` and `max` over one block: selections on registers, which the compiler makes without branches.

func extendByGroup<T: FixedWidthInteger, S: FixedWidthInteger>(
    _ values: [T], _ groups: [UInt32], _ smallest: Bool, _ best: inout [S]
) {
    precondition(values.count >= groups.count, "a value per row")
    if smallest {
        for row in 0..<groups.count {
            let value = S(truncatingIfNeeded: values[row])
            let current = best[Int(groups[row])]
            best[Int(groups[row])] = value < current ? value : current
        }
    } else {
        for row in 0..<groups.count {
            let value = S(truncatingIfNeeded: values[row])
            let current = best[Int(groups[row])]
            best[Int(groups[row])] = value > current ? value : current
        }
    }
}

/// NaN gives way to every number, in both directions.
func extendByGroup(_ values: [Double], _ groups: [UInt32], _ smallest: Bool, _ best: inout [Double]) {
    precondition(values.count >= groups.count, "a value per row")
    if smallest {
        for row in 0..<groups.count {
            let value = values[row]
            let current = best[Int(groups[row])]
            best[Int(groups[row])] = value < current || current != current ? value : current
        }
    } else {
        for row in 0..<groups.count {
            let value = values[row]
            let current = best[Int(groups[row])]
            best[Int(groups[row])] = value > current || current != current ? value : current
        }
    }
}

func extend<T: FixedWidthInteger, S: FixedWidthInteger>(_ best: inout S, by values: [T], _ smallest: Bool) {
    guard var found = values.first else { return }
    if smallest {
        for value in values { found = value < found ? value : found }
        best = min(best, S(truncatingIfNeeded: found))
    } else {
        for value in values { found = value > found ? value : found }
        best = max(best, S(truncatingIfNeeded: found))
    }
}

/// Sixteen lanes at once; NaN gives way to every number.
func extend(_ best: inout Double, by values: [Double], _ smallest: Bool) {
    var lanes = InlineArray<16, Double>(repeating: smallest ? .infinity : -.infinity)
    let unrolled = values.count / 16 * 16
    unsafe values.withUnsafeBufferPointer { source in
        guard let values = source.baseAddress else { return }
        var row = 0
        while row < unrolled {
            // Safe: `row + 15 < unrolled`, which there are.
            if smallest {
                for lane in 0..<16 {
                    let value = unsafe values[row &+ lane]
                    lanes[lane] = value < lanes[lane] ? value : lanes[lane]
                }
            } else {
                for lane in 0..<16 {
                    let value = unsafe values[row &+ lane]
                    lanes[lane] = value > lanes[lane] ? value : lanes[lane]
                }
            }
            row &+= 16
        }
    }
    var found = smallest ? Double.infinity : -.infinity
    for lane in 0..<16 { found = smallest ? min(found, lanes[lane]) : max(found, lanes[lane]) }
    for row in unrolled..<values.count {
        let value = values[row]
        if smallest ? value < found : value > found { found = value }
    }
    // An infinity may be the lanes' start: then it counts only if the values have one, or nothing but NaN is there.
    if found.isInfinite, !values.contains(found) { return }
    if best.isNaN || (smallest ? found < best : found > best) { best = found }
}
