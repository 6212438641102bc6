import Errors

/// The parts of a `multipart/form-data` body (RFC 7578).
struct MultipartForm {
    struct Part: Equatable {
        let name: String
        /// It has a file name: a table, not a parameter.
        let isFile: Bool
        let bytes: [UInt8]
    }

    private static let partsMax = 10_000
    private static let headBytesMax = 16_384

    private(set) var parts: [Part] = []

    /// The boundary that a `Content-Type` names; `nil` for another type.
    static func boundary(of contentType: String) -> [UInt8]? {
        let fields = contentType.split(separator: ";").map { $0.trimming() }
        guard fields.first?.lowercased() == "multipart/form-data" else { return nil }
        for field in fields.dropFirst() where field.lowercased().hasPrefix("boundary=") {
            return Array(field.dropFirst("boundary=".count).unquoted.utf8)
        }
        return []
    }

    init(_ body: [UInt8], boundary: [UInt8]) throws(QueryError) {
        guard !boundary.isEmpty, boundary.count <= 200 else {
            throw QueryError(.badArguments, "The multipart form has no boundary, or a too long one")
        }
        let delimiter = Array("\r\n--".utf8) + boundary
        // The first delimiter may be without the new line before it.
        let bytes = Array("\r\n".utf8) + body
        guard var position = Self.find(delimiter, in: bytes, from: 0) else { throw Self.cutOff }
        while true {
            position += delimiter.count
            guard position + 2 <= bytes.count else { throw Self.cutOff }
            if bytes[position] == UInt8(ascii: "-"), bytes[position + 1] == UInt8(ascii: "-") { return }
            guard parts.count < Self.partsMax else {
                throw QueryError(.badArguments, "Too many parts in the multipart form, at most \(Self.partsMax)")
            }
            guard let headEnd = Self.find(Array("\r\n\r\n".utf8), in: bytes, from: position),
                headEnd - position <= Self.headBytesMax, let end = Self.find(delimiter, in: bytes, from: headEnd + 2)
            else { throw Self.cutOff }
            let head = String(decoding: bytes[position..<headEnd], as: UTF8.self)
            if let part = Self.part(head, bytes[min(headEnd + 4, end)..<end]) { parts.append(part) }
            position = end
        }
    }

    private static var cutOff: QueryError {
        QueryError(.cannotReadAllData, "The multipart form is cut off, or its boundary is another one")
    }

    /// `nil` without a name.
    private static func part(_ head: String, _ bytes: ArraySlice<UInt8>) -> Part? {
        for line in head.split(whereSeparator: \.isNewline)
        where line.lowercased().hasPrefix("content-disposition:") {
            var name: String?
            var isFile = false
            for field in line.split(separator: ";").map({ $0.trimming() }) {
                if field.hasPrefix("name=") { name = field.dropFirst("name=".count).unquoted }
                if field.hasPrefix("filename=") || field.hasPrefix("filename*=") { isFile = true }
            }
            return name.map { Part(name: $0, isFile: isFile, bytes: Array(bytes)) }
        }
        return nil
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
        var position = start
        while position <= bytes.count - wanted.count {
            if bytes[position] == first, bytes[position..<position + wanted.count].elementsEqual(wanted) {
                return position
            }
            position += 1
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimming() -> Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    /// Without the quotes around it.
    fileprivate var unquoted: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : String(self)
    }
}
