import EventLoop
import Foundation
import HTTP
import Synchronization

/// A server of nothing but the HTTP module, for tests that need a process of its own.
///
///     edge-server [certificate-chain private-key]
///
/// It writes its port in a line, and serves until its input ends.
@main
struct EdgeServer {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let tls =
            if let chain = arguments.first, let key = arguments.last, arguments.count == 2 {
                TLSFiles(certificateChain: chain, privateKey: key)
            } else {
                TLSFiles?.none
            }
        var configuration = try HTTPServerConfiguration(address: .loopback(port: 0), tls: tls)
        configuration.deadlines.writeStall = .seconds(2)
        configuration.deadlines.drain = .seconds(10)
        let group = try EventLoopGroup(count: 2)
        defer { group.shutdown() }
        let tally = Tally()
        let handlers = EdgeHandlers(tally: tally)
        let server = try HTTPServer(
            configuration: configuration,
            group: group,
            observe: { tally.note($0) },
            handler: { await handlers.answer($0, $1) }
        )
        let running = Task { try await server.run() }
        guard case .internet(_, let port) = server.boundAddress else { return }
        FileHandle.standardOutput.write(Data("\(port)\n".utf8))
        let pool = try WorkPool(name: "input", threads: 1, limit: 1)
        try await pool.run { _ = FileHandle.standardInput.readDataToEndOfFile() }
        running.cancel()
        try await running.value
        pool.shutdown()
    }
}

/// What happened at the edge and in the handlers.
final class Tally: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func add(_ name: String, _ count: Int = 1) {
        counts.withLock { $0[name, default: 0] += count }
    }

    func note(_ event: ServerEvent) {
        switch event {
        case .connectionOpened: add("open")
        case .connectionClosed: add("open", -1)
        case .deadlinePassed(_, let phase): add("late \(phase.rawValue)")
        case .requestRefused(_, let status, _): add("refused \(status.code)")
        default: break
        }
    }

    /// A line for each count.
    var text: String {
        counts.withLock { $0.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined() }
    }
}

/// What is served.
struct EdgeHandlers: Sendable {
    let tally: Tally
    private let feed = Feed<ServerSentEvent>()
    private let gate = Feed<Void>()

    func answer(_ head: RequestHead, _ exchange: Exchange) async -> Response {
        switch head.path {
        case "/tally": return Response(text: tally.text)
        case "/upload": return await upload(exchange, pause: number(head, "pause"), gate: number(head, "gate"))
        case "/open":
            gate.publish(())
            tally.add("gates")
            return Response(text: "open\n")
        case "/publish":
            let data = String(repeating: "x", count: number(head, "size"))
            for _ in 0..<number(head, "count") {
                feed.publish(ServerSentEvent(data, id: "\(feed.count)"))
            }
            return Response(text: "\(feed.count)\n")
        case "/events": return events()
        default: return Response(.notFound, text: "not found\n")
        }
    }

    /// Reads a body and tells its length; with a pause of milliseconds after every MiB, or not before the gate was opened so many times.
    private func upload(_ exchange: Exchange, pause: Int, gate number: Int) async -> Response {
        do {
            if number > 0 { _ = try await gate.event(number - 1) }
            var (count, rest) = (0, 0)
            while let chunk = try await exchange.readChunk() {
                count += chunk.count
                tally.add("taken", chunk.count)
                rest += chunk.count
                guard pause > 0, rest >= 1 << 20 else { continue }
                rest -= 1 << 20
                try await exchange.loop.sleep(for: .milliseconds(pause))
            }
            return Response(text: "\(count)\n")
        } catch {
            tally.add("uploads broken off")
            return Response(.badRequest, text: "\(error)\n")
        }
    }

    private func events() -> Response {
        .events(heartbeat: nil) { events in
            tally.add("followers")
            defer { tally.add("followers", -1) }
            try await events.comment("welcome")
            var at = 0
            while true {
                try await events.send(feed.event(at))
                at += 1
            }
        }
    }

    private func number(_ head: RequestHead, _ name: String) -> Int {
        let query = head.query ?? ""
        let pair = query.split(separator: "&").first { $0.hasPrefix("\(name)=") }
        return pair.flatMap { Int($0.dropFirst(name.count + 1)) } ?? 0
    }
}

/// Events that every follower reads from the first on, at its own pace.
final class Feed<Event: Sendable>: Sendable {
    private struct State {
        var events: [Event] = []
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var tickets = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.events.count } }

    func publish(_ event: Event) {
        let waiting = state.withLock { state in
            state.events.append(event)
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// The event of a number, once it is there.
    func event(_ number: Int) async throws -> Event {
        while true {
            let (event, ticket) = state.withLock { state in
                state.tickets += 1
                return (number < state.events.count ? state.events[number] : nil, state.tickets)
            }
            if let event { return event }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        if number < state.events.count || state.cancelled.remove(ticket) != nil { return true }
                        state.waiting[ticket] = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                let waiting = state.withLock { state in
                    let waiting = state.waiting.removeValue(forKey: ticket)
                    if waiting == nil { state.cancelled.insert(ticket) }
                    return waiting
                }
                waiting?.resume()
            }
            try Task.checkCancellation()
        }
    }
}
