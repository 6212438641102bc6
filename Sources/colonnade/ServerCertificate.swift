import ArgumentParser
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The server's certificate and key, from two PEM files that may be replaced while it runs.
final class ServerCertificate: Sendable {
    private struct Material: Sendable {
        let chain: [NIOSSLCertificateSource]
        let key: NIOSSLPrivateKeySource
    }

    private let certificatePath: String
    private let keyPath: String
    private let material: Mutex<Material>

    init(_ certificatePath: String, key keyPath: String) throws {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        material = Mutex(try Self.read(certificatePath, keyPath))
    }

    /// Reads the files again; what is wrong with them is thrown, and the old ones stay in use.
    func reload() throws {
        let new = try Self.read(certificatePath, keyPath)
        material.withLock { $0 = new }
    }

    /// Every new connection gets the certificate of that moment.
    var configuration: TLSConfiguration {
        let first = material.withLock { $0 }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: first.chain, privateKey: first.key)
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = { [self] _, promise in
            let now = material.withLock { $0 }
            var override = NIOSSLContextConfigurationOverride.noChanges
            override.certificateChain = now.chain
            override.privateKey = now.key
            promise.succeed(override)
        }
        return configuration
    }

    private static func read(_ certificatePath: String, _ keyPath: String) throws -> Material {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(certificatePath)
            let chain = certificates.map { NIOSSLCertificateSource.certificate($0) }
            let key = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
            // Refuses a key that is another certificate's.
            _ = try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: chain, privateKey: key))
            return Material(chain: chain, key: key)
        } catch {
            throw ValidationError("cannot read the certificate \(certificatePath) and its key \(keyPath): \(error)")
        }
    }
}

/// Reads the certificate again on SIGHUP.
struct CertificateReloader: Service {
    let certificate: ServerCertificate
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try certificate.reload()
                logger.info("the certificate was read again")
            } catch {
                logger.error("the certificate was not replaced", metadata: ["error": "\(error)"])
            }
        }
    }
}
