import Expressions
import Glibc
import JSON
import Testbed
import Testing
import WorkerProtocol

@testable import Sandbox

@Suite("Confined processes", .serialized)
struct ConfinementTests {
    @Test func `can open no file, make no system calls but some, and take no more than they may`() async throws {
        let child = try ChildHandle(BuiltProgram.path, JQSandbox.word)
        #expect(try child.receive(JQFrame.ready.count, before: .now + .seconds(20)) == JQFrame.ready)
        let status = ProcessFacts.read("/proc/\(child.child)/status")
        #expect(status.contains("Seccomp:\t2\n"))
        #expect(status.contains("NoNewPrivs:\t1\n"))
        let limits = ProcessFacts.read("/proc/\(child.child)/limits").split(separator: "\n")
        let values = { (name: String) in
            limits.first { $0.hasPrefix(name) }?.dropFirst(26).split(separator: " ").first.map { String($0) }
        }
        #expect(values("Max open files") == "3")
        #expect(values("Max core file size") == "0")
        #expect(values("Max file size") == "0")
        #expect(values("Max cpu time") == "30")
        #expect(values("Max address space") != "unlimited")
    }

    @Test func `end with a request that is none`() throws {
        let child = try ChildHandle(BuiltProgram.path, JQSandbox.word)
        _ = try child.receive(JQFrame.ready.count, before: .now + .seconds(20))
        try child.send([UInt8](repeating: 255, count: JQFrame.requestHead), before: .now + .seconds(5))
        #expect(throws: SandboxError.gone) { try child.receive(1, before: .now + .seconds(5)) }
    }

    @Test func `are waited for no longer than may be`() throws {
        let child = try ChildHandle(BuiltProgram.path, JQSandbox.word)
        _ = try child.receive(JQFrame.ready.count, before: .now + .seconds(20))
        #expect(throws: SandboxError.late) { try child.receive(1, before: .now + .milliseconds(20)) }
    }

    @Test func `give expressions a jq that has functions of its own`() async throws {
        let processes = try JQProcesses(path: BuiltProgram.path)
        defer { processes.shutdown() }
        var services = AwaitedServices()
        services.answer(\.jq) { (request) async throws(ExpressionError) in
            try await processes.run(request, for: "tenant")
        }
        let template = try ExpressionTemplate(parsing: "{{ [1, 2] | jq('def f: . * 10; [.[] | f]') | first }}")
        let text = try await services.run { (services) async throws(ExpressionError) in
            try template.render(in: ExpressionVariables(), services: services)
        }
        #expect(text.string == "[10,20]")
    }
}

/// What the system tells of a process.
enum ProcessFacts {
    static func read(_ path: String) -> String {
        let file = unsafe open(path, O_RDONLY)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
