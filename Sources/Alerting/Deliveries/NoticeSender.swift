import AsyncHTTPClient
import Foundation
import Metadata
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Makes one attempt: resolves the name, checks the address, connects to that very address, follows no redirect.
package final class NoticeSender: Sendable {
    private static let timeoutSeconds: Int64 = 15
    private static let answerBytesMax = 16 << 10
    private static let clientsMax = 256

    private let addressGuard: AddressGuard
    private let resolver = NIOThreadPool(numberOfThreads: 8)
    /// By host and address: a client connects where its name was last checked to be.
    private let clients = Mutex<[String: HTTPClient]>([:])

    package init(_ addressGuard: AddressGuard) {
        self.addressGuard = addressGuard
        resolver.start()
    }

    package func stop() async {
        let all = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in all { try? await client.shutdown() }
        try? await resolver.shutdownGracefully()
    }

    package func send(
        _ delivery: Delivery, to url: String, headers: [(name: String, value: String)]
    ) async -> RetrySchedule.Ending {
        guard let parts = URLComponents(string: url), let host = parts.host?.trimmingBrackets, !host.isEmpty else {
            return .forbidden("the address cannot be read")
        }
        let isSecure = parts.scheme?.lowercased() == "https"
        let port = parts.port ?? (isSecure ? 443 : 80)
        do {
            // Names that do not resolve in time hold up this attempt, and no other.
            let address = try await resolver.runIfActive {
                try SocketAddress.makeAddressResolvingHost(host, port: port).ipAddress ?? ""
            }
            guard addressGuard.allows(address) else {
                return .forbidden("\(host) is \(address): notices go to public addresses only")
            }
            let client = client(host: host, address: address)
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.headers.add(name: "User-Agent", value: "Colonnade-Webhooks/1")
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            request.body = .bytes(ByteBuffer(string: delivery.body))
            let response = try await client.execute(request, timeout: .seconds(Self.timeoutSeconds))
            await Self.drain(response.body)
            let retryAfter = response.headers.first(name: "Retry-After").flatMap { Int64($0) }
            return .status(Int(response.status.code), retryAfterSeconds: retryAfter.flatMap { $0 >= 0 ? $0 : nil })
        } catch {
            return .failure(String("\(error)".prefix(500)))
        }
    }

    /// Reads a short answer, so that the connection can be used again; leaves a long one.
    private static func drain(_ body: HTTPClientResponse.Body) async {
        var size = 0
        do {
            for try await part in body {
                size += part.readableBytes
                if size > answerBytesMax { return }
            }
        } catch {
            // The status has come: that is what counts.
        }
    }

    private func client(host: String, address: String) -> HTTPClient {
        clients.withLock { clients in
            let key = "\(host) \(address)"
            if let client = clients[key] { return client }
            if clients.count >= Self.clientsMax {
                for old in clients.values { Task { try? await old.shutdown() } }
                clients = [:]
            }
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: .seconds(10), read: .seconds(Self.timeoutSeconds)))
            configuration.dnsOverride = [host: address]
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[key] = client
            return client
        }
    }
}

extension String {
    /// An IPv6 address without its brackets.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
