/// Bounds on what comes from outside, checked before anything is allocated.
package enum Limits {
    /// Rows of a block between operators; a reader may hand over fewer.
    package static let blockRowsMax = 65_536
    /// ClickHouse's `MAX_FIXEDSTRING_SIZE`.
    package static let fixedStringSizeMax = 0xFF_FFFF
    /// Nesting of types: deeper ones are refused, so that recursion over a type is bounded.
    package static let typeDepthMax = 100
    /// Elements of one type's argument list (enum values, tuple elements).
    package static let typeArgumentsMax = 65_536
    /// Elements of one array value, as `range` and readers check them.
    package static let arrayElementsMax = 1 << 30
}
