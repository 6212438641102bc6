import Errors

/// The parameters of a request: those of the URL, then those of a form.
struct RequestParameters: Sendable {
    private(set) var pairs: [(name: String, value: String)] = []

    /// `text` is the part of a URL behind `?`, or a form: `a=1&b=x%20y`.
    init(query text: String) {
        for part in text.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(halves[0])
            guard !name.isEmpty else { continue }
            pairs.append((name, halves.count > 1 ? Self.decoded(halves[1]) : ""))
        }
    }

    mutating func append(_ name: String, _ value: String) { pairs.append((name, value)) }

    /// The first value of that name.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    func flag(_ name: String) -> Bool { self[name].map { $0 == "1" || $0.lowercased() == "true" } ?? false }

    /// `%XX` and `+`; what is no escape stays as it is.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%") where rest.count >= 2:
                if let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
