import JSON
import YAML

@testable import Flows

/// Declarations of flows.
///
/// What is refused has at least one error, each with a place in the text and a short sentence; what is accepted has none,
/// and keeps its source. A flow is drawn as a graph without loose ends. What it is shown as is read as the same again.
let flowTarget = FuzzTarget(name: "flow") { input in
    let reading = FlowReader(maximumBytes: 1 << 14).read(input)
    try claim((reading.flow == nil) == !reading.errors.isEmpty, "a flow is refused without an error, or used with one")
    let lines = input.count { $0 == 0x0A || $0 == 0x0D } + 2
    for problem in reading.problems {
        try claim(problem.line >= 1 && problem.column >= 1, "a problem has no place")
        try claim(problem.line <= max(lines, input.count + 1), "a problem is beyond the end")
        try claim(!problem.message.isEmpty && problem.message.utf8.count < 4000, "a problem is not told in a sentence")
    }
    try claim(reading.problems.count <= 202, "there are more problems than are told")
    guard let flow = reading.flow else { return }
    try claim(flow.source.bytes == input, "the source is not kept")
    try checkGraph(FlowGraph(of: flow))
    _ = (flow.dependencies, flow.deprecatedTasks, FlowExpressions(of: flow))
    let ids = flow.allTasks.map(\.id)
    try claim(Set(ids).count == ids.count, "two tasks have one identifier")
    try checkShown(flow)
}

private func checkGraph(_ graph: FlowGraph) throws(Finding) {
    let uids = Set(graph.nodes.map(\.uid))
    try claim(uids.count == graph.nodes.count, "two nodes have one name")
    try claim(
        graph.edges.allSatisfy { uids.contains($0.source) && uids.contains($0.target) },
        "a way leads from or to nowhere"
    )
    try claim(graph.clusters.allSatisfy { uids.contains($0.start) && uids.contains($0.end) }, "a cluster has no end")
}

private func checkShown(_ flow: Flow) throws(Finding) {
    let shown = YAML.dump(.object(flow.json)).bytes
    // Defaults of types are in the tasks by then, so the text may be longer than what may be read.
    guard shown.count < 1 << 16 else { return }
    let again = FlowReader(maximumBytes: 1 << 20).read(shown)
    guard let other = again.flow else {
        throw Finding(description: "a flow that is shown is refused: \(again.errors.first?.description ?? "")")
    }
    try claim(JSON.object(other.json) == JSON.object(flow.json), "a flow that is shown is read as another")
}
