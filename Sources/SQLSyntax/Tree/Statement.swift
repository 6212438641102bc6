/// One statement with what may follow any of them.
package struct ParsedStatement: Sendable, Hashable {
    package var statement: Statement
    /// `FORMAT name` of the answer (an `INSERT`'s input format is in `Insert.source`).
    package var format: String?
    /// `INTO OUTFILE`: the words as written; the server refuses them.
    package var outfile: String?
    /// `SETTINGS` after `FORMAT`, or after a statement that has no `SETTINGS` of its own.
    package var settings: [SettingChange] = []
    /// The byte after the statement and its `;`, where the next one would begin; for an `INSERT` with inline data,
    /// where the data begins.
    package var end: Int = 0

    package init(_ statement: Statement) {
        self.statement = statement
    }
}

package indirect enum Statement: Sendable, Hashable {
    case select(SelectUnion)
    case insert(Insert)
    case createTable(CreateTable)
    case createView(CreateView)
    case createDatabase(CreateDatabase)
    case createFunction(CreateFunction)
    case createDictionary(CreateDictionary)
    case drop(Drop)
    case rename(Rename)
    case exists(Exists)
    case show(Show)
    case describe(TableElement)
    case use(String)
    case set([SettingChange])
    case explain(Explain)
    case alter(Alter)
    case delete(Delete)
    case update(Update)
    case optimize(Optimize)
    case system(SystemCommand)
    case kill(Kill)
    case check(Check)
    case backup(Backup)
    /// Statements that are understood as far as their first words: the engine refuses them by name.
    case words(WordsStatement)
}

/// `GRANT …`, `CREATE USER …`, `BEGIN TRANSACTION` and others that Colonnade names but does not run.
package struct WordsStatement: Sendable, Hashable {
    /// The words that name the statement, in capitals: `CREATE USER`, `GRANT`, `BEGIN TRANSACTION`.
    package var name: String
    /// The whole text with one space between its tokens and without comments.
    package var text: String
}
