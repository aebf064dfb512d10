/// Everything that is wrong with a declaration, bounded.
struct FlowProblems {
    /// The problems in the order in which they were found, a hundred of each severity at most.
    private(set) var list: [FlowProblem] = []

    private var errors = 0
    private var warnings = 0

    private static let limit = 100

    /// Whether nothing forbids using the declaration.
    var allowUse: Bool { errors == 0 }

    /// Whether another error would not be told.
    var isFull: Bool { errors > Self.limit }

    /// The number of errors, also of those that are not in the list.
    var errorCount: Int { errors }

    mutating func append(_ problem: FlowProblem) {
        let count: Int
        switch problem.severity {
        case .error: (errors, count) = (errors + 1, errors + 1)
        case .warning: (warnings, count) = (warnings + 1, warnings + 1)
        }
        if count <= Self.limit {
            list.append(problem)
        } else if count == Self.limit + 1 {
            var last = problem
            last.rule = .limit
            last.message = "there are more \(problem.severity.rawValue)s than the \(Self.limit) that are told"
            list.append(last)
        }
    }

    /// Adds an error about a part of a declaration.
    mutating func append(_ declaration: Declaration, _ rule: FlowRule, _ message: String) {
        append(declaration.problem(rule, message))
    }

    /// Adds a warning about a part of a declaration.
    mutating func warn(_ declaration: Declaration, _ rule: FlowRule, _ message: String) {
        append(declaration.problem(rule, message, severity: .warning))
    }
}
