/// The version of ClickHouse that we answer as, and our own.
package enum CompatibleVersion {
    package static let clickHouse = "26.9.2.1"
    /// The revision of the native protocol.
    package static let revision: UInt32 = 54_515
    package static let colonnade = "0.1.0"
}
