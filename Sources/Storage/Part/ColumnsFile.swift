import Columns
import Errors

/// `columns.txt`: names and types of a part's columns, in order.
///
/// `columns format version: 1`, `N columns:`, and N lines of a name in backticks and a type.
package struct ColumnsFile: Sendable {
    package struct Entry: Hashable, Sendable {
        package let name: String
        package let typeName: String
        /// `nil` for a type that we do not know: such a column is refused when it is read.
        package let type: DataType?

        package init(name: String, type: DataType) {
            self.name = name
            self.type = type
            typeName = type.name
        }

        init(name: String, typeName: String) {
            self.name = name
            self.typeName = typeName
            type = try? DataType(parsing: typeName)
        }

        /// The type; an unknown one is `NOT_IMPLEMENTED`.
        package func knownType() throws(QueryError) -> DataType {
            guard let type else {
                throw QueryError(.notImplemented, "Column \(name) of type \(typeName) is not supported")
            }
            return type
        }
    }

    package static let name = "columns.txt"
    package var entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    package var text: String {
        var result = "columns format version: 1\n\(entries.count) columns:\n"
        for entry in entries { result += "\(Self.quoted(entry.name)) \(entry.typeName)\n" }
        return result
    }

    package init(parsing text: String) throws(QueryError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard lines.count >= 2, lines[0] == "columns format version: 1", lines[1].hasSuffix(" columns:"),
            Int(lines[1].dropLast(" columns:".count)) == lines.count - 2
        else {
            throw QueryError(.corruptedData, "\(Self.name) cannot be read: its first lines are not as they must be")
        }
        entries = []
        for line in lines.dropFirst(2) {
            guard let (name, rest) = Self.unquoted(line), rest.hasPrefix(" ") else {
                throw QueryError(.corruptedData, "\(Self.name) cannot be read: bad line \(line)")
            }
            entries.append(Entry(name: name, typeName: String(rest.dropFirst())))
        }
    }

    static func quoted(_ name: String) -> String {
        var result = "`"
        for character in name.unicodeScalars {
            if character == "\\" || character == "`" { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result + "`"
    }

    /// The name in backticks at the start of `line`, and what follows.
    static func unquoted(_ line: Substring) -> (name: String, rest: Substring)? {
        guard line.first == "`" else { return nil }
        var name = String.UnicodeScalarView()
        var isEscaped = false
        let scalars = line.unicodeScalars
        var position = scalars.index(after: scalars.startIndex)
        while position < scalars.endIndex {
            let scalar = scalars[position]
            position = scalars.index(after: position)
            if isEscaped {
                name.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "`" {
                return (String(name), line[position...])
            } else {
                name.append(scalar)
            }
        }
        return nil
    }
}
