/// Why a confined process gave no answer.
enum SandboxError: Error, Equatable {
    /// It has ended.
    case gone
    /// It took too long.
    case late
    /// What it said is none of what it may say.
    case garbled
    /// The system refused.
    case system(call: String, code: Int32)
}
