import Errors

/// What a kind and strictness of join mean for the rows of both sides.
struct JoinShape: Sendable {
    /// Which of the matching right rows a left row takes.
    enum Taking: Sendable {
        case all
        /// The first one: LEFT ANY and SEMI; the nearest one: ASOF.
        case first
        /// The first one, for the first left row of a key only: INNER ANY.
        case firstOncePerKey
        /// All, for the first left row of a key only: RIGHT ANY and SEMI.
        case allOncePerKey
        /// None: ANTI only asks whether there is one.
        case none
    }

    let taking: Taking
    let keepsUnmatchedLeft: Bool
    let keepsUnmatchedRight: Bool

    init(_ kind: JoinNode.Kind, _ strictness: JoinNode.Strictness) throws(QueryError) {
        keepsUnmatchedLeft = (kind == .left || kind == .full) && strictness != .semi
        keepsUnmatchedRight = (kind == .right || kind == .full) && strictness != .semi
        switch (kind, strictness) {
        case (.cross, _), (.paste, _), (_, .all): taking = .all
        case (_, .anyOfRight): taking = .first
        case (.left, .any), (.left, .semi), (.left, .asof), (.inner, .asof): taking = .first
        case (.inner, .any): taking = .firstOncePerKey
        case (.right, .any), (.right, .semi): taking = .allOncePerKey
        case (.left, .anti), (.right, .anti): taking = .none
        case (.full, .any): throw QueryError(.notImplemented, "ANY FULL JOINs are not implemented")
        case (_, .asof): throw QueryError(.notImplemented, "ASOF JOIN is only for INNER and LEFT joins")
        case (_, .semi), (_, .anti):
            throw QueryError(.notImplemented, "SEMI and ANTI JOIN should be LEFT or RIGHT")
        }
    }
}

/// How the left value of ASOF stands to the right one.
enum AsofComparison: Sendable {
    case greaterOrEquals, greater, lessOrEquals, less

    /// By its function or its operator.
    init(_ name: String) throws(QueryError) {
        switch name {
        case "greaterOrEquals", ">=": self = .greaterOrEquals
        case "greater", ">": self = .greater
        case "lessOrEquals", "<=": self = .lessOrEquals
        case "less", "<": self = .less
        default:
            throw QueryError(.invalidJoinOnExpression, "ASOF JOIN compares by >=, >, <= or <, not by \(name)")
        }
    }
}
