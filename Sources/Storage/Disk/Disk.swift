import Errors

/// Where tables keep files. `Storage` sees nothing else of the machine, so that a simulated disk can crash, tear writes
/// and fill up. Paths are relative to the disk's root, with `/` between names.
///
/// Written is not durable: only `synchronise` of a file makes its bytes so, and only `synchroniseDirectory` makes
/// names (created, renamed, removed) so.
package protocol Disk: AnyObject, Sendable {
    var name: String { get }

    func createDirectory(_ path: String) throws(QueryError)
    /// Names in a directory, sorted; a missing directory is an error.
    func list(_ path: String) throws(QueryError) -> [String]
    func exists(_ path: String) -> Bool
    /// Bytes of a file; a missing file is an error.
    func size(of path: String) throws(QueryError) -> Int

    /// Creates or replaces a file with `bytes` (not durable yet).
    func write(_ bytes: [UInt8], to path: String) throws(QueryError)
    /// Adds `bytes` at the end of a file, which is created if missing.
    func append(_ bytes: [UInt8], to path: String) throws(QueryError)
    /// The bytes `range` of a file; a range outside the file is an error.
    func read(_ path: String, _ range: Range<Int>) throws(QueryError) -> [UInt8]
    func readAll(_ path: String) throws(QueryError) -> [UInt8]

    func synchronise(_ path: String) throws(QueryError)
    func synchroniseDirectory(_ path: String) throws(QueryError)

    /// Atomic within the disk; an existing file at `target` is replaced, an existing directory refused.
    func rename(_ path: String, to target: String) throws(QueryError)
    func hardLink(_ path: String, to target: String) throws(QueryError)
    func removeFile(_ path: String) throws(QueryError)
    /// Removes a directory with all it holds; a missing one is no error.
    func removeTree(_ path: String) throws(QueryError)
    var freeBytes: Int { get }
}
