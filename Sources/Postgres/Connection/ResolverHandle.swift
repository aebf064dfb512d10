import Glibc

/// Turns names of hosts into addresses; blocks, so it runs on a thread of its own.
@safe
enum Resolver {
    /// Whether connecting to a host needs no look-up: a socket's path, an abstract socket, or an address.
    static func isAddress(_ host: String) -> Bool {
        guard !host.isEmpty, !host.hasPrefix("/"), !host.hasPrefix("@") else { return true }
        var four = in_addr()
        var six = in6_addr()
        return unsafe inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
    }

    /// The addresses of a host in the order in which they should be tried.
    static func addresses(of host: String) -> [String] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &found) == 0 else { return [] }
        defer { unsafe freeaddrinfo(found) }
        var addresses: [String] = []
        var next = unsafe found
        while let entry = unsafe next {
            var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let isNumeric = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
                let count = socklen_t(buffer.count)
                return unsafe getnameinfo(
                    entry.pointee.ai_addr,
                    entry.pointee.ai_addrlen,
                    buffer.baseAddress,
                    count,
                    nil,
                    0,
                    NI_NUMERICHOST
                ) == 0
            }
            let address = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if isNumeric, !addresses.contains(address) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }
}
