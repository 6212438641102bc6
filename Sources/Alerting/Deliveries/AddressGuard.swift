import NIOCore

/// Which addresses notices may be sent to: public ones, so that nobody reaches into the network around the server.
///
/// The address is checked that is connected to, after its name was resolved: names that change do not get past it, nor
/// do numbers in decimal or octal.
package struct AddressGuard: Sendable {
    /// Private addresses that the operator allows, as networks: `127.0.0.0/8`, `fd00::/8`.
    private let allowed: [Network]

    package struct Fault: Error, Equatable {
        package let reason: String
    }

    package init(allowing networks: [String]) throws(Fault) {
        var allowed: [Network] = []
        for text in networks {
            guard let network = Network(text) else { throw Fault(reason: "\(text) is no network such as 10.0.0.0/8") }
            allowed.append(network)
        }
        self.allowed = allowed
    }

    /// `text` as the resolver writes it.
    package func allows(_ text: String) -> Bool {
        guard let bytes = Network.bytes(of: text) else { return false }
        let address = Network.unmapped(bytes)
        if allowed.contains(where: { $0.contains(address) }) { return true }
        return !Self.refused.contains { $0.contains(address) }
    }

    /// Everything that is not on the public network: IANA's special-purpose registries.
    private static let refused = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
        "ff00::/8",
    ].compactMap(Network.init)
}

/// A network as its first address and the bits that count.
struct Network: Sendable {
    private let first: [UInt8]
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = Self.bytes(of: String(parts[0])), let bits = Int(parts[1]),
            (0...bytes.count * 8).contains(bits)
        else { return nil }
        first = bytes
        self.bits = bits
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == first.count else { return false }
        for bit in 0..<bits {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            if address[bit / 8] & mask != first[bit / 8] & mask { return false }
        }
        return true
    }

    /// 4 or 16 bytes.
    static func bytes(of text: String) -> [UInt8]? {
        let plain = text.split(separator: "%", maxSplits: 1).first.map(String.init) ?? text
        return plain.contains(":") ? sixteen(plain) : four(plain)
    }

    /// An IPv4 address inside an IPv6 one is judged as what it is.
    static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF else {
            return bytes
        }
        return Array(bytes.suffix(4))
    }

    private static func four(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var result: [UInt8] = []
        for part in parts {
            guard part.count <= 3, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let byte = UInt8(part) else {
                return nil
            }
            result.append(byte)
        }
        return result
    }

    private static func sixteen(_ text: String) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            let whole = groups(text[...])
            return whole?.count == 16 ? whole : nil
        }
        guard let before = groups(text[..<gap.lowerBound]), let after = groups(text[gap.upperBound...]),
            before.count + after.count <= 14
        else { return nil }
        return before + Array(repeating: 0, count: 16 - before.count - after.count) + after
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var result: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            if position == parts.count - 1, part.contains(".") {
                guard let last = four(String(part)) else { return nil }
                result += last
                continue
            }
            guard (1...4).contains(part.count), let group = UInt16(part, radix: 16), part.first != "+" else {
                return nil
            }
            result += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return result
    }
}
