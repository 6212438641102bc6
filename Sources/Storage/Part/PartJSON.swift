import Columns
import Errors

extension JSONValue {
    /// The content of a file of a part or a table; throws `CORRUPTED_DATA`.
    init(reading bytes: [UInt8]) throws(QueryError) {
        do throws(JSONFault) {
            try self.init(parsing: bytes)
        } catch {
            throw QueryError(.corruptedData, "JSON cannot be read at byte \(error.position): \(error.reason)")
        }
    }
}
