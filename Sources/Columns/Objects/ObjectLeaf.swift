/// What stands at one path of a `JSON` value. A value is kept as ClickHouse's RowBinary bytes: the count of paths, then
/// for each its name, its type and the leaf; NULLs and empty objects leave no path.
package struct ObjectPath: Hashable, Sendable {
    /// Names with dots between.
    package let path: [UInt8]
    package let leaf: ObjectLeaf

    package init(path: [UInt8], leaf: ObjectLeaf) {
        self.path = path
        self.leaf = leaf
    }
}

/// A leaf of a `JSON` value.
package indirect enum ObjectLeaf: Hashable, Sendable {
    /// A scalar, or arrays of Nullable scalars of one type.
    case plain(DataType, Value)
    /// `Array(Dynamic)`; `nil` is NULL.
    case mixed([ObjectLeaf?])
    /// An object among the elements of an array.
    case object([ObjectPath])
    /// `Array(JSON)`.
    case objects([[ObjectPath]])
}
