import Errors
import SQLSyntax
import Storage
import Synchronization

/// Functions made by CREATE FUNCTION, kept as one file each in `user_defined/`.
final class UserFunctions: Sendable {
    private let disk: any Disk
    private let functions = Mutex<[String: CreateFunction]>([:])

    init(disk: any Disk) throws(QueryError) {
        self.disk = disk
        guard disk.exists("user_defined") else { return }
        for file in try disk.list("user_defined") where file.hasSuffix(".sql") {
            let text = String(decoding: try disk.readAll("user_defined/\(file)"), as: UTF8.self)
            guard case .createFunction(let create) = try Parser.parseStatement(text).statement else { continue }
            functions.withLock { $0[create.name] = create }
        }
    }

    func lambda(named name: String) -> SQLSyntax.Lambda? {
        guard let create = functions.withLock({ $0[name] }), case .lambda(let lambda) = create.body else { return nil }
        return lambda
    }

    var all: [CreateFunction] { functions.withLock { $0.values.sorted { $0.name < $1.name } } }

    func add(_ create: CreateFunction) throws(QueryError) {
        guard case .lambda = create.body else {
            throw QueryError(.unsupportedMethod, "CREATE FUNCTION takes a lambda: (x) -> x + 1")
        }
        if functions.withLock({ $0[create.name] }) != nil {
            if create.ifNotExists { return }
            guard create.orReplace else {
                throw QueryError(.functionAlreadyExists, "User-defined function '\(create.name)' already exists")
            }
        }
        try disk.createDurableDirectory("user_defined")
        let path = "user_defined/\(escapeForFileName(create.name)).sql"
        try disk.replaceFile(path, by: Array(Statement.createFunction(create).singleLineText.utf8))
        functions.withLock { $0[create.name] = create }
    }

    func remove(_ name: String, ifExists: Bool) throws(QueryError) {
        guard functions.withLock({ $0[name] }) != nil else {
            if ifExists { return }
            throw QueryError(.unknownFunction, "User-defined function '\(name)' does not exist")
        }
        try disk.removeFile("user_defined/\(escapeForFileName(name)).sql")
        try disk.synchroniseDirectory("user_defined")
        functions.withLock { $0[name] = nil }
    }
}
