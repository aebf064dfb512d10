import Daemon
import EventLoop
import Expressions
import Flows
import JSON
import Postgres
import Tenancy

extension ExecutionEvaluator {
    // MARK: Executions that are asked for

    /// Makes the execution of another flow.
    func subflow(
        _ task: FlowTask,
        _ child: ExecutionQuestion.Child,
        _ question: ExecutionQuestion
    ) async throws -> NewExecution {
        let scope = question.variables.scope
        let wish = try await wish(task, child, question)
        let flow = try await database.transaction(.reading(scope.tenant)) { tx in
            try await plans.flow(wish.address, revision: wish.revision, in: scope.tenant, tx)
        }
        guard !flow.flow.isDisabled, !flow.flow.isDraft else {
            throw EvaluationFailure("the flow `\(wish.address)` is \(flow.flow.isDraft ? "a draft" : "disabled")")
        }
        let request = request(wish, child, task, scope)
        let (launcher, id, tenant) = (launcher, child.id, scope.tenant)
        return try await pool.run(for: tenant.description) { try launcher.make(flow, request, id: id, in: tenant) }
    }

    /// What a task says of the execution that it asks for, rendered.
    private struct Wish: Sendable {
        var address: FlowAddress
        var revision: Int?
        var inputs: JSONObject
        /// The inputs that were made of secrets.
        var secrets: Set<String> = []
        var labels: [ExecutionLabel]
        var scheduledAt: Int64?
    }

    private func wish(
        _ task: FlowTask,
        _ child: ExecutionQuestion.Child,
        _ question: ExecutionQuestion
    ) async throws -> Wish {
        let (documents, properties) = (documents, task.properties)
        var variables = question.variables
        if let value = child.value, task.type.hasSuffix(".ForEachItem") {
            variables = variables.adding(items: value)
        }
        let seen = variables
        return try await run(question) { services in
            func text(_ name: String) throws -> String? {
                guard let json = properties[name], !json.isNull else { return nil }
                let source = json.string ?? json.text
                return try documents.render(source, in: seen, services: services).string
            }
            guard let name = try text("namespace").flatMap({ Namespace.Name($0) }),
                let id = try text("flowId").flatMap({ Flow.ID($0) })
            else { throw EvaluationFailure("expected the `namespace` and the `flowId` of a flow") }
            var wish = Wish(address: FlowAddress(name, id), inputs: [:], labels: [])
            if let revision = try text("revision") {
                guard let number = Int(revision), number > 0 else {
                    throw EvaluationFailure("`revision`: expected a whole number, found `\(revision.excerpt)`")
                }
                wish.revision = number
            }
            let inputs = try documents.evaluate(properties["inputs"] ?? [:], in: seen, services: services)
            wish.inputs = inputs.json.object ?? [:]
            wish.secrets = Set(inputs.members?.members.filter(\.value.isTainted).map(\.name) ?? [])
            let labels = try documents.evaluate(properties["labels"] ?? [:], in: seen, services: services)
            wish.labels = try ExecutionLabel.list(labels)
            if let date = try text("scheduleDate") { wish.scheduledAt = try Self.instant(date) }
            return wish
        }
    }

    private static func instant(_ text: String) throws -> Int64 {
        guard let instant = Instant(text) else {
            throw EvaluationFailure("`scheduleDate`: expected a date with a zone, found `\(text.excerpt)`")
        }
        return instant.microseconds / 1000
    }

    private func request(
        _ wish: Wish,
        _ child: ExecutionQuestion.Child,
        _ task: FlowTask,
        _ scope: ExecutionScope
    ) -> ExecutionRequest {
        var labels: [ExecutionLabel] = []
        if task.properties["inheritLabels"]?.bool == true {
            labels += child.labels.filter { !$0.key.hasPrefix("system.") }
        }
        labels += wish.labels
        let correlation = child.labels.first { $0.key == ExecutionLauncher.correlation }?.value
        labels.append(ExecutionLabel(ExecutionLauncher.correlation, correlation ?? scope.record.id.description))
        return ExecutionRequest(
            inputs: SuppliedInputs(wish.inputs),
            secretInputs: wish.secrets,
            labels: labels,
            scheduledAt: wish.scheduledAt,
            kind: scope.record.kind == .loop ? .normal : scope.record.kind,
            trigger: [
                "id": .string(task.id.description), "type": .string(task.type),
                "variables": [
                    "executionId": .string(scope.record.id.description),
                    "namespace": .string(scope.record.namespace.description),
                    "flowId": .string(scope.record.flow.description),
                    "flowRevision": JSON(scope.record.revision),
                ],
            ],
            parent: ExecutionParent(scope.record.id, child.reference),
            createdBy: scope.record.createdBy
        )
    }

