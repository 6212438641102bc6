/// Protocol revisions from which a Native block looks different.
package enum NativeRevision {
    /// What Colonnade announces: the highest at which everything optional is still off.
    package static let current = 54_460
    /// From here on `DateTime('UTC')` keeps its zone.
    static let timeZones = 54_337
    /// From here on, and without a revision, dictionaries are sent as such.
    static let dictionaries = 54_405
    /// From here on states of aggregate functions have versions.
    static let stateVersions = 54_452
    /// From here on each column says whether it is laid out in a special way.
    static let customSerialisation = 54_454
    /// From here on the block's header has a field more.
    static let outOfOrderBuckets = 54_480
}
