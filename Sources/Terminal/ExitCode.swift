/// How a program ended, in the numbers of `sysexits.h`; scripts may rely on them.
public enum ExitCode: Int32, Sendable, CaseIterable {
    /// All was done.
    case success = 0
    /// What was asked for failed, or what was checked is not so.
    case failure = 1
    /// The command line is wrong; nothing was done.
    case usage = 64
    /// An input file is wrong.
    case data = 65
    /// Something that is needed cannot be reached: the server, its database.
    case unavailable = 69
    /// An error of the program itself.
    case `internal` = 70
    /// A failure that may pass; trying again makes sense.
    case temporary = 75
    /// The server refused: not signed in, or a permission is missing.
    case denied = 77
    /// The configuration is wrong; nothing was done.
    case configuration = 78
    /// Stopped by Ctrl-C.
    case interrupted = 130

    /// What the number says, for the help.
    public var summary: String {
        switch self {
        case .success: "done"
        case .failure: "failed, or not so"
        case .usage: "the command line is wrong; nothing was done"
        case .data: "an input file is wrong"
        case .unavailable: "the server or its database cannot be reached"
        case .internal: "an error of the program itself"
        case .temporary: "a failure that may pass; try again"
        case .denied: "refused: not signed in, or a permission is missing"
        case .configuration: "the configuration is wrong; nothing was done"
        case .interrupted: "stopped by Ctrl-C"
        }
    }
}
