import Columns
import Testing

/// Quick ways of reading text agree with slow ones.
struct FastTextTests {
    private struct Numbers {
        private var state: UInt64 = 42

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state &>> 29
        }
    }

    @Test func decimalsAreRoundedAsTheStandardLibraryDoes() {
        var numbers = Numbers()
        for _ in 0..<50_000 {
            let digits = numbers.next() &>> (numbers.next() % 64)
            let places = Int(numbers.next() % 25)
            var text = String(digits)
            if places > 0, places < 22 {
                text = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
                text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
            } else {
                text += "e\(Int(numbers.next() % 44) - 22)"
            }
            let bytes = Array(text.utf8)
            var position = 0
            let value = FloatText.readOrNil(bytes.span, at: &position)
            #expect(position == bytes.count, "\(text)")
            #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
        // Halves between two doubles, and powers of two that a rounding reaches.
        for text in [
            "9007199254740993", "9007199254740995", "18014398509481990", "9007199254740992.5", "0.1", "1e19",
            "18446744073709551615", "1844674407370955161.5", "9.007199254740993", "4503599627370497.5",
            "0.30000000000000004",
        ] {
            let bytes = Array(text.utf8)
            var position = 0
            #expect(FloatText.readOrNil(bytes.span, at: &position)?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test func identifiersAreReadEightDigitsAtATime() {
        for byte in UInt8.min...UInt8.max {
            var text = Array("39307fe9-327a-464b-8F97-4ac4374a6280".utf8)
            text[20] = byte
            var position = 0
            let isDigit = HexText.value(byte) < 16
            let value = UUIDText.readOrNil(text.span, at: &position)
            #expect((value != nil) == isDigit)
            guard let value else { continue }
            var written: [UInt8] = []
            UUIDText.write(value, to: &written)
            #expect(written == text.map { TextExcerpt.lowercased($0) })
        }
        for place in [8, 13, 18, 23] {
            var text = Array("39307fe9-327a-464b-8f97-4ac4374a6280".utf8)
            text[place] = UInt8(ascii: "0")
            var position = 0
            #expect(UUIDText.readOrNil(text.span, at: &position) == nil)
        }
        let plain = Array("39307fe9327a464b8f974ac4374a6280".utf8)
        var position = 0
        #expect(UUIDText.readOrNil(plain.span, at: &position) != nil)
        #expect(position == 32)
    }

    @Test func bytesAreFoundWhereverTheyStand() {
        for count in 0..<30 {
            for place in 0...count {
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
                if place < count { bytes[place] = UInt8(ascii: "\"") }
                let span = bytes.span
                #expect(ByteSearch.first(34, or: 92, in: span, 0..<count) == place)
                #expect(ByteSearch.first(1, 2, or: 34, in: span, 0..<count) == place)
                #expect(ByteSearch.firstSpaceOr(34, 44, 45, in: span, from: 0) == place)
            }
        }
    }

    @Test func aDateIsNotTakenForTheOneBefore() throws {
        var reader = DateTimeTextReader(TimeZone.utc, style: .bestEffort, now: 0)
        for (text, seconds) in [
            ("1970-01-01 00:00:01", 1), ("1970-01-02 00:00:01", 86_401), ("1970-01-02 00:00:02", 86_402),
            ("1970-02-01 00:00:00", 31 * 86_400), ("1970-01-01 00:00:03", 3),
        ] {
            let bytes = Array(text.utf8)
            var position = 0
            #expect(try reader.readSeconds(bytes.span, at: &position) == UInt32(seconds))
        }
    }
}
