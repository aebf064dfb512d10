import RandomData

@testable import Executor

/// A world that does everything by chance: it fails, loses, repeats, delays and forgets to tell in order.
final class RandomWorld: SimulatedWorld {
    var random: SeededGenerator
    /// How likely things go wrong, in percent.
    let trouble: Int
    let children: ExecutionPlan

    init(seed: UInt64, trouble: Int, children: ExecutionPlan) {
        random = SeededGenerator(seed: seed)
        (self.trouble, self.children) = (trouble, children)
    }

    func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private func time(_ most: Int64) -> Int64 {
        Int64.random(in: 0...most, using: &random)
    }

    func delay(_ effect: ExecutionEffect) -> Int64 { time(30) }

    func work(_ job: Job, of execution: ExecutionID, in simulator: Simulator) -> [Simulator.Reaction] {
        let start = time(20)
        let end = start + time(60)
        var reactions: [Simulator.Reaction] = []
        if !chance(5) { reactions.append((start, .started(job.reference, worker: "w"))) }
        if chance(trouble) { reactions.append((chance(50) ? time(200) : start, .started(job.reference, worker: "w"))) }
        if chance(trouble / 4) {
            reactions.append((end, .lost(job.reference)))
            if chance(50) { reactions.append((end + time(30), .lost(job.reference))) }
            // It was only cut off, and answers after all.
            if chance(50) { reactions.append((end + time(100), .finished(job.reference, .success))) }
            return reactions
        }
        reactions.append((end, .finished(job.reference, result())))
        if chance(trouble) { reactions.append((end + time(100), .finished(job.reference, result()))) }
        return reactions
    }

    private func result() -> JobResult {
        guard chance(trouble) else { return .success }
        return [.failed("no"), .failed("no"), .failed("no"), .warning, .skipped, .killed].randomElement(using: &random)
            ?? .success
    }

    func evaluate(
        _ id: EvaluationID,
        _ expressions: [ExpressionNumber],
        of execution: ExecutionID,
        in simulator: Simulator
    ) -> [Simulator.Reaction] {
        guard let plan = simulator.executions[execution]?.plan else { return [] }
        if chance(trouble / 8) { return [(time(20), .evaluationFailed(id, "no"))] }
        let values = expressions.map { value(of: plan[$0]) }
        var reactions: [Simulator.Reaction] = [(time(20), .evaluated(id, values))]
        if chance(trouble) { reactions.append((time(60), .evaluated(id, values))) }
        return reactions
    }

    private func value(of expression: PlannedExpression) -> EvaluatedValue {
        if chance(1) { return .nothing }
        switch expression.result {
        case .truth: return .truth(expression.source == "assertion" ? !chance(trouble / 8) : chance(60))
        case .text:
            if expression.source == "state" {
                return .text(
                    ["SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "NONE"].randomElement(using: &random) ?? ""
                )
            }
            return .text(chance(50) ? "a" : "b")
        case .values: return .values((0..<time(4)).map { IterationValue("v\($0)") })
        case .duration: return .integer(time(150))
        case .integer: return .integer(time(3))
        case .anything: return .nothing
        }
    }

    func child(
        _ reference: ChildReference,
        _ id: ExecutionID,
        of execution: ExecutionID,
        in simulator: Simulator
    ) -> Result<ExecutionState, SimulatedRefusal> {
        if chance(trouble / 4) { return .failure(SimulatedRefusal(reason: "no such flow")) }
        return .success(ExecutionState(children, id: id, at: simulator.now))
    }

    func observe(_ effect: ExecutionEffect, of execution: ExecutionID, in simulator: Simulator) {
        guard case .entered(let state) = effect else { return }
        switch state {
        case .paused: simulator.post(execution, .command(.resume(taskRun: nil)), after: time(100))
        case .breakpoint: simulator.post(execution, .command(.resumeFromBreakpoint), after: time(100))
        default: break
        }
    }
}
