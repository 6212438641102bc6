import Errors
import SQLSyntax
import Storage

/// Where a BACKUP goes, and where a RESTORE comes from: `File('name')` and `Disk('backups', 'name')` are directories
/// below the one for backups.
struct BackupPlace {
    let disk: any Disk
    let path: String
    /// As it was written.
    let text: String

    private static let archives = [
        ".zip", ".zipx", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.lzma", ".tar.zst", ".tzst",
    ]

    init(_ call: FunctionCall, _ instance: Instance) throws(QueryError) {
        text = call.declarationText
        var arguments = try call.arguments.map { (argument) throws(QueryError) -> String in
            guard case .literal(.string(let bytes)) = argument else {
                throw QueryError(.badArguments, "Arguments of \(call.name) must be strings: \(argument.text)")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        switch call.name {
        case "File": break
        case "Disk":
            guard arguments.first == "backups" else {
                throw QueryError(
                    .invalidConfigParameter, "Disk '\(arguments.first ?? "")' is not allowed for backups: 'backups' is")
            }
            arguments.removeFirst()
        default: throw QueryError(.notImplemented, "Backup engine \(call.name) is not supported: File and Disk are")
        }
        guard arguments.count == 1, let name = arguments.first, !name.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Backup engine \(call.name) requires the name of a directory")
        }
        guard !Self.archives.contains(where: name.hasSuffix) else {
            throw QueryError(.supportIsDisabled, "Backups in archives are not supported: \(name)")
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count < 256 }), parts.count < 32,
            !name.utf8.contains(0)
        else {
            throw QueryError(
                .badArguments, "Path '\(name)' is not allowed for backups: it has to stay below their directory")
        }
        if let own = instance.configuration.backups {
            (disk, path) = (own, name)
        } else {
            (disk, path) = (instance.catalog.files.disk, "backups/\(name)")
        }
    }
}
