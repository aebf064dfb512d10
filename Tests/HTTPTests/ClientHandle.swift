import Crypto
import Glibc
import Synchronization

/// The socket of a ``Client``; its operations block.
///
/// `@unchecked Sendable`: the TLS connection is set in `init`, and used within `turn` only.
final class ClientSocket: @unchecked Sendable {
    private let descriptor: Int32
    private var tls: TLSConnection?
    private let turn = Mutex(())

    /// Connects to a port on loopback, over TLS if a context is given.
    ///
    /// A read or write that takes ten seconds fails, so that a test cannot hang. Every call of ``send(_:)`` is a packet of
    /// its own. With a small segment and receive buffer the server can send little that is not read.
    init(port: UInt16, receiveBuffer: Int32? = nil, segment: Int32? = nil, secure: TLSClientContext? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        for (option, value) in [(TCP_NODELAY, 1), (TCP_MAXSEG, segment)] {
            guard var value else { continue }
            _ = unsafe setsockopt(
                descriptor,
                Int32(IPPROTO_TCP),
                option,
                &value,
                socklen_t(MemoryLayout<Int32>.size)
            )
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            _ = unsafe setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_RCVBUF,
                &receiveBuffer,
                socklen_t(MemoryLayout<Int32>.size)
            )
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw ClientError.failed(errno) }
        guard let secure else { return }
        let connection = try TLSConnection(secure, descriptor: descriptor, serverName: "127.0.0.1")
        guard connection.handshake() == .done else { throw ClientError.failed(EPROTO) }
        tls = connection
    }

    /// Connects to a Unix socket.
    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw ClientError.failed(errno) }
    }

    deinit { close(descriptor) }

    /// Sends all bytes; a server that closed is no error, since what it said counts.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            if let count = secured({ $0.write(bytes.span.extracting(sent...)) }) {
                guard count > 0 else { return }
                sent += count
                continue
            }
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func send(_ text: String) {
        send([UInt8](text.utf8))
    }

    /// Sends what fits into the buffers and says how much that was.
    func sendWhatFits(_ bytes: [UInt8]) -> Int {
        unsafe bytes.withUnsafeBytes {
            unsafe max(0, Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)))
        }
    }

    /// The next bytes: empty at the end, nil when the connection broke or nothing came for ten seconds.
    func receive(_ limit: Int = 65536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let read = secured { connection in
            var span = buffer.mutableSpan
            return connection.read(into: &span)
        }
        if let read { return read < 0 ? nil : Array(buffer.prefix(read)) }
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    /// All bytes up to the end; nil when the connection broke instead.
    func receiveAll() -> [UInt8]? {
        var all: [UInt8] = []
        while let bytes = receive() {
            if bytes.isEmpty { return all }
            all += bytes
        }
        return nil
    }

    /// All text up to the end, or nil when the connection broke instead.
    func text() -> String? {
        receiveAll().map { String(decoding: $0, as: UTF8.self) }
    }

    /// What comes until it contains a text, or the end.
    func text(until mark: String) -> String {
        var all = ""
        while !all.contains(mark), let bytes = receive(), !bytes.isEmpty {
            all += String(decoding: bytes, as: UTF8.self)
        }
        return all
    }

    /// Whether there is room to send, or comes to be within a time.
    func hasRoom(within milliseconds: Int32) -> Bool {
        wait(for: Int16(POLLOUT), milliseconds)
    }

    /// Sends pieces one after the other and again from the first, a moment apart, until there is an answer.
    func drip(_ pieces: [[UInt8]]) {
        var at = 0
        while !wait(for: Int16(POLLIN), 20) {
            send(pieces[at])
            at = (at + 1) % pieces.count
        }
    }

    /// What a call on the TLS connection moved: 0 at the end, -1 when it broke; nil where there is no TLS.
    private func secured(_ body: (TLSConnection) -> TLSTransfer) -> Int? {
        guard let tls else { return nil }
        return turn.withLock { _ in
            switch body(tls) {
            case .bytes(let count): count
            case .closed: 0
            case .wantRead, .wantWrite, .failed: -1
            }
        }
    }

    private func wait(for events: Int16, _ milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 1
    }

    /// Closes our side; over TLS with the goodbye without which the stream would be cut off.
    func end() {
        if let tls { _ = turn.withLock { _ in tls.shutdown() } }
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Breaks the connection off with a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        // Putting another descriptor in its place closes the socket.
        let null = unsafe open("/dev/null", O_RDWR)
        dup2(null, descriptor)
        close(null)
    }
}

/// Two connected sockets that do not block; whoever takes them closes them.
func connectedSockets() -> (Int32, Int32) {
    var descriptors: [Int32] = [-1, -1]
    _ = unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0, &descriptors)
    return (descriptors[0], descriptors[1])
}

enum ClientError: Error {
    case failed(Int32)
}
