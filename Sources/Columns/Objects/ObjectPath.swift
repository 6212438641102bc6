import Errors

/// What stands at one path of a `JSON` value. In memory a value is kept as bytes: the count of paths, then for each its
/// name, its type and the value, in order of the names; no bytes are the empty object. Typed paths are always there;
/// others have no NULL.
///
/// Without typed paths this is ClickHouse's RowBinary, which leaves the types of typed paths out.
package struct ObjectPath: Hashable, Sendable {
    /// Names with dots between.
    package let path: [UInt8]
    package let type: DataType
    package let value: Value

    package init(path: [UInt8], type: DataType, value: Value) {
        self.path = path
        self.type = type
        self.value = value
    }

    /// What a value of the type has when nothing is said about it.
    package static func defaults(of object: ObjectType) -> [ObjectPath] {
        object.typed.map {
            ObjectPath(
                path: Array($0.path.utf8), type: $0.type, value: Column.defaults(of: $0.type, count: 1).value(at: 0))
        }
    }
}
