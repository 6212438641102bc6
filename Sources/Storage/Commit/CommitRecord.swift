import Codecs
import Columns
import Errors

/// A file that says which renames belong together: once it is durable they are all done, at the next start if not now.
///
/// | line | content |
/// |---|---|
/// | 1 | `colonnade commit 1` |
/// | one for each rename | disk, `part` or `file`, source, target, with tabs between |
/// | last | `end` and the hash of the lines above |
struct CommitRecord {
    static let directory = "transactions"
    private static let firstLine = "colonnade commit 1"

    struct Move {
        let disk: String
        let isFile: Bool
        let source: String
        let target: String
    }

    var moves: [Move]

    init(_ moves: [StagedMove]) {
        self.moves = moves.map {
            Move(disk: $0.disk.name, isFile: $0.isFile, source: $0.source, target: $0.target)
        }
    }

    static func path(_ number: Int) -> String { "\(directory)/\(number).txt" }

    /// The number of the record in a file of this name.
    static func number(_ name: String) -> Int? {
        name.hasSuffix(".txt") ? Int(name.dropLast(".txt".count)) : nil
    }

    var bytes: [UInt8] {
        var text = "\(Self.firstLine)\n"
        for move in moves {
            text += "\(move.disk)\t\(move.isFile ? "file" : "part")\t\(move.source)\t\(move.target)\n"
        }
        return Array((text + "end \(Self.hash(text))\n").utf8)
    }

    private static func hash(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return CityHash.hashFile(bytes.span).hexadecimal
    }

    /// `nil` for a file that was not written to its end: its commit did not happen.
    init?(parsing bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true, let end = lines.popLast(), lines.first == Self.firstLine[...],
            end == "end \(Self.hash(lines.joined(separator: "\n") + "\n"))"
        else { return nil }
        moves = []
        for line in lines.dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4 else { return nil }
            moves.append(Move(disk: fields[0], isFile: fields[1] == "file", source: fields[2], target: fields[3]))
        }
    }
}
