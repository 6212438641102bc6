import Columns
import Errors

struct SystemTimeZones: SystemTable {
    static let name = "time_zones"
    static let comment = "The time zones that this server knows."
    static let columns = """
        time_zone String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for name in TimeZoneRegistry.names { try rows.add(["time_zone": .text(name)]) }
    }
}
