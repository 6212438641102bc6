import Errors

/// A pattern of events, `(?1)(?t<=10).*(?2)`: which conditions hold one after the other, and how much time is between.
struct SequencePattern: Sendable {
    enum Step: Sendable, Hashable {
        /// Condition `number` from 0 holds.
        case event(Int)
        /// Any one event.
        case any
        /// Any number of events.
        case anyNumber
        /// The time since the event before compares so with `seconds`.
        case time(Comparison, UInt64)
    }

    enum Comparison: String, Sendable, CaseIterable {
        case lessOrEqual = "<=", greaterOrEqual = ">=", equal = "==", less = "<", greater = ">"

        func holds(_ passed: UInt64, _ limit: UInt64) -> Bool {
            switch self {
            case .lessOrEqual: passed <= limit
            case .greaterOrEqual: passed >= limit
            case .equal: passed == limit
            case .less: passed < limit
            case .greater: passed > limit
            }
        }

        /// Once the time is too long, it only gets longer.
        var isUpperBound: Bool { self == .lessOrEqual || self == .less }
    }

    let steps: [Step]

    init(_ text: String, eventCount: Int) throws(QueryError) {
        var rest = Swift.Substring(text)
        var steps: [Step] = []
        func malformed() -> QueryError {
            QueryError(.syntaxError, "Malformed pattern '\(text)' at position \(text.count - rest.count)")
        }
        while !rest.isEmpty {
            if rest.hasPrefix(".*") {
                steps.append(.anyNumber)
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix(".") {
                steps.append(.any)
                rest = rest.dropFirst()
            } else if rest.hasPrefix("(?"), let end = rest.firstIndex(of: ")") {
                let inside = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
                steps.append(try Self.step(inside, after: steps.last, eventCount, malformed()))
                rest = rest[rest.index(after: end)...]
            } else {
                throw malformed()
            }
        }
        self.steps = steps
    }

    private static func step(
        _ inside: Swift.Substring, after last: Step?, _ eventCount: Int, _ malformed: QueryError
    ) throws(QueryError) -> Step {
        if inside.hasPrefix("t") {
            for comparison in Comparison.allCases where inside.dropFirst().hasPrefix(comparison.rawValue) {
                guard let seconds = UInt64(inside.dropFirst(1 + comparison.rawValue.count)) else { throw malformed }
                switch last {
                case .event, .any, .anyNumber, nil: return .time(comparison, seconds)
                case .time:
                    throw QueryError(
                        .badArguments, "Temporal condition should be preceded by an event condition")
                }
            }
            throw malformed
        }
        guard let number = Int(inside) else { throw malformed }
        guard number >= 1, number <= eventCount else {
            throw QueryError(.badArguments, "Event number \(number) is out of range")
        }
        return .event(number - 1)
    }

    /// Steps of one search: more, and the query is refused as too slow.
    static let stepsMax = 1_000_000

    /// The end of the first match that begins at or behind `start`, `nil` if there is none.
    func match(
        _ events: [(time: UInt64, bits: UInt32)], from start: Int
    ) throws(QueryError) -> Int? {
        var choices: [(step: Int, event: Int, base: Int)] = []
        // A leading "any number" makes the search begin anywhere.
        let all = [Step.anyNumber] + steps
        var step = 0
        var event = start
        var base = start
        var count = 0
        func goBack() -> Bool {
            while let choice = choices.popLast() {
                (step, event, base) = choice
                event += 1
                if event < events.count { return true }
            }
            return false
        }
        while step < all.count, event < events.count {
            count += 1
            if count > Self.stepsMax {
                throw QueryError(
                    .tooSlow, "Pattern application proves too difficult, exceeding max iterations (\(Self.stepsMax))")
            }
            switch all[step] {
            case .event(let number):
                if events[event].bits >> UInt32(number) & 1 == 1 {
                    base = event
                    step += 1
                    event += 1
                } else if !goBack() {
                    return nil
                }
            case .any:
                base = event
                step += 1
                event += 1
            case .anyNumber:
                choices.append((step, event, base))
                base = event
                step += 1
            case .time(let comparison, let seconds):
                if comparison.holds(events[event].time &- events[base].time, seconds) {
                    choices.append((step, event, base))
                    base = event
                    step += 1
                } else if comparison.isUpperBound {
                    if !goBack() { return nil }
                } else {
                    event += 1
                    if event == events.count, !goBack() { return nil }
                }
            }
        }
        while step < all.count, all[step] == .anyNumber { step += 1 }
        return step == all.count ? event : nil
    }
}
