import Expressions
import Flows
import JSON
import Tenancy

@testable import Executor

extension CorpusWorld {
    private static let prefix = "io.kestra.plugin.core."

    func work(_ job: Job, of execution: ExecutionID, in simulator: Simulator) -> [Simulator.Reaction] {
        let (number, reference) = (job.reference.taskRun, job.reference)
        guard let state = simulator.executions[execution], let surroundings = executions[execution],
            let run = state.position(ofRun: number), let task = task(of: run, state, surroundings.flow)
        else { return [(1, .finished(reference, .failed("no such task")))] }
        var duration: Int64 = 5
        var result = JobResult.success
        do {
            let work = Work(job: job, execution: execution, state: state, run: run, task: task, simulator: simulator)
            let type = state.plan.tasks[Int(job.task)].type
            let output = try carryOut(work, type, surroundings, &duration, &result)
            if let output, result == .success || result == .warning { surroundings.taskOutputs[number] = output }
        } catch {
            log("ERROR", "\(error)", number, execution, simulator)
            result = .failed("\(error)")
        }
        return [(2, .started(reference, worker: "worker")), (2 + duration, .finished(reference, result))]
    }

    struct Work {
        var job: Job
        var execution: ExecutionID
        var state: ExecutionState
        var run: Int32
        var task: FlowTask
        var simulator: Simulator
        var number: Int32 { job.reference.taskRun }
        subscript(name: String) -> JSON? { task.properties[name] }
    }

    private func carryOut(
        _ work: Work,
        _ type: String,
        _ surroundings: CorpusExecution,
        _ duration: inout Int64,
        _ result: inout JobResult
    ) throws -> JSON? {
        let context = CorpusContext(surroundings, work.state, run: work.run)
        let services = services(work.execution, work.simulator)
        switch type.dropFirst(Self.prefix.count) {
        case "debug.Return", "debug.Echo":
            let text = try text(work["format"], context, services)
            if type.hasSuffix("Echo") { log("INFO", text.string, work.number, work.execution, work.simulator) }
            return ["value": .string(text.string)]
        case "log.Log":
            for line in work["message"]?.array ?? [work["message"] ?? ""] {
                let message = try text(line, context, services).masked(with: "********")
                let level = try text(work["level"] ?? "INFO", context, services).string
                if Self.isShown(level, from: work.task.logLevel) {
                    log(level, message, work.number, work.execution, work.simulator)
                }
            }
            return nil
        case "output.OutputValues":
            return ["values": try renderText(work["values"] ?? .object([:]), context, services)]
        case "execution.Fail":
            if let condition = work["condition"], try !render(condition, context, services).isTruthy { return nil }
            let message = try text(work["errorMessage"] ?? "Task failure", context, services).string
            log("ERROR", message, work.number, work.execution, work.simulator)
            result = .failed(message)
            return nil
        case "flow.Sleep":
            log("DEBUG", "it waits", work.number, work.execution, work.simulator)
            duration = FlowDuration(try text(work["duration"], context, services).string)?.duration.milliseconds ?? 0
            return nil
        case "execution.Labels":
            work.simulator.post(work.execution, .command(.setLabels(try labels(work["labels"], context, services))))
            return nil
        case "execution.Resume":
            let id = try text(work["executionId"], context, services).string
            guard let other = work.simulator.order.first(where: { $0.description == id }) else {
                throw CorpusFault("no execution")
            }
            work.simulator.post(other, .command(.resume(taskRun: nil)))
            return nil
        case "trigger.Toggle":
            let name = "\(surroundings.flow.namespace)/\(surroundings.flow.id)/\(work["trigger"]?.string ?? "")"
            triggers[name] = work["enabled"]?.bool == false
            return nil
        case "log.Fetch":
            let tasks = work["tasksId"]?.array?.compactMap(\.string)
            let lines = surroundings.logs.filter { tasks?.contains($0.task) ?? true }
            return ["size": JSON(lines.count)]
        case "state.Get", "state.Set", "state.Delete":
            return try carryOutState(work, type, context, services)
        case "storage.LocalFiles", "flow.WorkingDirectory":
            return try carryOutFiles(work, type, surroundings, context, services)
        case "flow.ForEachItemSplit":
            return try split(work, surroundings, context, services)
        case "flow.ForEachItemMerge":
            return merge(work, surroundings)
        default:
            throw CorpusFault("the simulation has no `\(type)`")
        }
    }

    private static func isShown(_ level: String, from least: LogLevel?) -> Bool {
        let levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"]
        guard let least, let mine = levels.firstIndex(of: level), let other = levels.firstIndex(of: least.rawValue)
        else { return true }
        return mine >= other
    }

    private func labels(_ json: JSON?, _ context: CorpusContext, _ services: ExpressionServices) throws
        -> [ExecutionLabel]
    {
        var value = try render(json ?? .object([:]), context, services).json
        if let text = value.string { value = try JSON(parsing: text) }
        if let list = value.array {
            return list.map { ExecutionLabel($0["key"]?.string ?? "", $0["value"]?.string ?? "") }
        }
        return value.object?.members.map { ExecutionLabel($0.name, $0.value.string ?? $0.value.text) } ?? []
    }

