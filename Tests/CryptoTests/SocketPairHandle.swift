import Glibc

/// Two connected, non-blocking stream sockets.
final class SocketPair {
    let server: Int32
    private(set) var client: Int32

    init() throws {
        var descriptors: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else { throw SocketFailure(code: errno) }
        (server, client) = (descriptors[0], descriptors[1])
    }

    deinit {
        close(server)
        if client >= 0 { close(client) }
    }

    func closeClient() {
        close(client)
        client = -1
    }

    /// Sends bytes as they are.
    func inject(_ bytes: [UInt8]) -> Bool {
        unsafe send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The bytes that wait at an end, left where they are.
    func waiting(at descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &bytes, bytes.count, Int32(MSG_PEEK))
        return Array(bytes.prefix(max(count, 0)))
    }
}

extension SocketPair {
    /// Throws away what waits at an end.
    func discard(at descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        _ = unsafe recv(descriptor, &bytes, bytes.count, 0)
    }
}

struct SocketFailure: Error {
    let code: Int32
}

/// A folder of its own that goes with this object.
final class TemporaryFolder {
    let path: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/reeve-crypto-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw SocketFailure(code: errno) }
        path = unsafe String(cString: made)
    }

    deinit {
        for file in files { unsafe unlink(file) }
        unsafe rmdir(path)
    }

    /// Writes a file and gives its path.
    func write(_ text: String, as name: String) throws -> String {
        let file = "\(path)/\(name)"
        files.append(file)
        let descriptor = unsafe open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw SocketFailure(code: errno) }
        defer { close(descriptor) }
        let bytes = [UInt8](text.utf8)
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw SocketFailure(code: errno)
        }
        return file
    }
}
