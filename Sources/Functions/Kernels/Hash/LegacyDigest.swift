/// MD4 (RFC 1320), RIPEMD-160 and Keccak-256 (with Keccak's own padding, as Ethereum has it).
enum LegacyDigest {
    static func md4(_ bytes: Span<UInt8>) -> [UInt8] {
        let message = MessageDigest.padded(bytes, block: 64, lengthIsBigEndian: false)
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
        let shifts: [[UInt32]] = [[3, 7, 11, 19], [3, 5, 9, 13], [3, 9, 11, 15]]
        let third = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15]
        for start in stride(from: 0, to: message.count, by: 64) {
            let words = littleEndianWords(message, start)
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            for step in 0..<48 {
                let place = step % 16
                let (mixed, word): (UInt32, UInt32) =
                    switch step / 16 {
                    case 0: ((b & c) | (~b & d), words[place])
                    case 1: ((b & c) | (b & d) | (c & d), words[place % 4 * 4 + place / 4] &+ 0x5a82_7999)
                    default: (b ^ c ^ d, words[third[place]] &+ 0x6ed9_eba1)
                    }
                let turned = rotated(a &+ mixed &+ word, shifts[step / 16][step % 4])
                (a, b, c, d) = (d, turned, b, c)
            }
            for (place, value) in [a, b, c, d].enumerated() { state[place] &+= value }
        }
        return littleEndianBytes(state)
    }

    private static let leftWords: [UInt8] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    ]
    private static let rightWords: [UInt8] = [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    ]
    private static let leftShifts: [UInt8] = [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    ]
    private static let rightShifts: [UInt8] = [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    ]
    private static let leftConstants: [UInt32] = [0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e]
    private static let rightConstants: [UInt32] = [0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0]

    static func ripemd160(_ bytes: Span<UInt8>) -> [UInt8] {
        let message = MessageDigest.padded(bytes, block: 64, lengthIsBigEndian: false)
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        for start in stride(from: 0, to: message.count, by: 64) {
            let words = littleEndianWords(message, start)
            var left = state
            var right = state
            for step in 0..<80 {
                let round = step / 16
                turn(&left, round, words[Int(leftWords[step])] &+ leftConstants[round], UInt32(leftShifts[step]))
                turn(
                    &right, 4 - round, words[Int(rightWords[step])] &+ rightConstants[round],
                    UInt32(rightShifts[step]))
            }
            let first = state[1] &+ left[2] &+ right[3]
            state[1] = state[2] &+ left[3] &+ right[4]
            state[2] = state[3] &+ left[4] &+ right[0]
            state[3] = state[4] &+ left[0] &+ right[1]
            state[4] = state[0] &+ left[1] &+ right[2]
            state[0] = first
        }
        return littleEndianBytes(state)
    }

    private static func turn(_ line: inout [UInt32], _ round: Int, _ word: UInt32, _ shift: UInt32) {
        let (b, c, d) = (line[1], line[2], line[3])
        let mixed: UInt32 =
            switch round {
            case 0: b ^ c ^ d
            case 1: (b & c) | (~b & d)
            case 2: (b | ~c) ^ d
            case 3: (b & d) | (c & ~d)
            default: b ^ (c | ~d)
            }
        let sum = rotated(line[0] &+ mixed &+ word, shift) &+ line[4]
        line = [line[4], sum, b, rotated(c, 10), d]
    }

    private static let keccakRotations: [UInt64] = [
        0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
    ]
    private static let keccakConstants: [UInt64] = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
        0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]

    static func keccak256(_ bytes: Span<UInt8>) -> [UInt8] {
        let rate = 136
        var message: [UInt8] = []
        for index in bytes.indices { message.append(bytes[index]) }
        message.append(1)
        while !message.count.isMultiple(of: rate) { message.append(0) }
        message[message.count - 1] |= 0x80
        var state = [UInt64](repeating: 0, count: 25)
        for start in stride(from: 0, to: message.count, by: rate) {
            for word in 0..<rate / 8 {
                for place in 0..<8 { state[word] ^= UInt64(message[start + 8 * word + place]) &<< UInt64(8 * place) }
            }
            for constant in keccakConstants { permute(&state, constant) }
        }
        return state[..<4].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word &>> UInt64(8 * $0)) } }
    }

    private static func permute(_ state: inout [UInt64], _ constant: UInt64) {
        var columns = [UInt64](repeating: 0, count: 5)
        for x in 0..<5 { for y in 0..<5 { columns[x] ^= state[x + 5 * y] } }
        for x in 0..<5 {
            let next = columns[(x + 1) % 5]
            let mask = columns[(x + 4) % 5] ^ (next &<< 1 | next &>> 63)
            for y in 0..<5 { state[x + 5 * y] ^= mask }
        }
        var moved = [UInt64](repeating: 0, count: 25)
        for x in 0..<5 {
            for y in 0..<5 {
                let (word, count) = (state[x + 5 * y], keccakRotations[x + 5 * y])
                moved[y + 5 * ((2 * x + 3 * y) % 5)] = count == 0 ? word : word &<< count | word &>> (64 &- count)
            }
        }
        for y in 0..<5 {
            for x in 0..<5 {
                state[x + 5 * y] = moved[x + 5 * y] ^ (~moved[(x + 1) % 5 + 5 * y] & moved[(x + 2) % 5 + 5 * y])
            }
        }
        state[0] ^= constant
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word &<< count | word &>> (32 &- count) }

    private static func littleEndianWords(_ message: [UInt8], _ start: Int) -> [UInt32] {
        (0..<16).map { word -> UInt32 in
            let at = start + 4 * word
            let low = UInt32(message[at]) | UInt32(message[at + 1]) &<< 8
            let high = UInt32(message[at + 2]) | UInt32(message[at + 3]) &<< 8
            return low | high &<< 16
        }
    }

    private static func littleEndianBytes(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word &>> UInt32(8 * $0)) } }
    }
}