    private func carryOutState(
        _ work: Work,
        _ type: String,
        _ context: CorpusContext,
        _ services: ExpressionServices
    ) throws -> JSON {
        let name = try text(work["name"] ?? "default", context, services).string
        let value = work["taskrunValue"]?.bool == false ? nil : work.state.value(of: work.run)
        let key = name + (value.map { "/" + $0 } ?? "")
        if type.hasSuffix("Set") {
            var data = states[key]?.object ?? [:]
            for (name, value) in try renderText(work["data"] ?? .object([:]), context, services).object?.members ?? [] {
                data[name] = value
            }
            states[key] = .object(data)
            return ["count": JSON(data.count), "key": .string(key)]
        }
        if type.hasSuffix("Delete") { return ["deleted": .bool(states.removeValue(forKey: key) != nil)] }
        let data = states[key] ?? .object([:])
        return ["count": JSON(data.object?.count ?? 0), "data": data]
    }

    // MARK: Files

    func store(_ content: String, _ name: String, _ execution: ExecutionID, _ place: String) -> String {
        let flow = executions[execution]?.flow
        let namespace = flow?.namespace.description.split(separator: ".").joined(separator: "/") ?? ""
        let uri = "kestra:///\(namespace)/\(flow?.id.description ?? "")/executions/\(execution)/\(place)/\(name)"
        files[uri] = content
        return uri
    }

    private func carryOutFiles(
        _ work: Work,
        _ type: String,
        _ surroundings: CorpusExecution,
        _ context: CorpusContext,
        _ services: ExpressionServices
    ) throws -> JSON? {
        let directory = work.job.directory ?? work.number
        let place = "tasks/\(work.task.id)/\(work.number)"
        func write(_ json: JSON?) throws {
            for (name, content) in try renderText(json ?? .object([:]), context, services).object?.members ?? [] {
                surroundings.directories[directory, default: [:]][name] = content.string ?? content.text
            }
        }
        func take(_ patterns: JSON?) -> JSON {
            var taken: JSONObject = [:]
            for (name, content) in (surroundings.directories[directory] ?? [:]).sorted(by: { $0.key < $1.key })
            where (patterns?.array ?? []).contains(where: { Self.matches(name, $0.string ?? "") }) {
                taken[name] = .string(store(content, name, work.execution, place))
            }
            return .object(taken)
        }
        let cache = "\(surroundings.flow.id)/\(work.task.id)"
        switch work.job.work {
        case .openDirectory:
            surroundings.directories[directory] = work["cache"] == nil ? [:] : caches[cache] ?? [:]
            try write(work["inputFiles"])
            return nil
        case .closeDirectory:
            if let patterns = work["cache"]?["patterns"], caches[cache] == nil {
                caches[cache] = (surroundings.directories[directory] ?? [:]).filter { file in
                    patterns.array?.contains { Self.matches(file.key, $0.string ?? "") } ?? false
                }
            }
            return work["outputFiles"].map { ["outputFiles": take($0)] }
        case .run:
            try write(work["inputs"])
            return ["uris": take(work["outputs"])]
        }
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
        return name.hasPrefix(pattern[..<star]) && name.hasSuffix(pattern[pattern.index(after: star)...])
    }

    private func split(
        _ work: Work,
        _ surroundings: CorpusExecution,
        _ context: CorpusContext,
        _ services: ExpressionServices
    ) throws -> JSON {
        let uri = try text(work["items"], context, services).string
        guard let file = files[uri] else { throw CorpusFault("no file `\(uri)`") }
        let lines = file.split(separator: "\n", omittingEmptySubsequences: true)
        let rows = Int(try text(work["batch"]?["rows"] ?? 1, context, services).string) ?? 1
        var splits: [JSON] = []
        for start in stride(from: 0, to: lines.count, by: max(rows, 1)) {
            let part = lines[start..<min(start + rows, lines.count)].joined(separator: "\n") + "\n"
            splits.append(
                .string(store(part, "bach-\(splits.count).txt", work.execution, "tasks/\(work.task.id)-split/1"))
            )
        }
        return ["splits": .array(splits)]
    }

    private func merge(_ work: Work, _ surroundings: CorpusExecution) -> JSON {
        guard
            let items = work.state.runs.lastIndex(where: { work.state.plan.tasks[Int($0.task)].id.hasSuffix("_items") })
        else {
            return .object([:])
        }
        let outputs = work.state.childPositions(Int32(items)).compactMap { position in
            work.state.iterations[position].child.flatMap { executions[$0]?.outputs?.text }
        }
        let text = outputs.map { $0 + "\n" }.joined()
        return ["subflowOutputs": .string(store(text, "outputs.ion", work.execution, "tasks/\(work.task.id)-merge/1"))]
    }
}
