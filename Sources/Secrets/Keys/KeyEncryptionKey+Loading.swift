import Crypto

extension KeyEncryptionKey {
    /// Takes the key from the environment, or from a file that is made if there is none.
    ///
    /// - Parameter path: The file, in a folder that exists.
    /// - Returns: The key.
    /// - Throws: ``SecretsError/keyVariable(name:reason:)`` or ``SecretsError/keyFile(path:reason:)``.
    public static func load(file path: String) throws(SecretsError) -> KeyEncryptionKey {
        if let key = try takeFromEnvironment() {
            return key
        }
        return try KeyFileHandle.exists(path) ? read(file: path) : make(file: path)
    }

    /// Reads the key from a file of 32 bytes that only its owner may read, and whose owner is this process's account.
    ///
    /// - Parameter path: The file.
    /// - Returns: The key.
    /// - Throws: ``SecretsError/keyFile(path:reason:)`` for any other file, or if it cannot be read.
    public static func read(file path: String) throws(SecretsError) -> KeyEncryptionKey {
        try KeyEncryptionKey(try KeyFileHandle.read(path))
    }

    /// Makes a key and its file, which is there as a whole or not at all, and on disk before the key is used.
    ///
    /// - Parameter path: The file; if another process makes it meanwhile, its key is taken.
    /// - Returns: The key that the file holds.
    /// - Throws: ``SecretsError/keyFile(path:reason:)``.
    public static func make(file path: String) throws(SecretsError) -> KeyEncryptionKey {
        let bytes = SecretBytes.random(length)
        guard try KeyFileHandle.create(path, holding: bytes) else { return try read(file: path) }
        return try KeyEncryptionKey(bytes)
    }

    /// Takes the key from ``variable``, and overwrites and removes the variable.
    ///
    /// To be called while the process has one thread, as everything that changes the environment.
    ///
    /// - Returns: The key, `nil` if there is no such variable.
    /// - Throws: ``SecretsError/keyVariable(name:reason:)`` if it is not 32 bytes in Base 64.
    public static func takeFromEnvironment() throws(SecretsError) -> KeyEncryptionKey? {
        guard let text = EnvironmentHandle.take(variable) else { return nil }
        guard var bytes = Base64.decode(text), bytes.count == length else {
            throw .keyVariable(name: variable, reason: "must be \(length) bytes in Base 64")
        }
        return try KeyEncryptionKey(SecretBytes(moving: &bytes))
    }
}
