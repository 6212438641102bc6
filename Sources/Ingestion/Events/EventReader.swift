import Columns
import Crypto
import Metadata

/// Takes the events out of a request's body: one object, a list of them, or an object with a list `events`.
struct EventReader {
    static let eventsMax = 10_000

    struct Fault: Error {
        let reason: String
    }

    let source: SourceDefinition
    /// The identifier in the headers (Standard Webhooks), for a body of one event.
    let headerIdentifier: String?
    /// Milliseconds since the epoch.
    let now: Int64

    func events(in body: [UInt8]) throws(Fault) -> [IncomingEvent] {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(parsing: body)
        } catch {
            throw Fault(reason: "the body is no JSON at byte \(error.position): \(error.reason)")
        }
        let list = value.elements ?? value["events"]?.elements ?? [value]
        guard list.count <= Self.eventsMax else {
            throw Fault(reason: "there are \(list.count) events in the body, at most \(Self.eventsMax) are taken")
        }
        var result: [IncomingEvent] = []
        for event in list { result.append(try incoming(event, isAlone: list.count == 1)) }
        return result
    }

    private func incoming(_ event: JSONValue, isAlone: Bool) throws(Fault) -> IncomingEvent {
        guard event.members != nil else { throw Fault(reason: "an event is an object") }
        let type = event["event"]?.text ?? event["type"]?.text ?? ""
        let payload = event.written
        guard !payload.utf8.contains(0), type.utf8.count <= 255 else {
            throw Fault(reason: "the type of an event has at most 255 bytes")
        }
        let written = event["id"]?.text ?? event["event_id"]?.text ?? event["id"]?.integer.map { String($0) }
        // An event without an identifier is known by what it says.
        let identifier =
            written ?? (isAlone ? headerIdentifier : nil)
            ?? "sha256:" + hexadecimal(SHA256.hash(data: Array(payload.utf8)))
        guard (1...255).contains(identifier.utf8.count), !identifier.utf8.contains(0) else {
            throw Fault(reason: "the identifier of an event has 1 to 255 bytes")
        }
        return IncomingEvent(
            source: source.name, id: identifier, type: type, receivedAt: now,
            state: source.kinds[type] == nil ? .unknown : .pending, payload: payload, error: "")
    }
}
