import CRE2
import Columns
import Errors

/// A compiled regular expression of RE2, with ClickHouse's flags.
///
/// A class because it owns the compiled form; RE2 may be used from several threads at once.
@safe final class RegularExpression: @unchecked Sendable {
    private let handle: OpaquePointer
    /// Capturing groups, without the whole match.
    let groupCount: Int

    struct Flags: OptionSet {
        let rawValue: Int32
        static let caseless = Flags(rawValue: 1)
        static let dotMatchesNewline = Flags(rawValue: 2)
        static let bytes = Flags(rawValue: 4)
    }

    /// Refuses a pattern that is none with `CANNOT_COMPILE_REGEXP`.
    init(_ pattern: [UInt8], _ flags: Flags) throws(QueryError) {
        var message = [CChar](repeating: 0, count: 512)
        let compiled = unsafe message.withUnsafeMutableBufferPointer { message in
            unsafe pattern.withUnsafeBufferPointer { pattern in
                // Safe: both buffers are passed with their sizes; an empty one is never read.
                unsafe cre2_new(pattern.baseAddress, pattern.count, flags.rawValue, message.baseAddress, message.count)
            }
        }
        guard let compiled = unsafe compiled else {
            let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw QueryError(
                .cannotCompileRegexp,
                "OptimizedRegularExpression: cannot compile re2: \(String(decoding: pattern, as: UTF8.self)), "
                    + "error: \(text). Look at https://github.com/google/re2/wiki/Syntax for reference.")
        }
        unsafe handle = compiled
        unsafe groupCount = Int(cre2_group_count(compiled))
    }

    deinit { unsafe cre2_delete(handle) }

    /// 1 where the pattern occurs in the row.
    func matchRows(_ strings: StringColumn) -> [UInt8] {
        let rows = strings.count
        return unsafe [UInt8](unsafeUninitializedCapacity: rows) { mask, count in
            unsafe strings.bytes.withUnsafeBufferPointer { bytes in
                unsafe strings.ends.withUnsafeBufferPointer { ends in
                    guard rows > 0, let maskBase = mask.baseAddress, let endsBase = ends.baseAddress else { return }
                    // Safe: `ends` has a value per row and never passes the bytes; with no bytes at all, `text` is
                    // a place that is never read.
                    let text = unsafe bytes.baseAddress ?? UnsafePointer(maskBase)
                    unsafe endsBase.withMemoryRebound(to: Int64.self, capacity: rows) { ends in
                        unsafe cre2_match_rows(handle, text, ends, rows, maskBase)
                    }
                }
            }
            count = rows
        }
    }

    /// The first match in `bytes[range]` at or behind `start`, an offset into `range`.
    ///
    /// `groups` becomes begin and end of the groups as offsets into `range`, group 0 first, -1 for a group that took no
    /// part; as many as it has room for.
    func match(_ bytes: [UInt8], _ range: Range<Int>, from start: Int, groups: inout [Int64]) -> Bool {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the text lies inside the bytes")
        return unsafe groups.withUnsafeMutableBufferPointer { groups in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                var nothing: UInt8 = 0
                return unsafe withUnsafePointer(to: &nothing) { nothing in
                    // Safe: the range was checked; `groups` is passed with the number of pairs it has room for.
                    let text = unsafe bytes.baseAddress.map { unsafe $0 + range.lowerBound } ?? nothing
                    return unsafe cre2_match(
                        handle, text, range.count, start, groups.baseAddress, Int32(groups.count / 2)) != 0
                }
            }
        }
    }
}
