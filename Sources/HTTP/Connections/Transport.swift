import Crypto
import EventLoop

/// A connected socket, with or without TLS over it.
struct Transport: ~Copyable {
    enum ReadOutcome: Equatable {
        /// So many bytes; `isDrained` when the next edge may be awaited.
        case bytes(Int, isDrained: Bool)
        case wouldBlock
        case end
        case failed
    }

    enum WriteOutcome: Equatable {
        case bytes(Int)
        case wouldBlock
        case failed
    }

    private var socket: SocketHandle?
    private var tls: TLSConnection?
    private var isHungUp = false
    let descriptor: Int32
    let isEncrypted: Bool

    init(owning socket: consuming SocketHandle, tls context: TLSServerContext?) throws(CryptoError) {
        descriptor = socket.descriptor
        isEncrypted = context != nil
        tls = if let context { try TLSConnection(context, descriptor: socket.descriptor) } else { nil }
        self.socket = consume socket
    }

    var negotiatedProtocol: String? { tls?.negotiatedProtocol }

    var clientCertificate: ClientCertificate? {
        guard let certificate = tls?.peerCertificate else { return nil }
        return ClientCertificate(
            subject: certificate.subject,
            uris: certificate.uniformResourceIdentifiers,
            serialNumber: certificate.serialNumber
        )
    }

    /// Takes note of the socket's events; to be called for each of them.
    mutating func note(_ events: PollEvents) {
        if !events.isDisjoint(with: [.peerClosed, .hangUp, .error]) {
            isHungUp = true
            tls?.noteHangUp()
        } else if events.contains(.readable) {
            tls?.noteReadable()
        }
    }

    func handshake() -> TLSStatus {
        tls?.handshake() ?? .done
    }

    func read(into buffer: inout [UInt8]) -> ReadOutcome {
        guard let tls else {
            switch socket?.receive(into: &buffer) ?? .failed(0) {
            case .count(0): return .end
            // A short read has emptied the socket; only the end of the stream may still stand behind it.
            case .count(let count): return .bytes(count, isDrained: count < buffer.count && !isHungUp)
            case .wouldBlock: return .wouldBlock
            case .failed: return .failed
            }
        }
        var span = buffer.mutableSpan
        return switch tls.read(into: &span) {
        // What follows costs no system call to find out.
        case .bytes(let count): .bytes(count, isDrained: false)
        case .wantRead, .wantWrite: .wouldBlock
        case .closed: .end
        case .failed: .failed
        }
    }

    func write(_ bytes: Span<UInt8>, more: Bool) -> WriteOutcome {
        guard let tls else {
            return switch socket?.send(bytes, more: more) ?? .failed(0) {
            case .count(let count): .bytes(count)
            case .wouldBlock: .wouldBlock
            case .failed: .failed
            }
        }
        var sent = 0
        while sent < bytes.count {
            switch tls.write(bytes.extracting(sent...)) {
            case .bytes(let count): sent += count
            case .wantRead, .wantWrite: return sent > 0 ? .bytes(sent) : .wouldBlock
            case .closed, .failed: return .failed
            }
        }
        return .bytes(sent)
    }

    /// Says goodbye and closes our side.
    func shutdownWrite() {
        _ = tls?.shutdown()
        socket?.shutdownWrite()
    }

    /// Closes the socket.
    mutating func close() {
        tls = nil
        socket = nil
    }
}
