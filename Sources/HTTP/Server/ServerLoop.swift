import Crypto
import EventLoop
import Synchronization

/// What all loops of a server share.
final class ServerShared: Sendable {
    let configuration: HTTPServerConfiguration
    let handler: Handler
    let responder: ErrorResponder
    let observe: @Sendable (ServerEvent) -> Void
    /// The open connections of all loops.
    let connections = Atomic<Int>(0)

    init(
        configuration: HTTPServerConfiguration,
        handler: @escaping Handler,
        responder: @escaping ErrorResponder,
        observe: @escaping @Sendable (ServerEvent) -> Void
    ) {
        self.configuration = configuration
        self.handler = handler
        self.responder = responder
        self.observe = observe
    }
}

/// The part of a server that lives on one loop: its connections, and buffers they take turns with.
///
/// `@unchecked Sendable`: the constants are `Sendable`; everything variable is touched on `loop` only, for which the methods
/// called from elsewhere send their work there.
final class ServerLoop: @unchecked Sendable {
    /// The largest body that is sent together with its head.
    static let smallBody = 16 * 1024

    let loop: EventLoop
    let configuration: HTTPServerConfiguration
    let handler: Handler
    private let shared: ServerShared
    private let onClose: @Sendable () -> Void
    private var tls: TLSServerContext?
    private var connections: [Int: Connection] = [:]
    private var nextID = 0
    private var exchanges = 0
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    private var headBuffer: [UInt8] = []
    private var dateCache = DateCache()
    private var isSweeping = false
    private var isDraining = false
    private var onDrained: (@Sendable () -> Void)?

    init(loop: EventLoop, shared: ServerShared, tls: TLSServerContext?, onClose: @escaping @Sendable () -> Void) {
        self.loop = loop
        self.shared = shared
        self.tls = tls
        self.onClose = onClose
        configuration = shared.configuration
        handler = shared.handler
    }

    // From anywhere.

    /// Takes over a connection that was accepted and counted.
    func adopt(_ descriptor: Int32, _ peer: PeerAddress) {
        loop.execute { self.open(descriptor, peer) }
    }

    /// Uses another certificate from the next connection on.
    func use(_ tls: TLSServerContext) {
        loop.execute { self.tls = tls }
    }

    /// Ends the connections: idle ones now, others after what they are at, all when the grace is over.
    func drain(_ done: @escaping @Sendable () -> Void) {
        loop.execute { self.beginDrain(done) }
    }

    // On the loop.

    func responder(_ status: Status, _ reason: String) -> Response { shared.responder(status, reason) }

    func observe(_ event: ServerEvent) { shared.observe(event) }

    func now() -> Int64 { SocketHandle.monotonicMilliseconds() }

    func date() -> [UInt8] {
        dateCache.update(unixTime: SocketHandle.unixTime())
        return dateCache.bytes
    }

    /// The response, or an internal error in place of one that may not be sent.
    func checked(_ response: Response) -> Response {
        guard !response.headers.isValid else { return response }
        observe(.invalidResponse)
        let answer = responder(.internalServerError, "the response could not be sent")
        return answer.headers.isValid ? answer : Response(.internalServerError)
    }

    /// Lends the buffer sockets are read into.
    func takeBuffer() -> [UInt8] {
        guard buffer.isEmpty else {
            defer { buffer = [] }
            return buffer
        }
        return [UInt8](repeating: 0, count: 64 * 1024)
    }

    func give(_ buffer: consuming [UInt8]) {
        self.buffer = buffer
    }

    /// Lends the buffer heads of responses are written into, empty.
    func takeHead() -> [UInt8] {
        defer { headBuffer = [] }
        return headBuffer
    }

    func give(head: consuming [UInt8]) {
        guard head.capacity <= 64 * 1024 else { return }
        head.removeAll(keepingCapacity: true)
        headBuffer = head
    }

    /// Goes on reading a connection after the others had their turn.
    func readLater(_ id: Int) {
        loop.execute { self.connections[id]?.read() }
    }

    /// Sends what an HTTP/2 session has, after the work at hand.
    func flushLater(_ id: Int) {
        loop.execute {
            guard let connection = self.connections[id], case .http2(let session) = connection.mode else { return }
            session.flushNow()
        }
    }

    func exchangeBegan() {
        exchanges += 1
    }

    func exchangeEnded() {
        exchanges -= 1
        reportDrained()
    }

    /// Forgets a connection; false when it was forgotten before.
    func remove(_ connection: Connection) -> Bool {
        guard connections.removeValue(forKey: connection.id) != nil else { return false }
        observe(.connectionClosed(connection.peer))
        shared.connections.subtract(1, ordering: .acquiringAndReleasing)
        onClose()
        reportDrained()
        return true
    }

    private func open(_ descriptor: Int32, _ peer: PeerAddress) {
        let socket = SocketHandle(owning: descriptor)
        nextID += 1
        guard !isDraining, let transport = try? Transport(owning: socket, tls: tls) else {
            shared.connections.subtract(1, ordering: .acquiringAndReleasing)
            onClose()
            return
        }
        let connection = Connection(id: nextID, host: self, peer: peer, transport: transport)
        connections[connection.id] = connection
        observe(.connectionOpened(peer))
        scheduleSweep()
        connection.start()
    }

    /// Looks at all deadlines every so often, while there are connections.
    private func scheduleSweep() {
        guard !isSweeping, !connections.isEmpty else { return }
        isSweeping = true
        loop.schedule(after: configuration.deadlines.sweep) {
            self.isSweeping = false
            let now = self.now()
            for connection in Array(self.connections.values) { connection.sweep(now) }
            self.scheduleSweep()
        }
    }

    private func beginDrain(_ done: @escaping @Sendable () -> Void) {
        isDraining = true
        onDrained = done
        for connection in Array(connections.values) { connection.drain() }
        loop.schedule(after: configuration.deadlines.drain) { self.expireDrain() }
        reportDrained()
    }

    /// Cuts off what is left; handlers that do not heed their cancellation within a second are left behind.
    private func expireDrain() {
        guard onDrained != nil else { return }
        observe(.drainExpired(connections: connections.count))
        for connection in Array(connections.values) { connection.failed() }
        loop.schedule(after: .seconds(1)) {
            self.exchanges = 0
            self.reportDrained()
        }
    }

    private func reportDrained() {
        guard let done = onDrained, connections.isEmpty, exchanges <= 0 else { return }
        onDrained = nil
        done()
    }
}
