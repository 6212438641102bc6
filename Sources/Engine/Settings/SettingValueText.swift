import Errors

/// What was written as a setting's value, read as its type wants it.
struct SettingValueText {
    let name: String
    let text: String

    /// Refuses a value that the type does not have, with ClickHouse's codes.
    func check(_ type: String) throws(QueryError) {
        switch type {
        case "MaxThreads" where text.hasPrefix("auto") || text.hasPrefix("'auto"): return
        case "UInt64", "MaxThreads": try checkUnsigned()
        case "NonZeroUInt64":
            try checkUnsigned()
            if Self.count(text) == 0 { throw refusal(.badArguments, "has to be greater than 0") }
        case "Int64", "Int32":
            guard Int64(text) != nil else { throw refusal(.cannotParseInputAssertionFailed, "is no Int64") }
        case "Bool":
            guard ["0", "1", "true", "false"].contains(text.lowercased()) else {
                throw refusal(.cannotParseBool, "is no Bool")
            }
        case "Float", "Double", "Seconds", "Milliseconds":
            guard let number = Double(text), number.isFinite else {
                throw refusal(.cannotParseNumber, "is no finite number")
            }
            guard abs(number) < 1e12 || type == "Float" || type == "Double" else {
                throw refusal(.badArguments, "is too big for a time")
            }
        case "InsertAcknowledgement":
            guard text == "fsync" || text == "memory" else {
                throw refusal(.badArguments, "must be one of ['fsync', 'memory']")
            }
        default: return
        }
    }

    private func checkUnsigned() throws(QueryError) {
        if text.isEmpty { throw refusal(.attemptToReadAfterEof, "is empty") }
        if text.hasPrefix("-") { throw refusal(.cannotParseNumber, "is no UInt64: it must not contain '-'") }
        guard Self.count(text) != nil else {
            throw refusal(.cannotParseInputAssertionFailed, "is no UInt64")
        }
    }

    private func refusal(_ code: ErrorCode, _ reason: String) -> QueryError {
        QueryError(code, "Cannot take '\(text)' for setting '\(name)': it \(reason)")
    }

    /// A count as `10000`, `1e4`, `10K` (1000s) or `10Ki` (1024s), clamped to what a `UInt64` holds; else `nil`.
    static func count(_ text: String) -> UInt64? {
        if let plain = UInt64(text) { return plain }
        if let word = ["true": 1, "false": 0][text.lowercased()] { return UInt64(word) }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty, let factor = factors[String(text.dropFirst(digits.count))] {
            return UInt64(digits).map { $0.multipliedReportingOverflow(by: factor) }.flatMap {
                $0.overflow ? nil : $0.partialValue
            }
        }
        guard let number = Double(text), number >= 0, number.isFinite else { return nil }
        return UInt64(min(number, 1e18))
    }

    private static let factors: [String: UInt64] = [
        "K": 1000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000,
        "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40,
    ]
}
