/// The task types that a worker runs, by name.
struct TaskRegistry: Sendable {
    private let types: [String: any TaskType]

    /// The types of the core.
    static let core = TaskRegistry([
        AssertTask(), EchoTask(), FailTask(), KillTask(), LocalFilesTask(), LogTask(), OutputValuesTask(), ResumeTask(),
        ReturnTask(), SleepTask(), TemplatedTask(),
    ])

    init(_ types: [any TaskType]) {
        self.types = Dictionary(types.map { (type(of: $0).name, $0) }) { first, _ in first }
    }

    /// What is said of a type that no worker runs.
    static func unknown(_ name: String) -> String {
        "no worker runs tasks of the type `\(name)`"
    }

    /// All types in the order of their names.
    var all: [any TaskType] { types.sorted { $0.key < $1.key }.map(\.value) }

    /// The type of a name, `nil` if no worker runs it.
    subscript(name: String) -> (any TaskType)? { types[name] }
}
