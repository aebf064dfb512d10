import Crypto
import Glibc

/// The file of a key, through the system's calls.
enum KeyFileHandle {
    /// Whether there is something of the name, be it a link to nothing.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Reads a key, if nobody else may.
    static func read(_ path: String) throws(SecretsError) -> SecretBytes {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("cannot be read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure("cannot be read", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .keyFile(path: path, reason: "is not a file") }
        guard status.st_uid == geteuid() else {
            throw .keyFile(path: path, reason: "belongs to the account \(status.st_uid), expected \(geteuid())")
        }
        let mode = status.st_mode & 0o7777
        guard mode & 0o077 == 0 else {
            throw .keyFile(path: path, reason: "may be read or changed by others: mode \(octal(mode)), expected 0600")
        }
        guard status.st_size == KeyEncryptionKey.length else {
            throw .keyFile(path: path, reason: "has \(status.st_size) bytes, expected \(KeyEncryptionKey.length)")
        }
        var bytes = [UInt8](repeating: 0, count: KeyEncryptionKey.length)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        let key = SecretBytes(moving: &bytes)
        guard count == KeyEncryptionKey.length else { throw failure("cannot be read", path) }
        return key
    }

    /// Makes the file; `false` if there is one already.
    ///
    /// The bytes are on disk under another name before the file has its own, so that a crash leaves no half of a key.
    static func create(_ path: String, holding key: borrowing SecretBytes) throws(SecretsError) -> Bool {
        let fresh = "\(path).\(Hex.encode(Random.bytes(8)))"
        let descriptor = unsafe open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be made", path) }
        defer { _ = unsafe unlink(fresh) }
        let isWritten = key.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
            }
        }
        let isKept = isWritten && fchmod(descriptor, 0o600) == 0 && fsync(descriptor) == 0
        guard close(descriptor) == 0, isKept else { throw failure("cannot be written", path) }
        guard unsafe link(fresh, path) == 0 else {
            guard errno == EEXIST else { throw failure("cannot be made", path) }
            return false
        }
        try syncFolder(of: path)
        return true
    }

    private static func syncFolder(of path: String) throws(SecretsError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be made durable", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("cannot be made durable", path) }
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func failure(_ what: String, _ path: String) -> SecretsError {
        guard let text = unsafe strerror(errno) else { return .keyFile(path: path, reason: what) }
        return .keyFile(path: path, reason: "\(what): \(unsafe String(cString: text))")
    }
}
