import Columns
import Functions
import Storage

/// A column of a plan: `identifier` is unique in the query, `name` is what a client sees at the top.
package struct PlanColumn: Hashable, Sendable {
    package let identifier: Int
    package let name: String
    package let type: DataType

    package init(identifier: Int, name: String, type: DataType) {
        self.identifier = identifier
        self.name = name
        self.type = type
    }
}

/// An expression and the column that it fills.
package struct ComputedColumn: Sendable {
    package let column: PlanColumn
    package let expression: BoundExpression

    package init(_ column: PlanColumn, _ expression: BoundExpression) {
        self.column = column
        self.expression = expression
    }
}

/// What has to be done to answer a query, as a tree: data flows from the leaves up. Expressions name the columns of
/// their
/// node's input by identifier.
package indirect enum PlanNode: Sendable {
    /// A table's rows that pass `filter`.
    case scan(ScanNode)
    /// Rows that are known: `SELECT 1` has one row without columns.
    case rows(Block, [PlanColumn])
    case filter(PlanNode, condition: BoundExpression)
    /// Exactly these columns, in this order.
    case project(PlanNode, [ComputedColumn])
    case aggregate(AggregateNode)
    case sort(SortNode)
    case limit(LimitNode)
    /// LIMIT and OFFSET that are counted from the end, or are parts of all rows.
    case slice(PlanNode, offset: RowAmount, count: RowAmount?)
    /// The first `count` rows behind the first `offset` of every group of equal keys, in input order.
    case limitBy(PlanNode, keys: [Int], offset: Int, count: Int)
    /// One row of each that are equal in `keys`; at most `limit` of them where it is given.
    case distinct(PlanNode, keys: [Int], limit: Int?)
    case window(WindowNode)
    case join(JoinNode)
    case arrayJoin(ArrayJoinNode)
    /// Rows of all inputs, whose columns have one list of types; the output has `columns`' identifiers by position.
    case union([PlanNode], columns: [PlanColumn])
    /// Rows of the first input that are (INTERSECT) or are not (EXCEPT) among those of the second, by position.
    case setOperation(PlanNode, PlanNode, keepsCommon: Bool, isDistinct: Bool)
    case fill(FillNode)
}

package struct ScanNode: Sendable {
    package var table: any Table
    /// What to read: the plan column and the table's column it comes from.
    package var columns: [(column: PlanColumn, source: String)]
    /// Conjuncts over the plan columns of `columns`.
    package var filter: [BoundExpression]
    package var isFinal: Bool
    /// The filter begins with a condition on which rows may be seen: nothing may be computed of the others.
    package var hidesRows = false
    /// Rows that are enough, when the query wants any `rowsWanted` rows.
    package var rowsWanted: Int?
    /// What a top-N above still wants; of one execution, so only the compiler sets it.
    var threshold: SortThreshold?
    /// Columns of strings that the node above takes as codes into a dictionary too.
    var codedColumns: Set<Int> = []

    package init(table: any Table, columns: [(column: PlanColumn, source: String)]) {
        self.table = table
        self.columns = columns
        filter = []
        isFinal = false
        rowsWanted = nil
        threshold = nil
    }
}

package struct AggregateNode: Sendable {
    package struct Call: Sendable {
        package let column: PlanColumn
        package let aggregate: BoundAggregate
        package let arguments: [BoundExpression]

        package init(column: PlanColumn, aggregate: BoundAggregate, arguments: [BoundExpression]) {
            self.column = column
            self.aggregate = aggregate
            self.arguments = arguments
        }
    }

    package var input: PlanNode
    package var keys: [ComputedColumn]
    package var calls: [Call]
    /// For ROLLUP, CUBE and GROUPING SETS: positions in `keys` of each set; the other keys have default values (NULL
    /// with `group_by_use_nulls`). `nil` is the one set of all keys.
    package var groupingSets: [[Int]]?
    /// GROUPING SETS: the empty set has a row also where no row comes.
    package var hasRowWithoutInput = false
    /// The number of the row's grouping set, for `grouping()`: filled where it is given.
    package var groupingSetColumn: PlanColumn?
    /// Also aggregates over all rows, as the answer's totals.
    package var hasTotals: Bool

    package init(input: PlanNode, keys: [ComputedColumn], calls: [Call]) {
        self.input = input
        self.keys = keys
        self.calls = calls
        groupingSets = nil
        groupingSetColumn = nil
        hasTotals = false
    }
}

package struct SortItem: Sendable {
    package let column: Int
    package let direction: Columns.SortDirection

    package init(column: Int, direction: Columns.SortDirection) {
        self.column = column
        self.direction = direction
    }
}

