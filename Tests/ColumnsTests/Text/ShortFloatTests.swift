import Columns
import Testing

/// `Float`s of few digits have a way of their own: it gives what the standard library finds.
struct ShortFloatTests {
    @Test func fewDigitsAreTheFewest() {
        var bits: UInt32 = 0x3a83_126f
        for step in 0..<60_000 {
            let value = step % 2 == 0 ? Float(step * 37 % 999_983) / [10, 100, 1000, 10_000][step / 2 % 4]
                : Float(bitPattern: bits)
            bits = 0x3a00_0000 &+ (bits &* 1_664_525 &+ 1_013_904_223) % 0x0e00_0000
            var text: [UInt8] = []
            FloatText.write(value, to: &text)
            guard value >= 1e-3, value < 1e5 else { continue }
            var wanted = value.description
            if wanted.hasSuffix(".0") { wanted.removeLast(2) }
            #expect(String(decoding: text, as: UTF8.self) == wanted)
        }
    }
}
