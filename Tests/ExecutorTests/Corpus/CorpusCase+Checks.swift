import Foundation
import JSON

@testable import Executor

extension CorpusCase {
    func histories(_ json: JSON?) -> [String] {
        (json?["state"]?["histories"]?.array ?? []).compactMap { $0["state"]?.string }
    }

    /// Holds an execution against what is expected of it.
    func check(_ json: JSON, _ expected: JSON?, _ what: String = "") throws {
        var matcher = CorpusMatcher { [self] in try resolve($0, json) }
        for (name, want) in expected?.object?.members ?? [] {
            try check(name, want, json, what, &matcher)
        }
        problems += matcher.faults
    }

    private func check(
        _ name: String,
        _ want: JSON,
        _ json: JSON,
        _ what: String,
        _ matcher: inout CorpusMatcher
    ) throws {
        let runs = json["taskRunList"]?.array ?? []
        let state = json["state"]?["current"]
        let path = what.isEmpty ? name : "\(what) \(name)"
        func count(_ state: String) -> JSON { JSON(runs.filter { $0["state"]?["current"]?.string == state }.count) }
        switch name {
        case "state": try matcher.match(want, state, path + " (\(histories(json)))")
        case "terminal": try matcher.match(want, .bool(Self.terminal.contains(state?.string ?? "")), path)
        case "task_runs":
            try matcher.match(
                want,
                JSON(runs.count),
                path + " \(runs.map { ($0["taskId"]?.string ?? "") + ":" + ($0["state"]?["current"]?.string ?? "") })"
            )
        case "failed_task_runs": try matcher.match(want, count("FAILED"), path)
        case "count_tasks":
            for (state, number) in want.object?.members ?? [] {
                try matcher.match(number, count(state), "\(path) \(state)")
            }
        case "all_tasks_state":
            for run in runs { try matcher.match(want, run["state"]?["current"], "\(path) \(run["taskId"] ?? "")") }
        case "order":
            for (index, task) in want.object?.members ?? [] {
                try matcher.match(
                    task,
                    Int(index).flatMap { runs.indices.contains($0) ? runs[$0]["taskId"] : nil },
                    "\(path) \(index)"
                )
            }
        case "tasks": for (key, spec) in want.object?.members ?? [] { try check(task: key, spec, json, path, &matcher) }
        case "outputs", "inputs":
            for (key, value) in want.object?.members ?? [] {
                try matcher.match(value, json[name]?[key], "\(path) \(key)")
            }
        case "outputs_exact":
            try matcher.match(JSON(want.object?.count ?? 0), JSON(json["outputs"]?.object?.count ?? 0), path)
            for (key, value) in want.object?.members ?? [] {
                try matcher.match(value, json["outputs"]?[key], "\(path) \(key)")
            }
        case "labels", "labels_exact":
            let labels = JSONObject(
                (json["labels"]?.array ?? []).map { ($0["key"]?.string ?? "", $0["value"] ?? .null) }
            )
            for (key, value) in want.object?.members ?? [] { try matcher.match(value, labels[key], "\(path) \(key)") }
            for key in labels.keys where name == "labels_exact" && want[key] == nil && !key.hasPrefix("system.") {
                matcher.fail("\(path): label \(key) is not expected")
            }
        case "trigger":
            if let type = want["type"] { try matcher.match(type, json["trigger"]?["type"], path) }
            for (key, value) in want["vars"]?.object?.members ?? [] {
                try matcher.match(value, json["trigger"]?["variables"]?[key], "\(path) \(key)")
            }
        case "histories": try matcher.match(want, JSON(strings: histories(json).prefix(want.array?.count ?? 0)), path)
        case "histories_has":
            for state in want.array ?? [] where !histories(json).contains(state.string ?? "") {
                matcher.fail("\(path): never \(state)")
            }
        case "histories_len": try matcher.match(want, JSON(histories(json).count), path + " \(histories(json))")
        case "id": try matcher.match(want, json["id"], path)
        case "not_id":
            if json["id"]?.string == (try resolve(want.string ?? "", json)) { matcher.fail("\(path): the same") }
        case "parent": try matcher.match(want, json["parentId"], path)
        case "namespace": try matcher.match(want, json["namespace"], path)
        case "flow": try matcher.match(want, json["flowId"], path)
        case "duration_s":
            let dates = (json["state"]?["histories"]?.array ?? []).compactMap { $0["date"]?.number }
            try matcher.match(want, .number(((dates.last ?? 0) - (dates.first ?? 0)) / 1000), path)
        case "schedule_date": if json["scheduleDate"] == nil { matcher.fail("\(path): none") }
        case "started_after_schedule":
            let start =
                (json["state"]?["histories"]?.array ?? []).first { $0["state"]?.string == "RUNNING" }?["date"]?.integer
                ?? 0
            if start < (json["scheduleDate"]?.integer ?? .max) { matcher.fail("\(path): it ran before") }
        case "logs": try check(logs: want, json, path, &matcher)
        default: throw CorpusFault("unknown expectation `\(name)`")
        }
    }

