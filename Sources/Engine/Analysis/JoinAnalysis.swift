import Columns
import Errors
import Functions
import SQLSyntax

extension SelectAnalyser {
    func analyse(_ join: Join) throws(QueryError) -> FromPart {
        let left = try analyse(join.left)
        let right = try analyse(join.right)
        try checkAliases(join)
        let (kind, strictness) = try kindAndStrictness(join)
        try checkEngine(of: right, kind, strictness)
        let usesNulls = analyser.flag("join_use_nulls", default: false)
        var node = JoinNode(
            left: left.plan, right: right.plan, kind: kind, strictness: strictness, columns: [], usesNulls: usesNulls)
        let taken = Set(left.scope.map(\.displayName))
        let rightScope = right.scope.map { column in
            let clashes = taken.contains(column.name) && column.table != nil
            return ScopeColumn(
                column: column.column, name: column.name, table: column.table, database: column.database,
                displayName: clashes ? "\(column.table ?? "").\(column.name)" : column.displayName,
                isHidden: column.isHidden, expression: column.expression, isJoined: column.isJoined)
        }
        var scope = left.scope + rightScope
        var merged: [ComputedColumn] = []
        switch join.constraint {
        case .on(let condition): try bindOn(condition, left, right, scope, &node)
        case .using(let names):
            merged = try bindUsing(names, left, right, &node, &scope)
        case .usingAll, .natural:
            let shared = left.scope.filter { mine in
                !mine.isHidden && right.scope.contains { $0.name == mine.name && !$0.isHidden }
            }
            merged = try bindUsing(shared.map { .name($0.name) }, left, right, &node, &scope)
        case nil:
            guard kind == .cross || kind == .paste else {
                throw QueryError(.invalidJoinOnExpression, "JOIN has neither ON nor USING")
            }
        }
        return try finished(node, left, right, scope, merged)
    }

    /// A subquery or table function beside a join must have a name, so that its columns can be named.
    private func checkAliases(_ join: Join) throws(QueryError) {
        guard analyser.flag("joined_subquery_requires_alias", default: true) else { return }
        var elements = [join.right]
        if case .table(let element) = join.left { elements.insert(element, at: 0) }
        for element in elements where element.alias == nil {
            if case .name = element.kind { continue }
            throw QueryError(
                .aliasRequired,
                "No alias for subquery or table function in JOIN (set joined_subquery_requires_alias = 0 to disable "
                    + "restriction)")
        }
    }

    /// A table of engine Join is for the join that it declares.
    private func checkEngine(
        of right: FromPart, _ kind: JoinNode.Kind, _ strictness: JoinNode.Strictness
    ) throws(QueryError) {
        guard case .scan(let node) = right.plan, let table = node.table as? JoinEngineTable else { return }
        let declared = table.declaration
        let isSame = strictness == declared.strictness || strictness == .anyOfRight && declared.strictness == .any
        guard kind == declared.kind, isSame else {
            throw QueryError(.incompatibleTypeOfJoin, "Table of engine Join has incompatible type of JOIN")
        }
    }

    private func kindAndStrictness(
        _ join: Join
    ) throws(QueryError) -> (JoinNode.Kind, JoinNode.Strictness) {
        let kind: JoinNode.Kind
        switch join.kind {
        case .inner: kind = join.constraint == nil ? .cross : .inner
        case .left: kind = .left
        case .right: kind = .right
        case .full: kind = .full
        case .cross, .comma: kind = .cross
        case .paste: kind = .paste
        }
        switch join.strictness {
        case .any:
            let isDistinct = analyser.flag("any_join_distinct_right_table_keys", default: false)
            return (kind, isDistinct ? .anyOfRight : .any)
        case .asof: return (kind, .asof)
        case .semi: return (kind, .semi)
        case .anti: return (kind, .anti)
        case .all: return (kind, .all)
        case nil:
            let standard = analyser.environment.setting("join_default_strictness")?.uppercased()
            return (kind, standard == "ANY" ? .any : .all)
        }
    }

