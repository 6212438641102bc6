import Codecs
import Columns
import Errors
import Testing

struct AggregateStateTests {
    struct Vector: Decodable {
        let type: String
        let hex: String
    }

    /// The end of each state of ClickHouse is found, also with another state behind it.
    @Test func statesEndWhereTheyEnd() throws {
        for vector in try TestData.decode([Vector].self, from: "states.json") {
            let type = try DataType(parsing: vector.type)
            #expect(type.name == vector.type)
            guard case .aggregateFunction(let state) = type else {
                Issue.record("\(vector.type) is not a state")
                continue
            }
            let one = bytes(ofHex: vector.hex)
            do {
                var reader = ByteReader(one + one + [0])
                let column = try reader.readStates(try AggregateStateLayout(of: state), count: 2)
                #expect(column.ends == [one.count, 2 * one.count], "\(vector.type): \(vector.hex)")
                #expect(column.bytes == one + one)
            } catch {
                Issue.record("\(vector.type) \(vector.hex): \(error)")
            }
        }
    }

    @Test func unknownFunctionsAreRefused() throws {
        let state = AggregateStateType(name: "noSuchFunction", parameters: [], arguments: [.uint8])
        let error = #expect(throws: QueryError.self) { try AggregateStateLayout(of: state) }
        #expect(error?.code == .notImplemented)
    }
}
