import Crypto
public import EventLoop
import Synchronization

/// An HTTP server: HTTP/1.1, and HTTP/2 over TLS by ALPN or on loopback by prior knowledge.
///
/// It listens from the moment it is made, so that the port is known, and accepts while ``run()`` runs. Every connection
/// stays on one loop of the group, and so do the handlers of its requests.
public final class HTTPServer: Sendable {
    /// Where the server listens, with the port the system chose.
    public let boundAddress: ListenAddress

    private let shared: ServerShared
    private let acceptor: Acceptor
    private let acceptorLoop: EventLoop
    private let loops: [ServerLoop]
    private let stop = Stop()

    /// Makes a server that listens.
    ///
    /// - Parameters:
    ///   - configuration: Where and how to listen.
    ///   - group: The loops; they must run for as long as the server does.
    ///   - errorResponder: Makes the responses to requests no handler sees.
    ///   - observe: Told what happens at the edge; must not block.
    ///   - handler: Answers requests.
    /// - Throws: ``HTTPError`` when the address or the certificate cannot be used.
    public init(
        configuration: HTTPServerConfiguration,
        group: EventLoopGroup,
        errorResponder: @escaping ErrorResponder = HTTPServer.plainError,
        observe: @escaping @Sendable (ServerEvent) -> Void = { _ in },
        handler: @escaping Handler
    ) throws(HTTPError) {
        let tls: TLSServerContext? =
            if let files = configuration.tls { try HTTPServer.context(files) } else { nil }
        let shared = ServerShared(
            configuration: configuration,
            handler: handler,
            responder: errorResponder,
            observe: observe
        )
        let socket = try SocketHandle.listen(on: configuration.address, backlog: configuration.backlog)
        if case .internet(let address, _) = configuration.address {
            boundAddress = .internet(address, port: socket.boundPort ?? 0)
        } else {
            boundAddress = configuration.address
        }
        let acceptorLoop = group.next()
        let acceptor = Acceptor(loop: acceptorLoop, shared: shared, socket: socket)
        self.shared = shared
        self.acceptor = acceptor
        self.acceptorLoop = acceptorLoop
        loops = group.loops.map { loop in
            ServerLoop(loop: loop, shared: shared, tls: tls) { acceptor.connectionClosed() }
        }
    }

    /// Serves until the task is cancelled, and then drains.
    ///
    /// Draining closes the listening socket and idle connections, ends event streams, lets requests in progress finish,
    /// and cuts off what is left when the drain deadline of the configuration passes.
    ///
    /// - Throws: ``HTTPError/cannotListen(address:code:)`` when the listening socket cannot be polled.
    public func run() async throws {
        let (acceptor, loops) = (acceptor, loops)
        let failure: Int32? = await withCheckedContinuation { continuation in
            acceptorLoop.execute {
                do throws(EventLoopError) {
                    try acceptor.start(loops)
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: 0)
                }
            }
        }
        if let failure { throw HTTPError.cannotListen(address: boundAddress.description, code: failure) }
        let stop = stop
        await withTaskCancellationHandler {
            await stop.wait()
        } onCancel: {
            stop.signal()
        }
        await withCheckedContinuation { continuation in
            acceptorLoop.execute {
                acceptor.stop()
                continuation.resume()
            }
        }
        await withTaskGroup { group in
            for loop in loops {
                group.addTask { await loop.drained() }
            }
        }
    }

    /// Reads the certificate's files again; connections that are open keep the old one.
    ///
    /// - Throws: ``HTTPError``; the old certificate stays in use then.
    public func reloadCertificate() throws(HTTPError) {
        guard let files = shared.configuration.tls else { throw .noCertificate }
        let context = try HTTPServer.context(files)
        for loop in loops { loop.use(context) }
    }

    /// Answers with the reason as plain text.
    public static let plainError: ErrorResponder = { status, reason in
        Response(status, text: reason + "\n")
    }

    private static func context(_ files: TLSFiles) throws(HTTPError) -> TLSServerContext {
        do throws(CryptoError) {
            return try TLSServerContext(
                certificateChain: files.certificateChain,
                privateKey: files.privateKey,
                clients: files.clientAuthorities.map { .optional(authorities: $0) } ?? .none
            )
        } catch {
            throw .tls(reason: error.description)
        }
    }
}

extension ServerLoop {
    /// Drains and returns when nothing is left.
    func drained() async {
        await withCheckedContinuation { continuation in
            drain { continuation.resume() }
        }
    }
}

/// A signal that is given once and waited for by one task.
private final class Stop: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Void, Never>)
        case signalled
    }

    private let state = Mutex(State.idle)

    func wait() async {
        await withCheckedContinuation { continuation in
            let isSignalled = state.withLock { state in
                if case .signalled = state { return true }
                state = .waiting(continuation)
                return false
            }
            if isSignalled { continuation.resume() }
        }
    }

    func signal() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .signalled }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
        waiting?.resume()
    }
}
