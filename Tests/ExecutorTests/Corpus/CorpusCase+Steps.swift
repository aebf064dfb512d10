import Expressions
import Flows
import Foundation
import JSON
import Tenancy
import YAML

@testable import Executor

extension CorpusCase {
    private var timeout: Double { json["timeout"]?.number ?? 20 }

    func carryOut(_ step: JSON) throws {
        guard let object = step.object else { throw CorpusFault("no step") }
        let within = step["within"]?.number ?? timeout
        if let run = object["run"] { return try start(run, step) }
        if let name = object["await"]?.string {
            let until = step["until"]?.string ?? "TERMINAL"
            let ended = try wait(try id(name), within, until, Self.until(until))
            named[name] = ended
            return try check(ended, step["expect"])
        }
        if object["restart"] != nil || object["replay"] != nil { return try repeatExecution(step, within) }
        if let change = object["set_state"] {
            let name = change["exec"]?.string ?? ""
            guard let run = find(change["task"]?.string ?? "", try current(name)).first?["number"]?.integer,
                let state = RunState(name: change["state"]?.string ?? "")
            else { throw CorpusFault("no task run") }
            try command(try id(name), .changeTaskRunState(taskRun: Int32(run), state), nil)
            simulator.post(try id(name), .begin)
            return
        }
        if let change = object["change_status"] {
            guard let state = RunState(name: change["status_to"]?.string ?? "") else { throw CorpusFault("no state") }
            let id = try id(change["exec"]?.string ?? "")
            try command(id, .changeState(state), nil)
            return try check(document(id) ?? .null, step["expect_now"])
        }
        if let labels = object["labels"] { return try setLabels(labels, step) }
        if let resume = object["resume"] { return try self.resume(resume) }
        if let kill = object["kill"] {
            return try command(try id(kill["exec"]?.string ?? ""), .kill(cascade: true), nil)
        }
        if let action = object["action"] {
            guard let id = ids[action["exec"]?.string ?? ""] else { return }
            return try command(id, .unqueue(.running), action["status"]?.string)
        }
        if let delete = object["delete"] {
            if let id = ids[delete["exec"]?.string ?? ""] { world.deleted.insert(id) }
            return
        }
        if let get = object["get"] {
            if let id = ids[get["exec"]?.string ?? ""], document(id) != nil { problems.append("it is still there") }
            return
        }
        if let name = object["collect"]?.string { return try collect(name, step, within) }
        if let seconds = object["sleep"]?.number { return simulator.pass(Int64(seconds * 1000)) }
        if let webhook = object["webhook"] { return try call(webhook, step) }
        if let kv = object["kv"] { return world.keys[kv["key"]?.string ?? ""] = kv["value"] }
        if let secret = object["secret"] { return world.secrets[secret["key"]?.string ?? ""] = secret["value"]?.string }
        if let update = object["update_flow"] { return try self.update(update) }
        if let spec = object["eval"] { return try evaluate(spec) }
        if let spec = object["download"] ?? object["file_metas"] { return try download(spec, step) }
        if let spec = object["trigger_disable"] {
            return world.triggers[triggerName(spec)] = spec["disabled"]?.bool
        }
        if let spec = object["trigger_state"] {
            return try compare(
                step["expect"]?["disabled"] ?? .null,
                world.triggers[triggerName(spec)].map { .bool($0) } ?? false
            )
        }
        if let name = object["follow"]?.string {
            let ended = try wait(try id(name), within, "terminal", Self.until("TERMINAL"))
            try compare(step["expect"]?["events"] ?? .null, JSON(histories(ended).count))
            return try compare(step["expect"]?["last_state"] ?? .null, ended["state"]?["current"])
        }
        throw CorpusFault("the simulation has no step like \(object.keys)")
    }

    private func triggerName(_ spec: JSON) -> String {
        "\(spec["namespace"]?.string ?? "")/\(spec["flow"]?.string ?? "")/\(spec["trigger"]?.string ?? "")"
    }

    private func compare(_ want: JSON, _ found: JSON?) throws {
        var matcher = CorpusMatcher { [self] in try resolve($0, nil) }
        try matcher.match(want, found, "found")
        problems += matcher.faults
    }

    private func id(_ name: String) throws -> ExecutionID {
        guard let id = ids[name] else { throw CorpusFault("no execution `\(name)`") }
        return id
    }

    private func current(_ name: String) throws -> JSON {
        guard let json = document(try id(name)) else { throw CorpusFault("no execution `\(name)`") }
        return json
    }