    /// The output columns: those of a side that may be missing become Nullable with `join_use_nulls`.
    private func finished(
        _ node: JoinNode, _ left: FromPart, _ right: FromPart, _ scope: [ScopeColumn], _ merged: [ComputedColumn]
    ) throws(QueryError) -> FromPart {
        var node = node
        let leftMayMiss = node.usesNulls && (node.kind == .right || node.kind == .full)
        let rightMayMiss = node.usesNulls && (node.kind == .left || node.kind == .full)
        let changed = { (columns: [PlanColumn], mayMiss: Bool) in
            columns.map { column in
                guard mayMiss else { return column }
                return PlanColumn(identifier: column.identifier, name: column.name, type: column.type.asNullable)
            }
        }
        let mine = changed(left.columns, leftMayMiss)
        let theirs = changed(right.columns, rightMayMiss)
        node.columns = mine + theirs + (node.mark.map { changed([$0], leftMayMiss) } ?? [])
        let byIdentifier = Dictionary(node.columns.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        var result = FromPart(plan: .join(node), columns: node.columns, scope: scope)
        if leftMayMiss || rightMayMiss {
            // Names mean the column as it comes out of the join.
            var renewed: [ComputedColumn] = []
            var renamed: [Int: PlanColumn] = [:]
            for column in node.columns {
                let fresh = analyser.newColumn(column.name, column.type)
                renamed[column.identifier] = fresh
                renewed.append(
                    ComputedColumn(fresh, BoundExpression.column(column.identifier, type: column.type)))
            }
            for computed in merged {
                renewed.append(ComputedColumn(computed.column, try retyped(computed.expression, byIdentifier)))
            }
            result.plan = .project(.join(node), renewed)
            result.columns = renewed.map(\.column)
            result.scope = scope.map { entry in
                ScopeColumn(
                    column: renamed[entry.column.identifier] ?? entry.column, name: entry.name, table: entry.table,
                    database: entry.database, displayName: entry.displayName, isHidden: entry.isHidden,
                    expression: entry.expression, isJoined: entry.isJoined)
            }
        } else if !merged.isEmpty {
            result.plan = .project(.join(node), node.columns.map { ComputedColumn($0, self.column($0)) } + merged)
            result.columns += merged.map(\.column)
        }
        return result
    }

    private func retyped(
        _ expression: BoundExpression, _ columns: [Int: PlanColumn]
    ) throws(QueryError) -> BoundExpression {
        try analyser.pool.rewrite(expression, in: analyser.context) { node in
            guard case .column(let identifier) = node.node, let column = columns[identifier] else { return nil }
            return BoundExpression.column(identifier, type: column.type)
        }
    }

    // MARK: - ON

    private func bindOn(
        _ condition: SQLSyntax.Expression, _ left: FromPart, _ right: FromPart, _ scope: [ScopeColumn],
        _ node: inout JoinNode
    ) throws(QueryError) {
        let before = self.scope.columns
        self.scope.columns = scope
        defer { self.scope.columns = before }
        let leftColumns = Set(left.columns.map(\.identifier))
        let rightColumns = Set(right.columns.map(\.identifier))
        var rest: [BoundExpression] = []
        for conjunct in condition.conjuncts {
            guard let pair = try sides(of: conjunct, leftColumns, rightColumns) else {
                rest.append(try bindCondition(conjunct))
                continue
            }
            if pair.comparison == "equals" {
                node.keys.append(try commonKeys(pair.left, pair.right))
            } else if node.strictness == .asof, node.asof == nil {
                let (mine, theirs) = try commonKeys(pair.left, pair.right)
                node.asof = (mine, theirs, pair.comparison)
            } else {
                rest.append(try bindCondition(conjunct))
            }
        }
        if node.strictness == .asof, node.asof == nil {
            throw QueryError(.invalidJoinOnExpression, "ASOF JOIN needs an inequality in ON")
        }
        if let asof = node.asof {
            guard !asof.left.type.unwrapped.isStringOrFixedString else {
                throw QueryError(.badTypeOfField, "ASOF join not supported for type: \(asof.left.type.name)")
            }
            guard !node.keys.isEmpty else {
                throw QueryError(
                    .notImplemented, "ASOF join with hash algorithm needs at least one equi-join column.")
            }
        }
        if !rest.isEmpty {
            node.condition = rest.count == 1 ? rest[0] : try analyser.call("and", rest)
        }
        if node.keys.isEmpty, node.kind != .cross, node.strictness != .all {
            throw QueryError(
                .invalidJoinOnExpression, "Cannot determine join keys in \(condition.columnName)")
        }
    }

    /// A comparison with one side over each input; `comparison` is as if the left input stood left.
    private func sides(
        of conjunct: SQLSyntax.Expression, _ leftColumns: Set<Int>, _ rightColumns: Set<Int>
    ) throws(QueryError) -> (left: BoundExpression, right: BoundExpression, comparison: String)? {
        let mirrored = [
            "equals": "equals", "less": "greater", "greater": "less", "lessOrEquals": "greaterOrEquals",
            "greaterOrEquals": "lessOrEquals",
        ]
        guard let call = conjunct.functionCall, let mirror = mirrored[call.name], call.arguments.count == 2 else {
            return nil
        }
        let first = try bind(call.arguments[0])
        let second = try bind(call.arguments[1])
        var firstColumns: Set<Int> = []
        var secondColumns: Set<Int> = []
        first.collectColumns(into: &firstColumns)
        second.collectColumns(into: &secondColumns)
        guard !firstColumns.isEmpty, !secondColumns.isEmpty else { return nil }
        if firstColumns.isSubset(of: leftColumns), secondColumns.isSubset(of: rightColumns) {
            return (first, second, call.name)
        }
        if firstColumns.isSubset(of: rightColumns), secondColumns.isSubset(of: leftColumns) {
            return (second, first, mirror)
        }
        return nil
    }

    private func commonKeys(
        _ left: BoundExpression, _ right: BoundExpression
    ) throws(QueryError) -> (left: BoundExpression, right: BoundExpression) {
        let mine = left.type.withoutLowCardinality
        let theirs = right.type.withoutLowCardinality
        let common: DataType
        do {
            common = try leastSupertype(of: [mine, theirs])
        } catch {
            throw QueryError(
                .typeMismatch, "Can't infer common type for joined columns: \(mine.name) and \(theirs.name)")
        }
        return (try analyser.cast(left, to: common), try analyser.cast(right, to: common))
    }

    // MARK: - USING

    /// FULL JOIN: the left key where the row has a left side, else the right one.
    private func either(
        _ keys: (left: BoundExpression, right: BoundExpression), _ mark: PlanColumn, usesNulls: Bool
    ) throws(QueryError) -> BoundExpression {
        guard usesNulls else { return try analyser.call("if", [column(mark), keys.left, keys.right]) }
        let isLeft = BoundExpression.column(mark.identifier, type: .nullable(.uint8))
        return try analyser.call(
            "if", [try analyser.call("isNotNull", [isLeft]), nullable(keys.left), nullable(keys.right)])
    }

    /// The expression over columns that a join has made Nullable.
    private func nullable(_ expression: BoundExpression) throws(QueryError) -> BoundExpression {
        try analyser.pool.rewrite(expression, in: analyser.context) { node in
            guard case .column(let identifier) = node.node else { return nil }
            return BoundExpression.column(identifier, type: node.type.asNullable)
        }
    }

    /// The named columns are equal pairs, and one column each in the answer, first of all.
    private func bindUsing(
        _ names: [SQLSyntax.Expression], _ left: FromPart, _ right: FromPart, _ node: inout JoinNode,
        _ scope: inout [ScopeColumn]
    ) throws(QueryError) -> [ComputedColumn] {
        var merged: [ComputedColumn] = []
        var shown: [ScopeColumn] = []
        var common: [Int: BoundExpression] = [:]
        let mark = analyser.newColumn("is left", .uint8)
        if node.kind == .full {
            let one = analyser.pool.constant(.uint8([1]), type: .uint8)
            node.left = .project(
                node.left, left.columns.map { ComputedColumn($0, self.column($0)) } + [ComputedColumn(mark, one)])
            node.mark = mark
        }
        for (place, expression) in names.enumerated() {
            guard let name = expression.identifier?.last,
                let mine = left.scope.first(where: { $0.name == name }),
                let theirs = right.scope.first(where: { $0.name == name })
            else {
                throw QueryError(
                    .unknownIdentifier, "JOIN USING identifier \(expression.columnName) is not in both tables")
            }
            let keys = try commonKeys(self.column(mine.column), self.column(theirs.column))
            common[mine.column.identifier] = keys.left
            common[theirs.column.identifier] = keys.right
            if node.strictness == .asof, place == names.count - 1 {
                node.asof = (keys.left, keys.right, "greaterOrEquals")
            } else {
                node.keys.append(keys)
            }
            let value: BoundExpression
            switch node.kind {
            case .full: value = try either(keys, mark, usesNulls: node.usesNulls)
            case .right: value = keys.right
            default: value = keys.left
            }
            let column = analyser.newColumn(name, value.type)
            merged.append(ComputedColumn(column, value))
            shown.append(
                ScopeColumn(
                    column: column, name: name, table: nil, database: nil, displayName: name, isHidden: false,
                    expression: nil))
        }
        // The sides' own columns of that name can still be named with their table, but `*` does not show them.
        let own = Set(shown.map(\.name))
        let usesNulls = node.usesNulls && node.kind != .inner
        scope =
            shown
            + scope.map { column in
                guard own.contains(column.name) else { return column }
                // They have the common type, too.
                let value = usesNulls ? nil : common[column.column.identifier]
                return ScopeColumn(
                    column: column.column, name: column.name, table: column.table, database: column.database,
                    displayName: column.displayName, isHidden: true, expression: column.expression ?? value,
                    isJoined: !column.isHidden || column.isJoined)
            }
        return merged
    }
}

extension SQLSyntax.Expression {
    /// The parts of an AND, flat.
    var conjuncts: [SQLSyntax.Expression] {
        guard let call = functionCall, call.name == "and" else { return [self] }
        return call.arguments.flatMap(\.conjuncts)
    }
}
