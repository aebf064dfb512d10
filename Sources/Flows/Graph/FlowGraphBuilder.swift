/// Draws flows.
///
/// How deep it goes is bounded by how deep declarations nest and by the flows it is given.
struct FlowGraphBuilder {
    private(set) var graph = FlowGraph()
    private let subflows: [String: Flow]

    /// The clusters around what is drawn, from the outermost, by their positions.
    private var open: [Int] = []
    private var branch: FlowGraph.Branch?

    /// A way that is to lead to whatever comes next.
    private typealias Way = (source: String, relation: FlowGraph.Relation, value: String?)

    init(_ subflows: [String: Flow]) {
        self.subflows = subflows
    }

    mutating func draw(_ flow: Flow) {
        draw(flow, under: "root", after: nil)
    }

    /// Draws a flow between its start and its end; `task` is the node of the task that calls it.
    private mutating func draw(_ flow: Flow, under uid: String, after task: FlowTask?) {
        let (start, end) = (uid + "#start", uid + "#end")
        add(start, .start)
        var first: Way = (start, .sequential, nil)
        if let task {
            add(uid, .subflow(task))
            connect([first], to: uid)
            first.source = uid
        }
        draw(flow.triggers, under: uid, before: start)
        let lists = Lists(main: flow.tasks, errors: flow.errors, finally: flow.finally, after: flow.afterExecution)
        let ways = draw(lists, under: uid, from: first)
        add(end, .end)
        connect(ways, to: end)
    }

    private mutating func draw(_ triggers: [FlowTrigger], under uid: String, before start: String) {
        guard !triggers.isEmpty else { return }
        let name = uid + "#triggers"
        enter(name, task: nil, isSubflow: false)
        add(name + "#start", .start)
        for trigger in triggers {
            let node = "\(name).\(trigger.id)"
            add(node, .trigger(trigger))
            connect([(name + "#start", .sequential, nil)], to: node)
        }
        add(name + "#end", .end)
        for trigger in triggers {
            connect([("\(name).\(trigger.id)", .sequential, nil)], to: name + "#end")
        }
        leave()
        connect([(name + "#end", .sequential, nil)], to: start)
    }

    // MARK: - Tasks

    private struct Lists {
        var main: [FlowTask]
        var errors: [FlowTask] = []
        var finally: [FlowTask] = []
        var after: [FlowTask] = []
    }

    /// Draws the lists of a flow; gives back the ways that lead on.
    private mutating func draw(_ lists: Lists, under uid: String, from first: Way) -> [Way] {
        var ways = sequence(lists.main, under: uid, from: [first])
        ways += self.branch(lists.errors, .error, under: uid, from: [(first.source, .error, nil)])
        if !lists.finally.isEmpty {
            ways = self.branch(lists.finally, .finally, under: uid, from: ways.map { ($0.source, .finally, nil) })
        }
        if !lists.after.isEmpty {
            ways = ways.map { ($0.source, .afterExecution, nil) }
            ways = self.branch(lists.after, .afterExecution, under: uid, from: ways)
        }
        return ways
    }

    /// Draws a list beside the main one.
    private mutating func branch(
        _ tasks: [FlowTask],
        _ branch: FlowGraph.Branch,
        under uid: String,
        from ways: [Way]
    ) -> [Way] {
        guard !tasks.isEmpty else { return [] }
        let outer = self.branch
        self.branch = branch
        defer { self.branch = outer }
        return sequence(tasks, under: uid, from: ways)
    }

    private mutating func sequence(_ tasks: [FlowTask], under uid: String, from first: [Way]) -> [Way] {
        var ways = first
        for task in tasks {
            let (entry, exit) = draw(task, under: uid)
            connect(ways, to: entry)
            ways = [(exit, .sequential, nil)]
        }
        return ways
    }