    /// Asks something of an execution; `4xx` is expected to be refused.
    private func command(_ id: ExecutionID, _ command: ExecutionCommand, _ status: String?) throws {
        let effects = simulator.deliver(id, .command(command))
        let isRefused = effects.contains { if case .refused = $0 { true } else { false } }
        if isRefused != (status != nil) { problems.append("\(command): \(effects)") }
    }

    // MARK: Making executions

    private func inputs(_ spec: JSON) throws -> SuppliedInputs {
        var given = spec["inputs"]?.string == "$valid" ? validInputs : spec["inputs"]?.object ?? [:]
        for (name, value) in spec["override"]?.object?.members ?? [] {
            if value.string == "$absent" { given.removeAll { $0.name == name } } else { given[name] = value }
        }
        var supplied = SuppliedInputs()
        for (name, value) in given.members {
            var text = value.string ?? value.text
            if text.hasPrefix("$repeat:") {
                let parts = text.split(separator: ":")
                text = String(repeating: String(parts[1]), count: Int(parts[2]) ?? 0)
            }
            supplied[name] = .text(try resolve(text, nil))
        }
        for (name, file) in spec["files"]?.object?.members ?? [] {
            let content = String(decoding: try read("data/" + (file.string ?? "")), as: UTF8.self)
            let flow = world.flows[variables["flow"] ?? ""]?.flow
            let folder = flow?.namespace.description.replacingOccurrences(of: ".", with: "/") ?? ""
            let uri = "kestra:///\(folder)/\(flow?.id.description ?? "")/executions/1/inputs/\(name)"
            world.files[uri] = content
            supplied[name] = .file(.init(name: name, size: content.utf8.count, uri: uri))
        }
        return supplied
    }

    private func start(_ spec: JSON, _ step: JSON) throws {
        let key = spec["flow"]?.string ?? variables["flow"] ?? ""
        let status = spec["status"].map { $0.string ?? $0.text }
        for uid in (json["watch"]?.array ?? []).compactMap(\.string) where seen[uid] == nil {
            seen[uid] = Set(executions(of: uid).compactMap { $0["id"]?.string })
        }
        guard let deployed = world.flows[key] else {
            if status == nil { problems.append("no flow \(key)") }
            return
        }
        var labels = deployed.flow.labels.map { ExecutionLabel($0.key, $0.value) }
        for (name, value) in spec["labels"]?.object?.members ?? [] {
            if name.hasPrefix("system.") {
                if status == nil { problems.append("the label \(name) is reserved") }
                return
            }
            labels.removeAll { $0.key == name }
            labels.append(ExecutionLabel(name, value.string ?? value.text))
        }
        let id = simulator.nextID()
        labels.append(ExecutionLabel("system.correlationId", id.description))
        let date = spec["schedule_in_s"]?.number.map { simulator.now + Int64($0 * 1000) }
        do {
            simulator.add(try world.make(deployed, id, try inputs(spec), labels, .null, simulator, scheduledAt: date))
        } catch let errors as FieldErrors {
            let text = "\(errors)"
            if status == nil { problems.append(text) }
            for part in (spec["body_contains"]?.array ?? []).compactMap(\.string) where !text.contains(part) {
                problems.append("the message does not name \(part): \(text)")
            }
            return
        }
        if status != nil { problems.append("it was made, and should have been refused") }
        let name = spec["as"]?.string ?? "e1"
        ids[name] = id
        try check(document(id) ?? .null, step["expect_now"], "at once")
        let until = spec["until"]?.string ?? "TERMINAL"
        var ended = document(id) ?? .null
        if let count = spec["until_task_runs"]?.integer {
            ended = try wait(id, timeout, "\(count) task runs") { json in
                let runs = json["taskRunList"]?.array ?? []
                return Self.terminal.contains(json["state"]?["current"]?.string ?? "") && runs.count >= Int(count)
                    && runs.allSatisfy { Self.terminal.contains($0["state"]?["current"]?.string ?? "") }
            }
        } else if until != "NONE" {
            ended = try wait(id, timeout, until, Self.until(until))
        }
        named[name] = ended
        try check(ended, step["expect"])
    }

