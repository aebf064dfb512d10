import CLinux
import Glibc

/// Owns a socket.
@safe
struct SocketHandle: ~Copyable {
    /// What came of an operation.
    enum Outcome: Equatable {
        case count(Int)
        case wouldBlock
        case failed(Int32)
    }

    /// What came of waiting for a connection.
    enum Accepted {
        case connection(Int32, PeerAddress)
        case wouldBlock
        /// The connection was gone again, or the like.
        case again
        /// The process or the system has no descriptors or memory left.
        case exhausted(Int32)
    }

    let descriptor: Int32

    /// Takes over a descriptor.
    init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Reads what there is, up to the size of the buffer; a count of 0 is the end.
    func receive(into buffer: inout [UInt8]) -> Outcome {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count >= 0 { return .count(count) }
            guard errno != EINTR else { continue }
            return errno == EAGAIN ? .wouldBlock : .failed(errno)
        }
    }

    /// Sends what the system takes.
    func send(_ bytes: Span<UInt8>, more: Bool) -> Outcome {
        let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
        while true {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            if count >= 0 { return .count(count) }
            guard errno != EINTR else { continue }
            return errno == EAGAIN ? .wouldBlock : .failed(errno)
        }
    }

    /// Closes our side.
    func shutdownWrite() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Accepts a connection.
    func accept() -> Accepted {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let accepted = unsafe clinux_accept(descriptor, &address, &length)
        guard accepted >= 0 else {
            switch errno {
            case EAGAIN: return .wouldBlock
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(errno)
            default: return .again
            }
        }
        let peer = SocketHandle.peer(address)
        if case .internet = peer { SocketHandle.set(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
        return .connection(accepted, peer)
    }

    /// Listens on an address.
    static func listen(on address: ListenAddress, backlog: Int32) throws(HTTPError) -> SocketHandle {
        switch address {
        case .internet(let ip, let port): try listen(on: ip, port: port, backlog: backlog)
        case .unix(let path): try listen(on: path, backlog: backlog)
        }
    }

    /// The port a socket is bound to, or nil for a Unix socket.
    var boundPort: UInt16? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe getsockname(descriptor, pointer, &length)
            }
        }
        guard result == 0, case .internet(_, let port) = SocketHandle.peer(address) else { return nil }
        return port
    }

    /// The system's text for an error code.
    static func text(of code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }

    /// The process's clock in milliseconds, which never goes back.
    static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Seconds since 1970.
    static func unixTime() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }

    private static func listen(on ip: IPAddress, port: UInt16, backlog: Int32) throws(HTTPError) -> SocketHandle {
        let address = ListenAddress.internet(ip, port: port).description
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(ip.isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard descriptor >= 0 else { throw .cannotListen(address: address, code: errno) }
        let socket = SocketHandle(owning: descriptor)
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        let result: Int32
        if ip.isIPv6 {
            set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
                unsafe bytes.storeBytes(of: ip.high.bigEndian, as: UInt64.self)
                unsafe bytes.storeBytes(of: ip.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            result = bind(descriptor, address)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(truncatingIfNeeded: ip.low).bigEndian
            result = bind(descriptor, address)
        }
        guard result == 0, Glibc.listen(descriptor, backlog) == 0 else {
            throw .cannotListen(address: address, code: errno)
        }
        return socket
    }

    private static func listen(on path: String, backlog: Int32) throws(HTTPError) -> SocketHandle {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw .badSocketPath
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw .cannotListen(address: path, code: errno) }
        let socket = SocketHandle(owning: descriptor)
        if isStale(address, type) { unsafe unlink(path) }
        guard bind(descriptor, address) == 0, unsafe chmod(path, 0o660) == 0,
            Glibc.listen(descriptor, backlog) == 0
        else { throw .cannotListen(address: path, code: errno) }
        return socket
    }

    /// Whether a socket file has no listener behind it any more.
    private static func isStale(_ address: sockaddr_un, _ type: Int32) -> Bool {
        let probe = Glibc.socket(AF_UNIX, type, 0)
        guard probe >= 0 else { return false }
        defer { close(probe) }
        var address = address
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(probe, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result != 0 && errno == ECONNREFUSED
    }

    private static func bind<Address>(_ descriptor: Int32, _ address: Address) -> Int32 {
        var address = address
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.bind(descriptor, pointer, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func peer(_ storage: sockaddr_storage) -> PeerAddress {
        var storage = storage
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            switch unsafe Int32(bytes.loadUnaligned(as: sa_family_t.self)) {
            case AF_INET:
                let address = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                return .internet(
                    IPAddress(v4: UInt32(bigEndian: address.sin_addr.s_addr)),
                    port: UInt16(bigEndian: address.sin_port)
                )
            case AF_INET6:
                let port = unsafe bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)
                let high = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                let low = unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
                return .internet(
                    IPAddress(v6: UInt64(bigEndian: high), UInt64(bigEndian: low)),
                    port: UInt16(bigEndian: port)
                )
            default: return .local
            }
        }
    }
}
