/// Why rows are no execution of a plan.
public enum RowsError: Error, Equatable, CustomStringConvertible {
    /// The row of the execution is missing.
    case noExecution
    /// A row says something that cannot be.
    case execution(String)
    /// The row of a task run says something that cannot be.
    case taskRun(Int32, String)
    /// The row of an attempt says something that cannot be.
    case attempt(taskRun: Int32, number: Int32)
    /// The row of an iteration says something that cannot be.
    case iteration(Int32, String)

    /// The error in words.
    public var description: String {
        switch self {
        case .noExecution: "expected the row of the execution, found none"
        case .execution(let column): "execution, `\(column)`: the plan has no such value"
        case .taskRun(let number, let column):
            "task run \(number), `\(column)`: expected a value of the plan or another row"
        case .attempt(let run, let number):
            "attempt \(number) of task run \(run): expected the next attempt of a task run"
        case .iteration(let number, let column): "iteration \(number), `\(column)`: expected a value of another row"
        }
    }
}
