extension ExecutionState {
    /// The values of the loops around a task run, from the outermost.
    func values(around run: Int32) -> [String] {
        var values: [String] = []
        var next = run
        while next >= 0 {
            if let value = value(of: next) { values.append(value) }
            next = runs[Int(next)].parent
        }
        return values.reversed()
    }

    /// Where in `outputs` is what a task run yields: its task, then the values of the loops around it.
    func outputPath(of run: Int32) -> [String] {
        [plan.tasks[Int(runs[Int(run)].task)].id] + values(around: run)
    }

    /// The jobs that task runs wait for.
    var openJobs: [Job] {
        open(within: -1).filter { runs[Int($0)].step == .job }.map { run in
            job(run, attempt: runs[Int(run)].attempts)
        }
    }

    /// The executions that task runs asked for and that have not ended.
    var openChildren: [(reference: ChildReference, child: ExecutionID)] {
        open(within: -1).filter { runs[Int($0)].step == .children }.flatMap { run in
            childPositions(run).compactMap { position in
                guard iterations[position].state == .running, let child = iterations[position].child else { return nil }
                let reference = ChildReference(
                    taskRun: runs[Int(run)].number,
                    iteration: iterations[position].number
                )
                return (reference, child)
            }
        }
    }

    /// Whether an execution is still wanted that a task run asked for.
    ///
    /// - Parameter reference: Which execution.
    /// - Returns: `false` once the task run has gone on without it, or is to be ended.
    func awaits(_ reference: ChildReference) -> Bool {
        guard let run = position(ofRun: reference.taskRun), runs[Int(run)].step == .children,
            runs[Int(run)].state != .killing, let position = position(ofIteration: reference.iteration)
        else { return false }
        return iterations[Int(position)].run == run && iterations[Int(position)].state == .running
    }
}
