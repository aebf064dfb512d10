import Crypto
import Testing

@testable import Secrets

import struct Foundation.Data
import class Foundation.FileManager
import struct Foundation.URL

@Suite("The key-encryption key")
struct KeyEncryptionKeyTests {
    let folder: String

    init() throws {
        folder = "/tmp/reeve-key-\(Hex.encode(Random.bytes(8)))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var path: String { "\(folder)/key" }

    private func write(_ bytes: [UInt8], mode: UInt32) throws {
        try Data(bytes).write(to: URL(filePath: path))
        #expect(SystemHandle.setMode(path, mode))
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func reason(_ body: () throws -> Void) -> String? {
        let error = #expect(throws: SecretsError.self) { try body() }
        guard case .keyFile(_, let reason) = error else { return nil }
        return reason
    }

    @Test func `is made at the first start and found at the next`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let made = try KeyEncryptionKey.load(file: path)
        #expect(try mode(of: path) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["key"])
        let found = try KeyEncryptionKey.load(file: path)
        #expect(made.id == found.id)
        #expect(try made.derive("csrf").copied() == found.derive("csrf").copied())
    }

    @Test func `is not made over one that is there`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try KeyEncryptionKey.make(file: path)
        let second = try KeyEncryptionKey.make(file: path)
        #expect(first.id == second.id)
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o666, 0o620] as [UInt32])
    func `is refused if others may read or change it`(_ mode: UInt32) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(Random.bytes(32), mode: mode)
        let reason = reason { _ = try KeyEncryptionKey.load(file: path) }
        #expect(reason == "may be read or changed by others: mode 0\(String(mode, radix: 8)), expected 0600")
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func `is refused if it has another length`(_ count: Int) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(Random.bytes(count), mode: 0o600)
        #expect(reason { _ = try KeyEncryptionKey.load(file: path) } == "has \(count) bytes, expected 32")
    }

    @Test func `is refused if it is a folder, a link to nothing, or in a folder that is not there`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let nowhere = reason { _ = try KeyEncryptionKey.load(file: "\(folder)/x/key") }
        #expect(nowhere == "cannot be made: No such file or directory")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(reason { _ = try KeyEncryptionKey.load(file: path) } == "is not a file")
        try FileManager.default.removeItem(atPath: path)
        #expect(SystemHandle.link(path, to: "\(folder)/nothing"))
        #expect(reason { _ = try KeyEncryptionKey.load(file: path) }?.hasPrefix("cannot be read: ") == true)
    }

    @Test func `is refused if it belongs to somebody else`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(Random.bytes(32), mode: 0o600)
        // Only root can give a file away.
        guard SystemHandle.isRoot else { return }
        #expect(SystemHandle.giveAway(path, to: 65534))
        #expect(reason { _ = try KeyEncryptionKey.load(file: path) } == "belongs to the account 65534, expected 0")
    }

    @Test func `is taken from the environment, which then knows it no more`() async {
        // In a process of its own: others read the environment meanwhile.
        await #expect(processExitsWith: .success) {
            let bytes = Random.bytes(32)
            let path = "/tmp/reeve-no-key-\(Hex.encode(Random.bytes(8)))"
            SystemHandle.setVariable(KeyEncryptionKey.variable, Base64.encode(bytes))
            let key = try KeyEncryptionKey.load(file: path)
            #expect(!SystemHandle.hasVariable(KeyEncryptionKey.variable))
            #expect(!FileManager.default.fileExists(atPath: path))
            var copy = bytes
            #expect(try key.id == KeyEncryptionKey(SecretBytes(moving: &copy)).id)
            #expect(try KeyEncryptionKey.takeFromEnvironment() == nil)
        }
    }

    @Test(arguments: ["", "x", "AAAA", String(repeating: "A", count: 43)])
    func `is refused if the environment holds something else`(_ text: String) async {
        await #expect(processExitsWith: .success) { [text = text as String] in
            SystemHandle.setVariable(KeyEncryptionKey.variable, text)
            let expected = SecretsError.keyVariable(
                name: KeyEncryptionKey.variable,
                reason: "must be 32 bytes in Base 64"
            )
            #expect(throws: expected) { try KeyEncryptionKey.takeFromEnvironment() }
        }
    }

    @Test func `derives unrelated keys, and shows its fingerprint only`() throws {
        let key = try KeyEncryptionKey.random()
        #expect(try key.derive("csrf").copied() == key.derive("csrf").copied())
        #expect(try key.derive("csrf").copied() != key.derive("receipts").copied())
        #expect(try key.derive("csrf").copied() != KeyEncryptionKey.random().derive("csrf").copied())
        #expect("\(key)" == key.id && key.id.count == 32)
        #expect(throws: SecretsError.cryptography) { try KeyEncryptionKey(SecretBytes.random(31)) }
    }
}