    /// Makes the execution of an iteration: of the same flow, with the inputs and variables of the one that asks.
    func iteration(
        _ task: FlowTask,
        _ child: ExecutionQuestion.Child,
        _ scope: ExecutionScope
    ) throws -> NewExecution {
        let id = task.id.description
        let plan = try scope.flow.plan(iterationOf: id)
        var state = ExecutionState(plan, id: child.id, at: clock.milliseconds, labels: child.labels)
        let value = child.value ?? IterationValue("")
        let record = ExecutionRecord(
            id: child.id,
            namespace: scope.record.namespace,
            flow: scope.record.flow,
            revision: scope.record.revision,
            inputs: scope.record.inputs,
            variables: scope.record.variables,
            trigger: scope.record.trigger,
            parent: ExecutionParent(scope.record.id, child.reference),
            kind: .loop,
            createdBy: scope.record.createdBy,
            loop: ExecutionLoop(task: id, index: child.index, value: value)
        )
        return NewExecution(record, plan, rows: state.takeRows())
    }

    // MARK: What is taken from them

    /// Another execution of the tenant as its expressions see it.
    private func other(_ id: ExecutionID, _ scope: ExecutionScope) async throws -> ExecutionVariables {
        let (stored, flow) = try await database.transaction(.reading(scope.tenant)) { tx in
            guard let stored = try await executions.load([id], in: scope.tenant, tx).first else {
                throw EvaluationFailure("the execution `\(id)` is gone")
            }
            let (address, revision) = (stored.record.address, stored.record.revision)
            return (stored, try await plans.flow(address, revision: revision, in: scope.tenant, tx))
        }
        let subject = try ExecutionSubject(
            stored,
            flow,
            tenant: scope.tenant,
            environment: scope.environment,
            cipher: scope.cipher
        )
        return try subject.scope.variables(of: subject.state, run: nil)
    }

    func childOutputs(
        _ expression: PlannedExpression,
        _ child: ExecutionID,
        _ question: ExecutionQuestion
    ) async throws -> JSON {
        let variables = try await other(child, question.variables.scope)
        let documents = documents
        return try await run(question) { services in
            let value = try documents.evaluate(JSON(parsing: expression.source), in: variables, services: services)
            return try Self.sealed(value, variables.scope)
        }
    }

    /// The names with those of an iteration that has ended.
    func withIteration(
        _ child: ExecutionID,
        _ state: RunState,
        _ expressions: [PlannedExpression],
        _ variables: ExecutionVariables
    ) async throws -> ExecutionVariables {
        var members: [ExpressionMap.Member] = [
            ("executionId", .text(child.description)), ("state", .text(state.name)),
        ]
        if expressions.contains(where: { $0.source.contains("outputs") }) {
            let other = try await other(child, variables.scope)
            members.append(("outputs", try other.value(of: "outputs") ?? .null))
        }
        return variables.adding([("iteration", .map(members))])
    }
}

extension ExecutionVariables {
    /// The names with others beside them.
    func adding(_ members: [ExpressionMap.Member]) -> ExecutionVariables {
        ExecutionVariables(scope: scope, small: ExpressionMap(small.members + members))
    }

    /// The names with the part of a file that an execution of a `ForEachItem` is for.
    func adding(items: IterationValue) -> ExecutionVariables {
        var taskrun = small["taskrun"]?.members?.members ?? []
        taskrun += [("items", .text(items.value)), ("value", .text(items.value))]
        return adding([("taskrun", .map(taskrun))])
    }
}
