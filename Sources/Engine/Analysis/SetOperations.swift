import Columns
import Errors
import Functions
import SQLSyntax

extension Analyser {
    /// UNION, INTERSECT and EXCEPT: columns go by position, each position gets the common type, names are the first's.
    func combine(
        _ setOperator: SetOperator, _ parts: [SelectUnion], with: WithScope
    ) throws(QueryError) -> (PlanNode, [PlanColumn]) {
        let parts = sharingDefinitions(parts)
        var inputs: [(plan: PlanNode, columns: [PlanColumn])] = []
        for part in parts { inputs.append(try analyse(part, with: with)) }
        let width = inputs[0].columns.count
        guard inputs.allSatisfy({ $0.columns.count == width }) else {
            let isUnion = [.union, .unionAll, .unionDistinct].contains(setOperator)
            if isUnion, isNested { throw QueryError(.typeMismatch, "UNION different number of columns in queries") }
            throw QueryError(
                isUnion ? .unionAllResultStructuresMismatch : .intersectOrExceptResultStructuresMismatch,
                "Different number of columns in \(isUnion ? "UNION" : "INTERSECT or EXCEPT") elements")
        }
        var types: [DataType] = []
        for position in 0..<width {
            types.append(try leastSupertypeOrVariant(of: inputs.map { $0.columns[position].type }, in: context))
        }
        let names = inputs[0].columns.map(\.name)
        var plans: [PlanNode] = []
        for input in inputs { plans.append(try converted(input.plan, input.columns, to: types)) }
        let columns = zip(names, types).map { newColumn($0, $1) }
        let effective = try resolveMode(setOperator)
        switch effective {
        case .unionAll: return (.union(plans, columns: columns), columns)
        case .unionDistinct:
            let all = PlanNode.union(plans, columns: columns)
            return (.distinct(all, keys: columns.map(\.identifier), limit: nil), columns)
        default:
            let keepsCommon = effective == .intersect || effective == .intersectDistinct
            let isDistinct = effective == .intersectDistinct || effective == .exceptDistinct
            var plan = plans[0]
            for other in plans.dropFirst() {
                plan = .setOperation(plan, other, keepsCommon: keepsCommon, isDistinct: isDistinct)
            }
            return (.union([plan], columns: columns), columns)
        }
    }

    /// What WITH defines before the first SELECT of a UNION is seen by the others, too, unless they define it anew.
    private func sharingDefinitions(_ parts: [SelectUnion]) -> [SelectUnion] {
        guard case .select(let first) = parts[0], !first.with.isEmpty,
            flag("enable_global_with_statement", default: true)
        else { return parts }
        return [parts[0]]
            + parts.dropFirst().map { part in
                guard case .select(var query) = part else { return part }
                let own = Set(query.with.map(\.name))
                let shared = first.with.filter { !own.contains($0.name) }
                guard !shared.isEmpty else { return part }
                query.with = shared + query.with
                query.isRecursive = query.isRecursive || first.isRecursive
                return .select(query)
            }
    }

    func resolveMode(_ setOperator: SetOperator) throws(QueryError) -> SetOperator {
        guard setOperator == .union else { return setOperator }
        switch environment.setting("union_default_mode")?.uppercased() {
        case "ALL": return .unionAll
        case "DISTINCT": return .unionDistinct
        default:
            throw QueryError(
                .expectedAllOrDistinct, "Expected ALL or DISTINCT in SelectWithUnion query; setting: union_default_mode"
            )
        }
    }

    private func converted(
        _ plan: PlanNode, _ columns: [PlanColumn], to types: [DataType]
    ) throws(QueryError) -> PlanNode {
        var computed: [ComputedColumn] = []
        for (column, type) in zip(columns, types) {
            let value = try cast(pool.column(column), to: type)
            computed.append(ComputedColumn(newColumn(column.name, type), value))
        }
        return .project(plan, computed)
    }
}

extension CommonTableExpression {
    fileprivate var name: String {
        switch self {
        case .expression(_, let name), .query(let name, _, _, _): name
        }
    }
}