    private func repeatExecution(_ step: JSON, _ within: Double) throws {
        let isRestart = step["restart"] != nil
        let name = (isRestart ? step["restart"]?.string : step["replay"]?["exec"]?.string) ?? ""
        var id = try id(name)
        guard let state = simulator.executions[id], let surroundings = world.executions[id] else {
            throw CorpusFault("gone")
        }
        let plan = world.flows["\(surroundings.flow.namespace)/\(surroundings.flow.id)"]?.plan ?? state.plan
        if isRestart, step["revision"] == nil {
            try command(id, .restart, nil)
        } else {
            let new = simulator.nextID()
            let number: Int32?
            if let key = step["replay"]?["task"]?.string {
                guard let found = find(key, try current(name)).first?["number"]?.integer else {
                    throw CorpusFault("no task run \(key)")
                }
                number = Int32(found)
            } else {
                number = nil
            }
            let made =
                isRestart
                ? state.restarted(plan, id: new, at: simulator.now)
                : state.replayed(from: number, plan, id: new, at: simulator.now)
            guard let made else { throw CorpusFault("nothing to repeat") }
            let copy = surroundings.copy()
            copy.parent = id.description
            if number == nil, !isRestart { copy.taskOutputs = [:] }
            world.executions[new] = copy
            id = new
            simulator.add(made, begins: false)
        }
        let before = document(id) ?? .null
        try check(before, step["expect_now"], "at once")
        simulator.post(id, .begin, after: 1)
        let moved = histories(before).count
        let done: (JSON) -> Bool = { json in
            Self.terminal.contains(json["state"]?["current"]?.string ?? "")
                && (json["state"]?["histories"]?.array ?? []).count > moved
        }
        let ended = try wait(id, within, "ended again", done)
        try check(ended, step["expect"], "again")
        let target = step["as"]?.string ?? (isRestart ? name : "e2")
        (ids[target], named[target]) = (id, ended)
    }

    private func update(_ spec: JSON) throws {
        var text = String(decoding: try read("flows/" + (spec["file"]?.string ?? "")), as: UTF8.self)
        for change in spec["replace"]?.array ?? [] {
            guard let old = change[0]?.string, let range = text.range(of: old) else {
                throw CorpusFault("nothing to replace")
            }
            text.replaceSubrange(range, with: change[1]?.string ?? "")
        }
        variables["revision"] = "\(try world.deploy(Array(text.utf8)))"
    }

    // MARK: What is asked of executions

    private func setLabels(_ spec: JSON, _ step: JSON) throws {
        let status = step["status"].map { $0.string ?? $0.text }
        var labels: [ExecutionLabel] = []
        for label in spec["list"]?.array ?? [] {
            guard let key = label["key"]?.string, let value = label["value"]?.string, !key.hasPrefix("system.") else {
                if status == nil { problems.append("the label \(label) is refused") }
                return
            }
            labels.append(ExecutionLabel(key, value))
        }
        guard let id = ids[spec["exec"]?.string ?? ""] else {
            if status == nil { problems.append("no execution") }
            return
        }
        try command(id, .setLabels(labels), status)
        try check(document(id) ?? .null, step["expect_now"])
    }

    private func resume(_ spec: JSON) throws {
        let id = try id(spec["exec"]?.string ?? "")
        guard let state = simulator.executions[id], let surroundings = world.executions[id] else {
            throw CorpusFault("gone")
        }
        let status = spec["status"]?.string
        let paused = state.runs.last { $0.step == .paused }
        if let paused,
            let declared = surroundings.flow.task(state.plan.tasks[Int(paused.task)].id)?.properties["onResume"]
        {
            let declaration: JSON = [
                "id": "resume", "namespace": "io.kestra.tests", "inputs": declared,
                "tasks": [["id": "t", "type": "io.kestra.plugin.core.log.Log", "message": "m"]],
            ]
            let flow = FlowReader().read(Array(YAML.dump(declaration).utf8)).flow
            let resolution = try InputResolver(flow?.inputs ?? []).resolve(try inputs(spec))
            guard resolution.isValid else {
                let text = "\(resolution.errors)"
                if status == nil { problems.append(text) }
                for part in (spec["body_contains"]?.array ?? []).compactMap(\.string) where !text.contains(part) {
                    problems.append("the message does not name \(part): \(text)")
                }
                return
            }
            var values = resolution.stored
            for input in flow?.inputs ?? [] where values[input.id] == nil { values[input.id] = .null }
            surroundings.taskOutputs[paused.number] = ["onResume": .object(values)]
        }
        try command(id, .resume(taskRun: nil), status)
    }

