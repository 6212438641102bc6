/// `CREATE TABLE`, `ATTACH TABLE`, `REPLACE TABLE`.
package struct CreateTable: Sendable, Hashable {
    package enum Action: Sendable, Hashable { case create, createOrReplace, replace, attach }

    package enum Source: Sendable, Hashable {
        /// `AS db.table`: its structure, and its engine when none is given.
        case table(TableName)
        /// `CLONE AS db.table`: its parts, too.
        case clone(TableName)
        case function(FunctionCall)
        case select(SelectUnion)
        /// `EMPTY AS SELECT …`: only the structure.
        case emptySelect(SelectUnion)
    }

    package var action: Action = .create
    package var ifNotExists = false
    package var isTemporary = false
    package var name: TableName
    package var uuid: String?
    package var cluster: String?
    /// `FROM 'path'` of `ATTACH TABLE`.
    package var attachPath: String?
    package var structure: TableStructure?
    package var storage = TableStorage()
    package var source: Source?
    package var comment: String?

    package init(name: TableName) {
        self.name = name
    }
}

/// What stands in the parentheses after a table's name.
package struct TableStructure: Sendable, Hashable {
    package var columns: [ColumnDeclaration] = []
    package var indexes: [IndexDeclaration] = []
    package var constraints: [ConstraintDeclaration] = []
    package var projections: [ProjectionDeclaration] = []

    package init(columns: [ColumnDeclaration] = []) {
        self.columns = columns
    }
}

/// The engine and its clauses.
package struct TableStorage: Sendable, Hashable {
    /// Name and arguments; parentheses without arguments are dropped, as in ClickHouse.
    package var engine: FunctionCall?
    package var partitionBy: Expression?
    /// The expression, or a `tuple(…)` of several; from `PRIMARY KEY` wherever it was written.
    package var primaryKey: Expression?
    package var orderBy: Expression?
    package var sampleBy: Expression?
    package var timeToLive: [TimeToLiveElement] = []
    package var settings: [SettingChange] = []

    package init(engine: FunctionCall? = nil) {
        self.engine = engine
    }

    package var isEmpty: Bool { self == TableStorage() }
}

/// `DEFAULT`, `MATERIALIZED`, `ALIAS`, `EPHEMERAL`, `AUTO_INCREMENT`
package enum DefaultKind: Sendable, Hashable { case `default`, materialized, alias, ephemeral, autoIncrement }

/// One column of a table's definition.
package struct ColumnDeclaration: Sendable, Hashable {
    package enum NullModifier: Sendable, Hashable { case null, notNull }

    package var name: String
    /// `nil` only when `defaultExpression` gives it.
    package var type: DataTypeExpression?
    package var nullModifier: NullModifier?
    package var defaultKind: DefaultKind?
    /// `nil` with `EPHEMERAL` alone.
    package var defaultExpression: Expression?
    package var comment: String?
    /// The elements of `CODEC(…)`.
    package var codec: [FunctionCall] = []
    /// The elements of `STATISTICS(…)`.
    package var statistics: [FunctionCall] = []
    package var timeToLive: Expression?
    package var collation: String?
    package var settings: [SettingChange] = []
    /// `PRIMARY KEY` after a column of `ADD COLUMN`; in `CREATE TABLE` it becomes `TableStorage.primaryKey`.
    package var isPrimaryKey = false

    package init(name: String, type: DataTypeExpression?) {
        self.name = name
        self.type = type
    }
}

/// `INDEX name expression TYPE type(…) GRANULARITY n`
package struct IndexDeclaration: Sendable, Hashable {
    package var name: String
    package var expression: Expression
    package var type: FunctionCall
    package var granularity: UInt64
}

/// `CONSTRAINT name CHECK expression`
package struct ConstraintDeclaration: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case check, assume }

    package var name: String
    package var kind: Kind
    package var expression: Expression
}

/// `PROJECTION name (SELECT …)`
package struct ProjectionDeclaration: Sendable, Hashable {
    package var name: String
    package var query: SelectQuery
}

/// One element of `TTL`.
package struct TimeToLiveElement: Sendable, Hashable {
    package enum Action: Sendable, Hashable {
        case delete
        case toDisk(String, ifExists: Bool)
        case toVolume(String, ifExists: Bool)
        case recompress([FunctionCall])
        case groupBy([Expression], set: [Assignment])
    }

    package var expression: Expression
    package var action: Action
    package var `where`: Expression?
}

/// `column = expression`
package struct Assignment: Sendable, Hashable {
    package var column: String
    package var expression: Expression
}
