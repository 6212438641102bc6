import Columns
import Errors

struct SystemEvents: SystemTable {
    static let name = "events"
    static let comment = "What has happened since the start, counted."
    static let aliases = ["name": "event"]
    static let columns = """
        event String
        value UInt64
        description String
        name String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for event in EventCounters.Event.allCases.sorted(by: { $0.name < $1.name }) {
            let count = scope.instance.events.count(of: event)
            guard count > 0 else { continue }
            try rows.add(["event": .text(event.name), "value": .count(count), "description": .text(event.summary)])
        }
    }
}