    private func evaluate(_ spec: JSON) throws {
        let id = try id(spec["exec"]?.string ?? "")
        guard let state = simulator.executions[id], let surroundings = world.executions[id],
            let number = find(spec["task"]?.string ?? "", try current(spec["exec"]?.string ?? "")).first?["number"]?
                .integer
        else { throw CorpusFault("no task run") }
        let context = CorpusContext(surroundings, state, run: state.position(ofRun: Int32(number)))
        var answer: JSONObject = [:]
        do {
            answer["result"] = .string(
                try world.text(spec["expression"], context, world.services(id, simulator)).masked()
            )
        } catch {
            answer["error"] = .string("\(error)")
        }
        for (name, want) in spec["expect"]?.object?.members ?? [] { try compare(want, answer[name]) }
        for (name, want) in json["steps"]?.array?.first(where: { $0["eval"] == spec })?["expect"]?.object?.members ?? []
        {
            try compare(want, answer[name])
        }
    }

    private func download(_ spec: JSON, _ step: JSON) throws {
        let uri = try resolve(spec["path"]?.string ?? "", nil)
        guard let file = world.files[uri] else { throw CorpusFault("no file \(uri)") }
        for (name, want) in step["expect"]?.object?.members ?? [] {
            switch name {
            case "equals":
                if file.trimmingCharacters(in: .newlines) != want.string {
                    problems.append("the file has \(file.prefix(80))")
                }
            case "lines": try compare(want, JSON(file.split(separator: "\n").count))
            case "contains":
                for part in want.array ?? [] where !file.contains(part.string ?? "") {
                    problems.append("the file lacks \(part)")
                }
            case "size": try compare(want, JSON(file.trimmingCharacters(in: .newlines).utf8.count))
            default: throw CorpusFault("unknown expectation `\(name)`")
            }
        }
    }

    private func executions(of uid: String) -> [JSON] {
        simulator.order.compactMap(document).filter {
            "\($0["namespace"]?.string ?? "")/\($0["flowId"]?.string ?? "")" == uid
        }
    }

    private func collect(_ uid: String, _ step: JSON, _ within: Double) throws {
        let least = step["count"]?.integer ?? step["count"]?["min"]?.integer ?? 0
        func fresh() -> [JSON] { executions(of: uid).filter { !(seen[uid] ?? []).contains($0["id"]?.string ?? "") } }
        func ended() -> [JSON] { fresh().filter { Self.terminal.contains($0["state"]?["current"]?.string ?? "") } }
        let limit = simulator.now + Int64(within * 1000)
        simulator.run(until: { least > 0 && ended().count >= Int(least) }, limit: limit)
        simulator.pass(300)
        let all = step["count"]?.integer == nil ? ended() : fresh()
        try compare(step["count"] ?? .null, JSON(all.count))
        if let states = step["states"]?.array?.compactMap(\.string) {
            let found = all.compactMap { $0["state"]?["current"]?.string }.sorted()
            if found != states.sorted() { problems.append("states \(found)") }
        }
        for one in all { try check(one, step["each"], uid) }
        if let name = step["as"]?.string, let first = all.first { named[name] = first }
    }

    private func call(_ spec: JSON, _ step: JSON) throws {
        let key = spec["flow"]?.string ?? ""
        let status = step["status"].map { $0.string ?? $0.text }
        let deployed = world.flows[key]
        let trigger = deployed?.flow.triggers.first { trigger in
            var written = trigger.properties["key"]?.string ?? ""
            if written.contains("secret('WEBHOOK_KEY')") { written = world.secrets["WEBHOOK_KEY"] ?? "" }
            return trigger.type.hasSuffix("Webhook") && written == spec["key"]?.string
        }
        guard let deployed, let trigger else {
            if status != "404" { problems.append("no webhook") }
            return
        }
        var parameters: JSONObject = [:]
        for pair in (spec["query"]?.string ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=").map(String.init)
            parameters[parts[0]] = .array((parameters[parts[0]]?.array ?? []) + [.string(parts[1])])
        }
        let variables: JSON = [
            "type": .string(trigger.type), "body": spec["json"] ?? spec["text"] ?? .null,
            "parameters": .object(parameters),
        ]
        guard world.admits(trigger, variables, deployed.flow, simulator) else {
            if status != "204" { problems.append("the condition does not hold") }
            return
        }
        if let status { problems.append("it was made, and \(status) was expected") }
        let id = simulator.nextID()
        let labels = deployed.flow.labels.map { ExecutionLabel($0.key, $0.value) }
        simulator.add(try world.make(deployed, id, SuppliedInputs(), labels, variables, simulator))
        if let name = step["as"]?.string { (ids[name], named[name]) = (id, document(id)) }
        try check(document(id) ?? .null, step["expect_now"])
    }
}
