/// What follows from how an attempt ended.
package struct RetrySchedule {
    /// How an attempt ended.
    package enum Ending: Sendable, Equatable {
        case status(Int, retryAfterSeconds: Int64?)
        /// No answer: refused, cut, timed out.
        case failure(String)
        /// The address is not one that notices go to.
        case forbidden(String)
    }

    package enum Next: Sendable, Equatable {
        case delivered
        /// Again in so many milliseconds.
        case again(milliseconds: Int64)
        case dead
        /// The receiver is gone for good.
        case gone
    }

    /// Notices are tried for a day.
    package static let lifeMilliseconds: Int64 = 86_400_000
    private static let waits: [Int64] = [5, 30, 120, 300, 900, 1800, 3600, 7200]

    /// `attempts` counts this one; `age` is the delivery's, in milliseconds; `random` spreads the retries of many.
    package static func next(_ ending: Ending, attempts: Int64, age: Int64, random: UInt64) -> Next {
        var wait = waits[Int(min(max(attempts, 1), Int64(waits.count))) - 1] * 1000
        // 80 to 120 per cent.
        wait = wait * Int64(80 + random % 41) / 100
        switch ending {
        case .status(200..<300, _): return .delivered
        case .status(410, _): return .gone
        case .status(let code, let seconds):
            let isFinal = (400..<500).contains(code) && ![408, 425, 429].contains(code)
            guard !isFinal else { return .dead }
            if let seconds, code == 429 || code == 503 { wait = max(wait, min(seconds, 86_400) * 1000) }
        case .failure: break
        case .forbidden: return .dead
        }
        return age + wait > lifeMilliseconds ? .dead : .again(milliseconds: wait)
    }
}