    private func check(
        task key: String,
        _ spec: JSON,
        _ json: JSON,
        _ path: String,
        _ matcher: inout CorpusMatcher
    ) throws {
        let found = find(key, json)
        if let count = spec["count"] { try matcher.match(count, JSON(found.count), "\(path) \(key) count") }
        if spec["absent"]?.bool == true {
            if !found.isEmpty { matcher.fail("\(path) \(key): ran") }
            return
        }
        guard let run = found.first else { return matcher.fail("\(path) \(key): no such task run") }
        let attempts = run["attempts"]?.array ?? []
        for (name, want) in spec.object?.members ?? [] {
            let place = "\(path) \(key) \(name)"
            switch name {
            case "state": try matcher.match(want, run["state"]?["current"], place)
            case "attempts":
                try matcher.match(want, attempts.isEmpty && want.isNull ? nil : JSON(attempts.count), place)
            case "attempt_state": try matcher.match(want, attempts.first?["state"]?["current"], place)
            case "log_file": if attempts.first?["logFile"] == nil { matcher.fail("\(place): none") }
            case "histories":
                for (state, number) in want.object?.members ?? [] {
                    try matcher.match(
                        number,
                        JSON(histories(run).filter { $0 == state }.count),
                        "\(place) \(state) \(histories(run))"
                    )
                }
            case "histories_len": try matcher.match(want, JSON(histories(run).count), "\(place) \(histories(run))")
            case "not_id":
                if run["id"]?.string == (try resolve(want.string ?? "", json)) { matcher.fail("\(place): the same") }
            case "outputs":
                if CorpusMatcher.same(want, ["any": true]) {
                    try matcher.match(want, run["outputs"], place)
                } else {
                    for (output, value) in want.object?.members ?? [] {
                        try matcher.match(value, run["outputs"]?[output], "\(place) \(output)")
                    }
                }
            default: break
            }
        }
    }

    private func check(logs wanted: JSON, _ json: JSON, _ path: String, _ matcher: inout CorpusMatcher) throws {
        guard let id = simulator.order.first(where: { $0.description == json["id"]?.string }) else { return }
        let levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"]
        for want in wanted.array ?? [] {
            var lines = world.executions[id]?.logs ?? []
            if let task = want["task"]?.string { lines = lines.filter { $0.task == task } }
            if let level = want["level"]?.string { lines = lines.filter { $0.level == level } }
            if let least = want["min_level"]?.string.flatMap({ levels.firstIndex(of: $0) }) {
                lines = lines.filter { levels.firstIndex(of: $0.level).map { $0 >= least } ?? false }
            }
            let messages = lines.map(\.message)
            if let count = want["count"] { try matcher.match(count, JSON(lines.count), path) }
            if want["absent"]?.bool == true, !lines.isEmpty { matcher.fail("\(path): \(messages)") }
            if let text = want["equals"]?.string,
                !messages.contains(where: { $0 == text || $0.trimmingCharacters(in: .whitespacesAndNewlines) == text })
            {
                matcher.fail("\(path): no \(text) among \(messages)")
            }
            for part in (want["contains"]?.array ?? []).compactMap(\.string)
            where !messages.contains(where: { $0.contains(part) }) {
                matcher.fail("\(path): no \(part) among \(messages)")
            }
            for part in (want["not_contains"]?.array ?? []).compactMap(\.string)
            where messages.contains(where: { $0.contains(part) }) {
                matcher.fail("\(path): \(part) among \(messages)")
            }
        }
    }
}
