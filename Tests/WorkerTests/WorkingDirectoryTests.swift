import Glibc
import JSON
import Testing
import WorkerProtocol

@testable import Worker

@Suite("Working directories")
struct WorkingDirectoryTests {
    private let fixture: WorkerFixture
    init() throws { fixture = try WorkerFixture() }

    private func open(_ properties: JSONObject = [:], number: Int32 = 1, tenant: String = "tenant") -> TaskJob {
        WorkerFixture.job("flow.WorkingDirectory", properties, number: number, tenant: tenant, work: .openDirectory)
    }

    private func path(in directory: String, number: Int32, tenant: String = "tenant") async -> JobEnd {
        let job = WorkerFixture.job(
            "debug.Return",
            ["format": "{{ workingDir }}"],
            number: number,
            tenant: tenant,
            directory: directory
        )
        return await fixture.run(job).end
    }

    @Test func `are private, hold their files, and go when they are closed`() async throws {
        let files: JSONObject = ["a.txt": "{{ 1 + 1 }}", "sub/b.txt": "deep"]
        #expect(await fixture.run(open(["inputFiles": .object(files)])).end == JobEnd(.success))
        let path = try #require(await path(in: "run-1", number: 2).outputs?["value"]?.string)
        #expect(FileFacts.mode(path) == 0o700)
        #expect(FileFacts.text(path + "/a.txt") == "2")
        #expect(FileFacts.mode(path + "/a.txt") == 0o600)
        #expect(FileFacts.text(path + "/sub/b.txt") == "deep")
        let write = WorkerFixture.job(
            "storage.LocalFiles",
            ["inputs": ["a.txt": "replaced"]],
            number: 3,
            directory: "run-1"
        )
        #expect(await fixture.run(write).end.outcome == .success)
        #expect(FileFacts.text(path + "/a.txt") == "replaced")
        let close = WorkerFixture.job("flow.WorkingDirectory", number: 4, work: .closeDirectory, directory: "run-1")
        #expect(await fixture.run(close).end == JobEnd(.success))
        #expect(FileFacts.mode(path) == nil)
        let message = "the working directory is not on this worker any more"
        #expect(await self.path(in: "run-1", number: 5).outcome == .failed(message))
    }

    @Test func `are removed when nothing will be taken of them, and when the worker stops`() async throws {
        _ = await fixture.run(open())
        _ = await fixture.run(open(number: 2))
        let first = try #require(await path(in: "run-1", number: 3).outputs?["value"]?.string)
        let second = try #require(await path(in: "run-2", number: 4).outputs?["value"]?.string)
        fixture.worker.discardDirectory("run-1")
        while FileFacts.mode(first) != nil { await Task.yield() }
        #expect(FileFacts.mode(second) != nil)
        await fixture.worker.stop()
        #expect(FileFacts.mode(second) == nil)
    }

    @Test func `are of one tenant`() async {
        _ = await fixture.run(open(tenant: "a"))
        #expect(await path(in: "run-1", number: 2, tenant: "a").outcome == .success)
        let message = "the working directory is not on this worker any more"
        #expect(await path(in: "run-1", number: 2, tenant: "b").outcome == .failed(message))
    }

    @Test(arguments: [
        "", "/etc/x", "../x", "a/../../x", "a//b", ".", "a/.", "a\\b", "a\u{0}b",
        String(repeating: "a", count: 256),
    ])
    func `take no name that leads elsewhere`(_ name: String) async {
        #expect(RelativePath(name) == nil)
        let end = await fixture.run(open(["inputFiles": .object([name: "x"])])).end
        guard case .failed(let reason) = end.outcome else {
            Issue.record("\(end)")
            return
        }
        #expect(reason.hasPrefix("`inputFiles`: expected a path within the working directory"))
        // What could not be filled is not left behind.
        #expect(await path(in: "run-1", number: 2).outcome != .success)
    }

    @Test func `follow no link`() async throws {
        _ = await fixture.run(open())
        let path = try #require(await path(in: "run-1", number: 2).outputs?["value"]?.string)
        let outside = try DirectoryHandle(in: "/tmp")
        defer { outside.remove() }
        FileFacts.link(outside.path, path + "/out")
        for name in ["out/x.txt", "out"] {
            let job = WorkerFixture.job(
                "storage.LocalFiles",
                ["inputs": .object([name: "x"])],
                number: 3,
                directory: "run-1"
            )
            guard case .failed = await fixture.run(job).end.outcome else {
                Issue.record("`\(name)` was written")
                continue
            }
        }
        #expect(FileFacts.mode(outside.path + "/x.txt") == nil)
        // Removing takes the link, and not what it leads to.
        try outside.write([1], to: #require(RelativePath("kept")))
        await fixture.worker.stop()
        #expect(FileFacts.mode(path) == nil)
        #expect(FileFacts.mode(outside.path + "/kept") != nil)
    }

    @Test func `are bounded in number, in files and in bytes`() async throws {
        var configuration = WorkerConfiguration()
        configuration.directories.maximumDirectoriesOfTenant = 1
        (configuration.directories.maximumFiles, configuration.directories.maximumBytes) = (2, 10)
        let fixture = try WorkerFixture(configuration)
        #expect(await fixture.run(open()).end == JobEnd(.success))
        let full = "there are 1 working directories already, which is all there may be"
        #expect(await fixture.run(open(number: 2)).end == JobEnd(.failed(full)))
        #expect(await fixture.run(open(number: 3, tenant: "other")).end == JobEnd(.success))
        func write(_ files: JSONObject, _ number: Int32) async -> JobOutcome {
            let properties: JSONObject = ["inputs": .object(files)]
            let job = WorkerFixture.job("storage.LocalFiles", properties, number: number, directory: "run-1")
            return await fixture.run(job).end.outcome
        }
        let large = "`inputs`: the files of a working directory take at most 10 bytes"
        #expect(await write(["a": "12345678901"], 4) == .failed(large))
        #expect(await write(["a": "1", "b": "1"], 5) == .success)
        #expect(await write(["c": "1"], 6) == .failed("`inputs`: a working directory has at most 2 files"))
        await fixture.worker.stop()
    }

    @Test(
        arguments: [
            ("outputFiles", ["*.txt"], "`outputFiles`: files cannot be kept, since there is no storage"),
            (
                "namespaceFiles", ["enabled": true],
                "`namespaceFiles`: there are no files of namespaces, since there is no storage"
            ),
            ("inputFiles", ["a": "kestra:///x"], "`inputFiles`: `a` is in a storage, and there is none"),
        ] as [(String, JSON, String)]
    )
    func `say what needs a storage`(_ name: String, _ value: JSON, _ message: String) async {
        #expect(await fixture.run(open([name: value])).end == JobEnd(.failed(message)))
    }
}

/// What the system says of files.
enum FileFacts {
    static func mode(_ path: String) -> UInt32? {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0 ? facts.st_mode & 0o777 : nil
    }

    static func text(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(file, &bytes, bytes.count)
        return count >= 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    static func link(_ target: String, _ path: String) {
        _ = unsafe symlink(target, path)
    }
}
