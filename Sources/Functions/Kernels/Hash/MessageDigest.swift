/// MD5 (RFC 1321), SHA-1, SHA-2 (FIPS 180-4): the digests that SQL offers.
enum MessageDigest {
    /// The message with the padding that all of them have: a one bit, zeros, the length in bits.
    static func padded(_ bytes: Span<UInt8>, block: Int, lengthIsBigEndian: Bool) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(bytes.count + 2 * block)
        for index in bytes.indices { message.append(bytes[index]) }
        message.append(0x80)
        let lengthBytes = block / 8
        while message.count % block != block - lengthBytes { message.append(0) }
        let bits = UInt64(bytes.count) &* 8
        for _ in 8..<max(lengthBytes, 8) { message.append(0) }
        for place in 0..<8 {
            let shift = UInt64(lengthIsBigEndian ? 56 - 8 * place : 8 * place)
            message.append(UInt8(truncatingIfNeeded: bits &>> shift))
        }
        return message
    }

    // MARK: MD5

    private static let md5Shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

    /// `floor(2^32 * abs(sin(i + 1)))`.
    private static let md5Constants: [UInt32] = [
        0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
        0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
        0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
        0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
        0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
        0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
        0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
        0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
    ]

    static func md5(_ bytes: Span<UInt8>) -> [UInt8] {
        let message = padded(bytes, block: 64, lengthIsBigEndian: false)
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
        var words = [UInt32](repeating: 0, count: 16)
        for start in stride(from: 0, to: message.count, by: 64) {
            for word in 0..<16 {
                let at = start + 4 * word
                words[word] =
                    UInt32(message[at]) | UInt32(message[at + 1]) << 8 | UInt32(message[at + 2]) << 16
                    | UInt32(message[at + 3]) << 24
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            for round in 0..<64 {
                let (mixed, word): (UInt32, Int) =
                    switch round / 16 {
                    case 0: ((b & c) | (~b & d), round)
                    case 1: ((d & b) | (~d & c), (5 * round + 1) % 16)
                    case 2: (b ^ c ^ d, (3 * round + 5) % 16)
                    default: (c ^ (b | ~d), 7 * round % 16)
                    }
                let sum = mixed &+ a &+ md5Constants[round] &+ words[word]
                let shift = md5Shifts[round / 16 * 4 + round % 4]
                (a, d, c, b) = (d, c, b, b &+ (sum &<< shift | sum &>> (32 &- shift)))
            }
            state[0] &+= a
            state[1] &+= b
            state[2] &+= c
            state[3] &+= d
        }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word &>> UInt32(8 * $0)) } }
    }

    // MARK: SHA-1

    static func sha1(_ bytes: Span<UInt8>) -> [UInt8] {
        let message = padded(bytes, block: 64, lengthIsBigEndian: true)
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        var words = [UInt32](repeating: 0, count: 80)
        for start in stride(from: 0, to: message.count, by: 64) {
            loadBigEndian(message, start, into: &words)
            for word in 16..<80 {
                words[word] = rotated(words[word - 3] ^ words[word - 8] ^ words[word - 14] ^ words[word - 16], 1)
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for round in 0..<80 {
                let (mixed, constant): (UInt32, UInt32) =
                    switch round / 20 {
                    case 0: ((b & c) | (~b & d), 0x5a82_7999)
                    case 1: (b ^ c ^ d, 0x6ed9_eba1)
                    case 2: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
                    default: (b ^ c ^ d, 0xca62_c1d6)
                    }
                let sum = rotated(a, 5) &+ mixed &+ e &+ constant &+ words[round]
                (e, d, c, b, a) = (d, c, rotated(b, 30), a, sum)
            }
            for (place, value) in [a, b, c, d, e].enumerated() { state[place] &+= value }
        }
        return bigEndianBytes(state)
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &<< count | word &>> (32 &- count)
    }

    private static func loadBigEndian<Word: FixedWidthInteger>(
        _ message: [UInt8], _ start: Int, into words: inout [Word]
    ) {
        let size = Word.bitWidth / 8
        for word in 0..<16 {
            var value: Word = 0
            for place in 0..<size { value = value &<< 8 | Word(message[start + size * word + place]) }
            words[word] = value
        }
    }

    private static func bigEndianBytes<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
        words.flatMap { word in
            (0..<Word.bitWidth / 8).map { UInt8(truncatingIfNeeded: word &>> Word(Word.bitWidth - 8 - 8 * $0)) }
        }
    }

    // MARK: SHA-2

    static func sha224(_ bytes: Span<UInt8>) -> [UInt8] {
        Array(
            sha2(
                bytes, sha256Constants, rounds: 64, block: 64, SHA2Shifts(2, 13, 22, 6, 11, 25, 7, 18, 3, 17, 19, 10),
                [
                    0xc105_9ed8, 0x367c_d507, 0x3070_dd17, 0xf70e_5939, 0xffc0_0b31, 0x6858_1511, 0x64f9_8fa7,
                    0xbefa_4fa4,
                ])[..<28])
    }

    static func sha256(_ bytes: Span<UInt8>) -> [UInt8] {
        sha2(
            bytes, sha256Constants, rounds: 64, block: 64, SHA2Shifts(2, 13, 22, 6, 11, 25, 7, 18, 3, 17, 19, 10),
            [
                0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
            ])
    }

    static func sha384(_ bytes: Span<UInt8>) -> [UInt8] {
        Array(
            sha2(
                bytes, sha512Constants, rounds: 80, block: 128, SHA2Shifts(28, 34, 39, 14, 18, 41, 1, 8, 7, 19, 61, 6),
                [
                    0xcbbb_9d5d_c105_9ed8, 0x629a_292a_367c_d507, 0x9159_015a_3070_dd17, 0x152f_ecd8_f70e_5939,
                    0x6733_2667_ffc0_0b31, 0x8eb4_4a87_6858_1511, 0xdb0c_2e0d_64f9_8fa7, 0x47b5_481d_befa_4fa4,
                ])[..<48])
    }

    static func sha512(_ bytes: Span<UInt8>) -> [UInt8] {
        sha2(
            bytes, sha512Constants, rounds: 80, block: 128, SHA2Shifts(28, 34, 39, 14, 18, 41, 1, 8, 7, 19, 61, 6),
            [
                0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
                0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
            ])
    }

    static func sha512Half(_ bytes: Span<UInt8>) -> [UInt8] {
        Array(
            sha2(
                bytes, sha512Constants, rounds: 80, block: 128, SHA2Shifts(28, 34, 39, 14, 18, 41, 1, 8, 7, 19, 61, 6),
                [
                    0x2231_2194_fc2b_f72c, 0x9f55_5fa3_c84c_64c2, 0x2393_b86b_6f53_b151, 0x9638_7719_5940_eabd,
                    0x9628_3ee2_a88e_ffe3, 0xbe5e_1e25_5386_3992, 0x2b01_99fc_2c85_b8aa, 0x0eb7_2ddc_81c5_2ca2,
                ])[..<32])
    }

    /// The rotations of SHA-2's four functions; the third of the small ones is a shift.
    private struct SHA2Shifts {
        let big0: (Int, Int, Int)
        let big1: (Int, Int, Int)
        let small0: (Int, Int, Int)
        let small1: (Int, Int, Int)

        init(
            _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int, _ g: Int, _ h: Int, _ i: Int, _ j: Int,
            _ k: Int, _ l: Int
        ) {
            big0 = (a, b, c)
            big1 = (d, e, f)
            small0 = (g, h, i)
            small1 = (j, k, l)
        }
    }

    @inline(__always)
    private static func turned<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word, _ count: Int) -> Word {
        word &>> Word(count) | word &<< Word(Word.bitWidth - count)
    }

    private static func sha2<Word: FixedWidthInteger & UnsignedInteger>(
        _ bytes: Span<UInt8>, _ constants: [Word], rounds: Int, block: Int, _ shifts: SHA2Shifts, _ start: [Word]
    ) -> [UInt8] {
        let message = padded(bytes, block: block, lengthIsBigEndian: true)
        var state = start
        var words = [Word](repeating: 0, count: rounds)
        for offset in stride(from: 0, to: message.count, by: block) {
            loadBigEndian(message, offset, into: &words)
            for word in 16..<rounds {
                let (x, y) = (words[word - 15], words[word - 2])
                let small0 = turned(x, shifts.small0.0) ^ turned(x, shifts.small0.1) ^ x &>> Word(shifts.small0.2)
                let small1 = turned(y, shifts.small1.0) ^ turned(y, shifts.small1.1) ^ y &>> Word(shifts.small1.2)
                words[word] = words[word - 16] &+ small0 &+ words[word - 7] &+ small1
            }
            var v = state
            for round in 0..<rounds {
                let (a, e) = (v[0], v[4])
                let big0 = turned(a, shifts.big0.0) ^ turned(a, shifts.big0.1) ^ turned(a, shifts.big0.2)
                let big1 = turned(e, shifts.big1.0) ^ turned(e, shifts.big1.1) ^ turned(e, shifts.big1.2)
                let choice = (e & v[5]) ^ (~e & v[6])
                let majority = (a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2])
                let first = v[7] &+ big1 &+ choice &+ constants[round] &+ words[round]
                let second = big0 &+ majority
                v = [first &+ second, a, v[1], v[2], v[3] &+ first, e, v[5], v[6]]
            }
            for place in 0..<8 { state[place] &+= v[place] }
        }
        return bigEndianBytes(state)
    }
}
