import Engine
import Metadata

/// Answers the requests of event sources: `POST /webhooks/{source}`.
package struct WebhookReceiver: Sendable {
    /// Larger bodies are refused before they are read.
    package static let bodyBytesMax = 1 << 20

    package enum Answer: Sendable, Equatable {
        case ok(fresh: Int, repeated: Int)
        case unknownSource
        case badSignature(String)
        case badRequest(String)
        case tooMany
        case unavailable(String)
    }

    private let instance: Instance
    private let inbox: EventInbox
    private let sources: EventSources

    package init(_ instance: Instance, _ inbox: EventInbox, _ sources: EventSources) {
        self.instance = instance
        self.inbox = inbox
        self.sources = sources
    }

    /// Checks the signature over the bytes as they came, before anything in them is read.
    package func receive(_ body: [UInt8], _ headers: ReceivedHeaders, source name: String) async -> Answer {
        guard sources.has(name) else { return .unknownSource }
        let source = sources.definition(named: name)
        let now = instance.clock.nowNanoseconds
        guard source.verifier.hasSecrets else {
            return refusal(
                .badSignature(
                    "The source has no secret yet: set COLONNADE_WEBHOOK_SECRET, or PUT one to /v1/sources/\(name)"))
        }
        guard source.verifier.accepts(body, headers, at: now / 1_000_000_000) else {
            return refusal(.badSignature("The request has no signature, or a wrong or an old one"))
        }
        let events: [IncomingEvent]
        do throws(EventReader.Fault) {
            events = try EventReader(
                source: source, headerIdentifier: headers.only("webhook-id"), now: now / 1_000_000
            ).events(in: body)
        } catch {
            return refusal(.badRequest(error.reason))
        }
        switch await inbox.submit(events, of: source) {
        case .accepted(let fresh, let repeated): return .ok(fresh: fresh, repeated: repeated)
        case .tooMany: return .tooMany
        case .unavailable(let reason): return .unavailable(reason)
        }
    }

    private func refusal(_ answer: Answer) -> Answer {
        instance.events.add(.webhookEventsRefused)
        return answer
    }
}