package struct SortNode: Sendable {
    package var input: PlanNode
    package var items: [SortItem]
    /// Only so many first rows are needed.
    package var limit: Int?

    package init(input: PlanNode, items: [SortItem], limit: Int?) {
        self.input = input
        self.items = items
        self.limit = limit
    }
}

package struct LimitNode: Sendable {
    package var input: PlanNode
    package var offset: Int
    /// `nil` for OFFSET alone.
    package var count: Int?
    /// WITH TIES: also rows equal to the last one in these.
    package var ties: [SortItem]?

    package init(input: PlanNode, offset: Int, count: Int?, ties: [SortItem]?) {
        self.input = input
        self.offset = offset
        self.count = count
        self.ties = ties
    }
}

/// All window functions over one window; the input need not be sorted.
package struct WindowNode: Sendable {
    package struct Call: Sendable {
        package let column: PlanColumn
        package let function: BoundWindowFunction
        package let arguments: [BoundExpression]

        package init(column: PlanColumn, function: BoundWindowFunction, arguments: [BoundExpression]) {
            self.column = column
            self.function = function
            self.arguments = arguments
        }
    }

    package var input: PlanNode
    package var partitionBy: [Int]
    package var orderBy: [SortItem]
    package var frame: FrameSpecification
    package var calls: [Call]
    /// The rows come sorted by partition and order.
    var inputIsSorted = false

    package init(
        input: PlanNode, partitionBy: [Int], orderBy: [SortItem], frame: FrameSpecification, calls: [Call]
    ) {
        self.input = input
        self.partitionBy = partitionBy
        self.orderBy = orderBy
        self.frame = frame
        self.calls = calls
    }
}

package struct JoinNode: Sendable {
    package enum Kind: Hashable, Sendable {
        case inner, left, right, full, cross
        /// The first row of one side beside the first of the other, and so on, as long as both have rows.
        case paste
    }
    package enum Strictness: Hashable, Sendable {
        case all, any, semi, anti, asof
        /// ANY with `any_join_distinct_right_table_keys`: each left row takes the first right row of its key.
        case anyOfRight
    }

    package var left: PlanNode
    package var right: PlanNode
    package var kind: Kind
    package var strictness: Strictness
    /// Equal pairs: an expression over the left input and one over the right, of one type.
    package var keys: [(left: BoundExpression, right: BoundExpression)]
    /// ASOF: the last pair, and how left stands to right (`>=` wants the nearest right value below).
    package var asof: (left: BoundExpression, right: BoundExpression, comparison: String)?
    /// What a pair of rows must also satisfy, over both inputs' columns.
    package var condition: BoundExpression?
    /// The output: columns of both inputs. Those of a side that may have no partner are Nullable with `join_use_nulls`,
    /// else default values.
    package var columns: [PlanColumn]
    package var usesNulls: Bool
    /// FULL JOIN USING: a column of the left input that is 1 in each of its rows.
    package var mark: PlanColumn?

    package init(
        left: PlanNode, right: PlanNode, kind: Kind, strictness: Strictness, columns: [PlanColumn], usesNulls: Bool
    ) {
        self.left = left
        self.right = right
        self.kind = kind
        self.strictness = strictness
        self.columns = columns
        self.usesNulls = usesNulls
        mark = nil
        keys = []
        asof = nil
        condition = nil
    }
}

package struct ArrayJoinNode: Sendable {
    package var input: PlanNode
    /// Arrays (or maps) walked together; each gives a column of elements. All must have one length in a row.
    package var arrays: [(output: PlanColumn, array: BoundExpression)]
    /// LEFT: a row with empty arrays stays, with default elements.
    package var isLeft: Bool

    package init(input: PlanNode, arrays: [(output: PlanColumn, array: BoundExpression)], isLeft: Bool) {
        self.input = input
        self.arrays = arrays
        self.isLeft = isLeft
    }
}

/// ORDER BY … WITH FILL over an input that is sorted by `items`.
package struct FillNode: Sendable {
    package struct Item: Sendable {
        package let sort: SortItem
        package let from: BoundExpression?
        package let to: BoundExpression?
        package let step: BoundExpression?
        /// How far behind a row of the input rows are added.
        package let staleness: BoundExpression?
        package let isFilled: Bool

        package init(
            sort: SortItem, from: BoundExpression?, to: BoundExpression?, step: BoundExpression?,
            staleness: BoundExpression?, isFilled: Bool
        ) {
            self.sort = sort
            self.from = from
            self.to = to
            self.step = step
            self.staleness = staleness
            self.isFilled = isFilled
        }
    }

    package var input: PlanNode
    package var items: [Item]
    /// INTERPOLATE: for a filled row, this column is the expression over the row before.
    package var interpolations: [ComputedColumn]

    package init(input: PlanNode, items: [Item], interpolations: [ComputedColumn]) {
        self.input = input
        self.items = items
        self.interpolations = interpolations
    }
}
