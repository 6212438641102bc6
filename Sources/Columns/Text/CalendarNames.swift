/// Names of months.
package enum MonthName {
    package static let long = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let words = long.map { $0.lowercased() }

    /// The month 1...12 that a word names, whole or by its first three letters, in any case.
    package static func number(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Int? {
        CalendarName.index(of: word, bytes, in: words).map { $0 &+ 1 }
    }

    /// The month 1...12 whose name begins at `position`, in any case; `long` is the length of the whole name if that
    /// stands there.
    package static func prefix(_ bytes: Span<UInt8>, at position: Int) -> (number: Int, long: Int?)? {
        CalendarName.prefix(bytes, at: position, in: words)
    }
}

/// Names of the days of the week.
package enum WeekdayName {
    package static let long = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let words = long.map { $0.lowercased() }

    /// The day 1 (Monday)...7 that a word names, whole or by its first three letters, in any case.
    package static func number(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Int? {
        CalendarName.index(of: word, bytes, in: words).map { $0 &+ 1 }
    }

    /// The day 1 (Monday)...7 whose name begins at `position`, in any case; `long` is the length of the whole name if
    /// that stands there.
    package static func prefix(_ bytes: Span<UInt8>, at position: Int) -> (number: Int, long: Int?)? {
        CalendarName.prefix(bytes, at: position, in: words)
    }
}

private enum CalendarName {
    static func index(of word: Range<Int>, _ bytes: Span<UInt8>, in words: [String]) -> Int? {
        words.firstIndex { name in
            let length = name.utf8.count
            guard word.count == 3 || word.count == length else { return false }
            return TextExcerpt.matches(bytes, at: word.lowerBound, String(name.prefix(word.count)))
        }
    }

    static func prefix(_ bytes: Span<UInt8>, at position: Int, in words: [String]) -> (number: Int, long: Int?)? {
        for (index, name) in words.enumerated()
        where TextExcerpt.matches(bytes, at: position, String(name.prefix(3))) {
            return (index &+ 1, TextExcerpt.matches(bytes, at: position, name) ? name.utf8.count : nil)
        }
        return nil
    }
}
