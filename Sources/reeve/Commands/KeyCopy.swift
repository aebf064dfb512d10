import Secrets
import Terminal

/// The file of a key-encryption key, on its way to another place.
struct KeyCopy {
    /// What tells the key from others.
    let fingerprint: String

    private let path: String

    /// Reads and checks a key file.
    ///
    /// - Throws: `CommandFailure` when it is none, or others may read it.
    init(from path: String) throws(CommandFailure) {
        do throws(SecretsError) {
            fingerprint = try KeyEncryptionKey.read(file: path).id
        } catch {
            throw CommandFailure(.data, "\(error)")
        }
        self.path = path
    }

    /// Writes it to a new file that only its owner can read.
    ///
    /// - Throws: `CommandFailure` when there is such a file or it cannot be written.
    func write(to copy: String) throws(CommandFailure) {
        let bytes = try InputHandle.bytes(of: path, limit: 4096)
        let output = try OutputHandle(path: copy)
        guard output.write(bytes) else {
            output.abandon()
            throw CommandFailure(.failure, "`\(copy)` cannot be written")
        }
        try output.finish()
    }
}
