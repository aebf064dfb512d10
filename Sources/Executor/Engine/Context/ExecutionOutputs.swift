import JSON
import Synchronization

/// What the task runs of one execution yielded, by task and by the values of the loops around them.
///
/// Evaluations read it while the execution goes on. It is shared and locked instead of copied, since a loop of ten thousand
/// iterations would else be copied for each of its expressions.
final class ExecutionOutputs: Sendable {
    /// What is at a task, or at a value of a loop.
    private struct Node {
        var output: JSONObject?
        var children: [String: Node] = [:]
        /// The values in the order in which they came.
        var order: [String] = []

        mutating func set(_ path: ArraySlice<String>, _ new: JSONObject) {
            guard let first = path.first else {
                output = new
                return
            }
            if children[first] == nil { order.append(first) }
            children[first, default: Node()].set(path.dropFirst(), new)
        }

        var json: JSON {
            var object = output ?? JSONObject()
            for name in order {
                if let child = children[name] { object[name] = child.json }
            }
            return .object(object)
        }
    }

    private struct State {
        var root = Node()
        var byRun: [Int32: (path: [String], output: JSONObject)] = [:]
        var weight = 0
    }

    private let state = Mutex(State())

    /// Keeps what a task run yielded, in the place of what it yielded before.
    ///
    /// - Parameters:
    ///   - output: What it yielded; leaves made of secrets are sealed.
    ///   - number: The task run's number.
    ///   - path: The task, then the values of the loops around it from the outermost.
    func set(_ output: JSONObject, ofTaskRun number: Int32, at path: [String]) {
        let weight = SealedDocument.weight(.object(output))
        state.withLock { state in
            let former = state.byRun.updateValue((path, output), forKey: number)
            state.weight += weight - (former.map { SealedDocument.weight(.object($0.output)) } ?? 0)
            state.root.set(path[...], output)
        }
    }

    /// Forgets what task runs yielded that are gone.
    ///
    /// - Parameter numbers: The numbers of the task runs.
    func remove(_ numbers: [Int32]) {
        state.withLock { state in
            var isChanged = false
            for number in numbers {
                guard let former = state.byRun.removeValue(forKey: number) else { continue }
                state.weight -= SealedDocument.weight(.object(former.output))
                isChanged = true
            }
            guard isChanged else { return }
            state.root = Node()
            for (_, entry) in state.byRun.sorted(by: { $0.key < $1.key }) {
                state.root.set(entry.path[...], entry.output)
            }
        }
    }

    /// What a task run yielded.
    ///
    /// - Parameter number: The task run's number.
    /// - Returns: The output, `nil` if there is none.
    func output(ofTaskRun number: Int32) -> JSONObject? {
        state.withLock { $0.byRun[number]?.output }
    }

    /// What the runs of a task yielded, by the values of the loops around them.
    ///
    /// - Parameter task: The task's identifier.
    /// - Returns: The outputs, `nil` if there are none.
    func outputs(ofTask task: String) -> JSON? {
        // The copy shares everything, so that it is written out without holding others up.
        let node = state.withLock { $0.root.children[task] }
        return node?.json
    }

    /// The tasks that yielded something, in the order in which they first did.
    var tasks: [String] { state.withLock(\.root.order) }

    /// About how many bytes the outputs take in memory.
    var weight: Int { state.withLock(\.weight) }
}
