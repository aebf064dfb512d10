import Daemon
import Expressions
import Flows
import JSON
import Tenancy
import WorkerProtocol

extension ExecutionSubject {
    /// A question with all that is needed to answer it; `nil` if nobody waits for the answer any more.
    func question(_ question: LaneHand.Question) throws -> ExecutionQuestion? {
        switch (question.content, question.key.subject) {
        case (.evaluate(let numbers), .evaluation(let id)): try evaluation(id, numbers, question.key)
        case (.update(let job), .update(let reference)): try update(job, reference, question.key)
        case (.child(let child), .child(let reference)): try self.child(child, reference, question.key)
        default: nil
        }
    }

    private func evaluation(
        _ id: EvaluationID,
        _ numbers: [ExpressionNumber],
        _ key: ExecutionQuestion.Key
    ) throws -> ExecutionQuestion? {
        var run: Int32?
        if let number = id.taskRun {
            guard let position = state.position(ofRun: number) else { return nil }
            run = position
        }
        let expressions = numbers.map { state.plan[$0] }
        var content = ExecutionQuestion.Content.expressions(expressions)
        var sources = expressions.map(\.source).joined()
        switch id.purpose {
        case .outputs:
            content = .outputs
            sources = scope.flow.flow.outputs.map(\.value.text).joined()
        case .breakWhen(let number):
            guard let position = state.position(ofIteration: number),
                let child = state.iterations[Int(position)].child
            else { return nil }
            content = .breakWhen(expressions, after: child, state.iterations[Int(position)].state)
        case .childOutputs:
            guard let run, let position = state.childPositions(run).last, let expression = expressions.first,
                let child = state.iterations[position].child
            else { return nil }
            content = .childOutputs(expression, of: child)
        case .when, .properties, .condition, .assertions: break
        }
        return try make(key, content, run: run, naming: sources)
    }

    private func update(
        _ job: Job,
        _ reference: JobReference,
        _ key: ExecutionQuestion.Key
    ) throws -> ExecutionQuestion? {
        guard let run = state.waiting(reference.taskRun, reference.token, .job), let task = task(ofRun: run) else {
            return nil
        }
        return try make(key, .update(task), run: run, naming: JSON.object(task.properties).text)
    }

    private func child(
        _ id: ExecutionID,
        _ reference: ChildReference,
        _ key: ExecutionQuestion.Key
    ) throws -> ExecutionQuestion? {
        guard state.awaits(reference), let run = state.position(ofRun: reference.taskRun),
            let position = state.position(ofIteration: reference.iteration), let task = task(ofRun: run)
        else { return nil }
        let iteration = state.iterations[Int(position)]
        let child = ExecutionQuestion.Child(
            id: id,
            reference: reference,
            index: iteration.index,
            value: iteration.value,
            labels: state.labels
        )
        let isLoop = task.type.hasSuffix(".Loop")
        let content = isLoop ? ExecutionQuestion.Content.iteration(task, child) : .subflow(task, child)
        return try make(key, content, run: run, naming: JSON.object(task.properties).text)
    }

    private func make(
        _ key: ExecutionQuestion.Key,
        _ content: ExecutionQuestion.Content,
        run: Int32?,
        naming sources: String
    ) throws -> ExecutionQuestion {
        let variables = try scope.variables(of: state, run: run, showsTasks: sources.contains("tasks"))
        var question = ExecutionQuestion(key: key, content: content, variables: variables)
        question.history = history(
            withErrors: sources.contains("errorLogs"),
            withTaskRuns: sources.contains("tasksWithState")
        )
        return question
    }

    /// What has happened so far, as far as it is asked for.
    private func history(withErrors: Bool, withTaskRuns: Bool) -> JobHistory {
        var history = JobHistory()
        if withErrors {
            history.errorLogs = errors.map { line in
                [
                    "taskId": line.task.map { .string($0) } ?? .null, "timestamp": .string(line.at.description),
                    "level": .string(line.level.name), "message": .string(line.message),
                ]
            }
        }
        if withTaskRuns {
            history.taskRuns = state.runs.indices.map { position in
                let run = state.runs[position]
                var object: JSONObject = [
                    "taskId": .string(state.plan.tasks[Int(run.task)].id), "state": .string(run.state.name),
                ]
                object["value"] = state.value(of: Int32(position)).map { .string($0) }
                return .object(object)
            }
        }
        return history
    }

    // MARK: Jobs

    /// A job as workers take it.
    func taskJob(_ job: Job, _ key: JobKey) throws -> TaskJob {
        guard let run = state.position(ofRun: job.reference.taskRun), let task = task(ofRun: run) else {
            throw EvaluationFailure("the task of the job is gone")
        }
        let planned = state.plan.tasks[Int(job.task)]
        let used = scope.flow.namedValues(of: task)
        let variables = try scope.variables(of: state, run: run, showsTasks: used["tasks"] != nil)
        let timeout = state.runs[Int(run)].timeout
        return TaskJob(
            key: key,
            attempt: job.attempt,
            work: job.work.ofWorker,
            directory: job.directory.map { state.id(ofTaskRun: $0).description },
            namespace: scope.record.namespace.description,
            flow: scope.record.flow.description,
            taskRunID: state.id(ofTaskRun: job.reference.taskRun).description,
            task: TaskSpecification(
                id: planned.id,
                type: planned.type,
                properties: task.properties,
                logLevel: task.logLevel?.rawValue,
                timeout: timeout >= 0 ? timeout : nil
            ),
            variables: try variables.jobVariables(naming: used),
            history: history(withErrors: used.calls("errorLogs"), withTaskRuns: used.calls("tasksWithState"))
        )
    }
}

extension Job.Work {
    fileprivate var ofWorker: TaskJob.Work {
        switch self {
        case .run: .run
        case .openDirectory: .openDirectory
        case .closeDirectory: .closeDirectory
        }
    }
}
