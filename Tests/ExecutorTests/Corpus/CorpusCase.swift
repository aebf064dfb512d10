import Expressions
import Flows
import Foundation
import JSON
import Tenancy
import YAML

@testable import Executor

/// One case of the corpus, carried out in the simulator.
final class CorpusCase {
    static let terminal: Set<String> = ["SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "RETRIED", "SKIPPED"]

    let folder: String
    let json: JSON
    let validInputs: JSONObject
    let world = CorpusWorld()
    let simulator: Simulator
    var named: [String: JSON] = [:]
    var ids: [String: ExecutionID] = [:]
    var seen: [String: Set<String>] = [:]
    var variables: [String: String] = ["uid": "0123456789ab"]
    var problems: [String] = []
    /// How many times an execution was found to be rebuilt otherwise than it is.
    var misbuilt = 0

    init(_ json: JSON, folder: String, validInputs: JSONObject) {
        (self.json, self.folder, self.validInputs) = (json, folder, validInputs)
        simulator = Simulator(world)
        simulator.inspect = { [unowned self] id, state, _, _ in
            guard let rows = simulator.stores[id]?.rows, let rebuilt = try? ExecutionState(state.plan, rows: rows)
            else {
                misbuilt += 1
                return
            }
            if rebuilt.likeness != state.likeness { misbuilt += 1 }
        }
    }

    func read(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file)))
    }

    /// What is wrong with the case; nothing if it passes.
    func run() -> [String] {
        do {
            for file in [json["file"]?.string ?? ""] + (json["with"]?.array ?? []).compactMap(\.string) {
                let key = try world.deploy(read("flows/" + file))
                if file == json["file"]?.string { variables["flow"] = key }
            }
            let steps = json["steps"]?.array ?? [["run": json, "expect": json["expect"] ?? .null]]
            for (number, step) in steps.enumerated() {
                try carryOut(step)
                guard problems.isEmpty else { return problems.map { "step \(number + 1): \($0)" } }
            }
        } catch {
            problems.append("\(error)")
        }
        if misbuilt > 0 { problems.append("rebuilt otherwise \(misbuilt) times") }
        return problems
    }

    // MARK: Executions as the API shows them

    func document(_ id: ExecutionID) -> JSON? {
        guard let state = simulator.executions[id], let surroundings = world.executions[id], !world.deleted.contains(id)
        else { return nil }
        var json: JSONObject = [
            "id": .string(id.description),
            "namespace": .string(surroundings.flow.namespace.description),
            "flowId": .string(surroundings.flow.id.description),
            "state": self.state(state.history),
            "inputs": .object(surroundings.inputs),
            "labels": .array(state.labels.map { ["key": .string($0.key), "value": .string($0.value)] }),
        ]
        if let outputs = surroundings.outputs { json["outputs"] = outputs }
        if let parent = surroundings.parent { json["parentId"] = .string(parent) }
        if let date = surroundings.scheduledAt { json["scheduleDate"] = JSON(date) }
        if !surroundings.trigger.isNull {
            json["trigger"] = ["type": surroundings.trigger["type"] ?? .null, "variables": surroundings.trigger]
        }
        json["taskRunList"] = .array(state.runs.indices.map { run(Int32($0), state, surroundings) })
        return .object(json)
    }

    private func state(_ history: [StateChange]) -> JSON {
        [
            "current": .string(history.last?.state.name ?? ""),
            "histories": .array(history.map { ["state": .string($0.state.name), "date": JSON($0.at)] }),
        ]
    }

    private func run(_ position: Int32, _ state: ExecutionState, _ surroundings: CorpusExecution) -> JSON {
        let run = state.runs[Int(position)]
        var json: JSONObject = [
            "id": .string(state.id(ofTaskRun: run.number).description),
            "number": JSON(run.number),
            "taskId": .string(state.plan.tasks[Int(run.task)].id),
            "state": self.state(run.history),
        ]
        if run.parent >= 0 {
            json["parentTaskRunId"] = .string(state.id(ofTaskRun: state.runs[Int(run.parent)].number).description)
        }
        if let value = state.value(of: position) { json["value"] = .string(value) }
        if let outputs = surroundings.taskOutputs[run.number] { json["outputs"] = outputs }
        let attempts = state.attempts.filter { $0.run == position }
        if !attempts.isEmpty {
            json["attempts"] = .array(
                attempts.map { attempt in
                    var one: JSONObject = ["state": ["current": .string(attempt.state.name)]]
                    if world.task(of: position, state, surroundings.flow)?.logToFile == true {
                        one["logFile"] = .string(logFile(position, state, surroundings))
                    }
                    return .object(one)
                }
            )
        }
        return .object(json)
    }

    private func logFile(_ run: Int32, _ state: ExecutionState, _ surroundings: CorpusExecution) -> String {
        let id = state.plan.tasks[Int(state.runs[Int(run)].task)].id
        let lines = surroundings.logs.filter { $0.task == id }.map { "\($0.level) \($0.message)\n" }
        return world.store(lines.joined(), "\(id).log", state.id, "logs")
    }

    func find(_ key: String, _ json: JSON) -> [JSON] {
        let runs = json["taskRunList"]?.array ?? []
        if key.hasPrefix("#") {
            guard let index = Int(key.dropFirst()) else { return [] }
            let place = index < 0 ? runs.count + index : index
            return runs.indices.contains(place) ? [runs[place]] : []
        }
        guard let bracket = key.firstIndex(of: "["), key.hasSuffix("]") else {
            return runs.filter { $0["taskId"]?.string == key }
        }
        let wanted = key[key.index(after: bracket)...].dropLast().split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        return runs.filter { $0["taskId"]?.string == String(key[..<bracket]) && values(of: $0, runs) == wanted }
    }

    private func values(of run: JSON, _ runs: [JSON]) -> [String] {
        var (values, next): ([String], JSON?) = ([], run)
        while let this = next {
            if let value = this["value"]?.string { values.insert(value, at: 0) }
            next = this["parentTaskRunId"]?.string.flatMap { id in runs.first { $0["id"]?.string == id } }
        }
        return values
    }

    // MARK: References

    func resolve(_ text: String, _ current: JSON?) throws -> String {
        var (result, rest) = ("", Substring(text))
        while let start = rest.range(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            result += try lookUp(String(rest[start.upperBound..<end]), current)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func lookUp(_ expression: String, _ current: JSON?) throws -> String {
        if let value = variables[expression] { return value }
        let name = String(expression.prefix { $0 != "." })
        if let json = named[name] { return try walk(json, String(expression.dropFirst(name.count + 1))) }
        guard let current else { throw CorpusFault("no execution for `\(expression)`") }
        return try walk(current, expression)
    }

    private func walk(_ json: JSON, _ path: String) throws -> String {
        var (found, parts): (JSON?, [String])
        if path.hasPrefix("task:") {
            let rest = path.dropFirst(5)
            let end = rest.firstIndex(of: "]").map(rest.index(after:)) ?? rest.firstIndex(of: ".") ?? rest.endIndex
            let run = find(String(rest[..<end]), json).first
            let tail = rest[end...].dropFirst()
            if tail.isEmpty || tail == "id" { return run?["id"]?.string ?? "" }
            if tail == "logFile" { return run?["attempts"]?.array?.last?["logFile"]?.string ?? "" }
            (found, parts) = (run, tail.split(separator: ".").map(String.init))
        } else {
            (found, parts) = (json, path.split(separator: ".").map(String.init))
        }
        for part in parts { found = found?[part.replacingOccurrences(of: "~", with: ".")] }
        guard let found, !found.isNull else { throw CorpusFault("nothing at `\(path)`") }
        return found.string ?? found.text
    }

    // MARK: Waiting

    func wait(_ id: ExecutionID, _ seconds: Double, _ what: String, _ done: (JSON) -> Bool) throws -> JSON {
        let limit = simulator.now + Int64(seconds * 1000)
        simulator.run(until: { document(id).map(done) ?? false }, limit: limit)
        guard let json = document(id) else { throw CorpusFault("no execution") }
        guard done(json) else { throw CorpusFault("not \(what): \(simulator.executions[id]?.summary ?? "")") }
        return json
    }

    static func until(_ name: String) -> (JSON) -> Bool {
        { json in
            let state = json["state"]?["current"]?.string ?? ""
            if terminal.contains(state) { return name != "NOT_QUEUED" || state != "QUEUED" }
            switch name {
            case "TERMINAL": return false
            case "RUNNING", "PAUSED":
                return state == name
                    && (json["taskRunList"]?.array ?? []).contains { $0["state"]?["current"]?.string == name }
            case "NOT_QUEUED": return state != "QUEUED"
            default: return state == name
            }
        }
    }
}
