import EventLoop
// Foundation for `Process`: tests may start programs, the module may not.
import Foundation

/// A program of the system that tests use when it is there.
struct Tool: Sendable {
    let path: String

    init?(_ name: String) {
        let path = "/usr/bin/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        self.path = path
    }

    static func exists(_ name: String) -> Bool { Tool(name) != nil }

    private static let pool = Result { try WorkPool(name: "tool", threads: 4, limit: 256) }

    /// Runs it and returns what it wrote and its status.
    func run(_ arguments: [String]) async throws -> (output: String, status: Int32) {
        let path = path
        return try await Tool.pool.get().run {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (String(decoding: output, as: UTF8.self), process.terminationStatus)
        }
    }
}

/// A folder that is removed with the value's last copy.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "/tmp/reeve-http-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        return file
    }
}