    /// Draws a task; gives back the nodes that lead to it and on from it.
    private mutating func draw(_ task: FlowTask, under parent: String) -> (entry: String, exit: String) {
        let uid = "\(parent).\(task.id)"
        let subflow = subflows[uid]
        guard subflow != nil || !task.children.isEmpty else {
            add(uid, .task(task))
            return (uid, uid)
        }
        enter(uid, task: task, isSubflow: subflow != nil)
        defer { leave() }
        if let subflow {
            draw(subflow, under: uid, after: task)
        } else {
            add(uid + "#start", .start)
            add(uid, .task(task))
            connect([(uid + "#start", .sequential, nil)], to: uid)
            let ways = children(of: task, under: uid)
            add(uid + "#end", .end)
            connect(ways, to: uid + "#end")
        }
        return (uid + "#start", uid + "#end")
    }

    /// Draws the tasks within a task.
    private mutating func children(of task: FlowTask, under uid: String) -> [Way] {
        var ways: [Way] = []
        for list in task.children {
            switch list.role {
            case .errors, .finally, .afterExecution: continue
            case .tasks: ways += main(list.tasks, of: task, under: uid)
            case .case(let value): ways += sequence(list.tasks, under: uid, from: [(uid, .choice, value)])
            default:
                ways += sequence(list.tasks, under: uid, from: [(uid, .choice, list.role.description)])
            }
        }
        if ways.isEmpty { ways = [(uid, .sequential, nil)] }
        ways += branch(task.children(.errors), .error, under: uid, from: [(uid, .error, nil)])
        let finally = task.children(.finally)
        guard !finally.isEmpty else { return ways }
        return branch(finally, .finally, under: uid, from: ways.map { ($0.source, .finally, nil) })
    }

    private mutating func main(_ tasks: [FlowTask], of task: FlowTask, under uid: String) -> [Way] {
        switch task.type.split(separator: ".").last {
        case "Parallel":
            return tasks.flatMap { sequence([$0], under: uid, from: [(uid, .parallel, nil)]) }
        case "Dag":
            return dag(tasks, under: uid)
        case "ForEach", "EachSequential", "EachParallel", "Loop", "LoopUntil":
            return sequence(tasks, under: uid, from: [(uid, .dynamic, nil)])
        default:
            return sequence(tasks, under: uid, from: [(uid, .sequential, nil)])
        }
    }

    /// Draws tasks after those they wait for.
    private mutating func dag(_ tasks: [FlowTask], under uid: String) -> [Way] {
        var places: [FlowTask.ID: (entry: String, exit: String)] = [:]
        for task in tasks {
            places[task.id] = draw(task, under: uid)
        }
        var waitedFor: Set<FlowTask.ID> = []
        for task in tasks {
            guard let entry = places[task.id]?.entry else { continue }
            let sources = task.dependsOn.compactMap { places[$0]?.exit }
            waitedFor.formUnion(task.dependsOn)
            let ways: [Way] = sources.isEmpty ? [(uid, .parallel, nil)] : sources.map { ($0, .sequential, nil) }
            connect(ways, to: entry)
        }
        return tasks.filter { !waitedFor.contains($0.id) }.compactMap { task in
            places[task.id].map { ($0.exit, .sequential, nil) }
        }
    }

    // MARK: - Parts

    private mutating func add(_ uid: String, _ content: FlowGraph.Node.Content) {
        graph.nodes.append(FlowGraph.Node(uid: uid, content: content, branch: branch))
        if let cluster = open.last { graph.clusters[cluster].nodes.append(uid) }
    }

    private mutating func connect(_ ways: [Way], to target: String) {
        for way in ways {
            graph.edges.append(
                FlowGraph.Edge(source: way.source, target: target, relation: way.relation, value: way.value)
            )
        }
    }

    private mutating func enter(_ uid: String, task: FlowTask?, isSubflow: Bool) {
        let name = "cluster_" + uid
        let parents = open.map { graph.clusters[$0].uid }
        if let cluster = open.last { graph.clusters[cluster].nodes.append(name) }
        open.append(graph.clusters.count)
        graph.clusters.append(
            FlowGraph.Cluster(
                uid: name,
                task: task,
                isSubflow: isSubflow,
                nodes: [],
                parents: parents,
                start: uid + "#start",
                end: uid + "#end",
                branch: branch
            )
        )
    }

    private mutating func leave() {
        open.removeLast()
    }
}
