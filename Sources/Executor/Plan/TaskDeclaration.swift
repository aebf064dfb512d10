/// A value of a declaration: written out, or an expression's.
public enum Declared<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The value.
    case literal(Value)
    /// The template that yields it.
    case expression(String)
    /// The document of templates, as JSON, that yields it.
    case document(String)
}

/// A task with the tasks within, from which a plan is made.
public struct TaskDeclaration: Sendable {
    /// What the executor does for the task.
    public enum Kind: Sendable {
        /// A worker runs it.
        case runnable
        /// The executor carries it out as a worker would.
        case update
        /// The children run one after the other.
        case sequential([TaskDeclaration])
        /// As `sequential`, and failures become warnings.
        case allowFailure([TaskDeclaration])
        /// The children run at once, so many at a time at most; 0 is any number.
        case parallel([TaskDeclaration], limit: Int32 = 0)
        /// The children run when those they depend on have succeeded.
        case dag([TaskDeclaration], limit: Int32 = 0)
        /// One of two lists runs.
        case `if`(Declared<Bool>, then: [TaskDeclaration], otherwise: [TaskDeclaration] = [])
        /// The list of a value runs.
        case `switch`(Declared<String>, cases: [(value: String, tasks: [TaskDeclaration])], defaults: [TaskDeclaration])
        /// The children run for each value.
        case forEach(Declared<[IterationValue]>, limit: Int64 = 1, [TaskDeclaration])
        /// The children run until a condition holds.
        case loopUntil(LoopUntil, [TaskDeclaration])
        /// One other execution is made.
        case subflow(Children = Children())
        /// An execution is made for each value.
        case loop(Declared<[IterationValue]>, Children = Children())
        /// The children run on one worker, in one directory.
        case workingDirectory([TaskDeclaration])
        /// The execution halts, then the children run.
        case pause(Declared<Int64>? = nil, PausePlan.Behavior = .resume, [TaskDeclaration] = [])
        /// The execution ends in a state.
        case exit(Declared<String>)
    }

    /// What a `LoopUntil` declares.
    public struct LoopUntil: Sendable {
        /// When it is done.
        public var condition: Declared<Bool>
        /// How many milliseconds are between two iterations.
        public var interval: Declared<Int64> = .literal(1000)
        /// How many iterations there are at most.
        public var maxIterations: Declared<Int64> = .literal(100)
        /// How many milliseconds all of them may take.
        public var maxDuration: Declared<Int64> = .literal(3_600_000)
        /// Whether it fails when the bounds are reached.
        public var failsOnMax = false

        /// Makes one with the usual bounds.
        ///
        /// - Parameter condition: When it is done.
        public init(_ condition: Declared<Bool>) {
            self.condition = condition
        }
    }

    /// What a task declares that makes other executions.
    public struct Children: Sendable {
        /// How many there are at a time at most; 0 is any number.
        public var limit: Declared<Int64> = .literal(0)
        /// Whether their ends are waited for.
        public var waits = true
        /// Whether their failures are the task's.
        public var transmitsFailure = true
        /// Ends the loop when it holds after an iteration.
        public var breakWhen: String?
        /// What is taken from them in the end.
        public var outputs: String?
        /// What becomes of a failed child when the task is restarted.
        public var restart = ChildrenPlan.Restart.retryFailed

        /// Makes the usual one.
        public init() {}
    }

    /// The identifier, unique in the flow.
    public var id: String
    /// The type's name.
    public var type: String
    /// What the executor does.
    public var kind: Kind
    /// Whether it runs at all.
    public var when: Declared<Bool> = .literal(true)
    /// How many milliseconds an attempt may take.
    public var timeout: Declared<Int64>?
    /// How a failed attempt is repeated.
    public var retry: RetryPlan?
    /// Whether failure becomes a warning.
    public var allowFailure = false
    /// Whether a warning becomes success.
    public var allowWarning = false
    /// Whether a former result may be taken.
    public var isCached = false
    /// Whether it is left out.
    public var isDisabled = false
    /// The tasks of the same `Dag` that it waits for.
    public var dependsOn: [String] = []
    /// What runs when its list failed.
    public var errors: [TaskDeclaration] = []
    /// What runs in the end.
    public var finally: [TaskDeclaration] = []

    /// Makes a task without any of what all tasks may have.
    ///
    /// - Parameters:
    ///   - id: The identifier, unique in the flow.
    ///   - kind: What the executor does.
    ///   - type: The type's name.
    public init(_ id: String, _ kind: Kind = .runnable, type: String = "") {
        (self.id, self.kind, self.type) = (id, kind, type)
    }
}

/// A flow from which a plan is made.
public struct PlanDeclaration: Sendable {
    /// What a flow promises of its executions.
    public struct ServiceLevel: Sendable {
        /// What is promised.
        public enum Promise: Sendable {
            /// It takes no more than so many milliseconds.
            case maxDuration(Int64)
            /// An expression holds.
            case assertion(String)
        }

        /// What is promised.
        public var promise: Promise
        /// What happens when it is broken.
        public var behavior: ServiceLevelPlan.Behavior
        /// The labels that the execution gets then.
        public var labels: [ExecutionLabel]

        /// Makes a promise.
        ///
        /// - Parameters:
        ///   - promise: What is promised.
        ///   - behavior: What happens when it is broken.
        ///   - labels: The labels that the execution gets then.
        public init(_ promise: Promise, _ behavior: ServiceLevelPlan.Behavior, labels: [ExecutionLabel] = []) {
            (self.promise, self.behavior, self.labels) = (promise, behavior, labels)
        }
    }

    /// What it does.
    public var tasks: [TaskDeclaration]
    /// What it does once that has failed.
    public var errors: [TaskDeclaration] = []
    /// What it does in the end.
    public var finally: [TaskDeclaration] = []
    /// What is done once the execution has ended.
    public var afterExecution: [TaskDeclaration] = []
    /// The outputs, as one document.
    public var outputs: String?
    /// How failure is repeated.
    public var retry: RetryPlan?
    /// Whether executions need a slot, and what happens to those that find none.
    public var concurrency: OverflowBehavior?
    /// What is promised.
    public var serviceLevels: [ServiceLevel] = []

    /// Makes a flow of tasks.
    ///
    /// - Parameter tasks: What it does.
    public init(_ tasks: [TaskDeclaration]) {
        self.tasks = tasks
    }
}
