/// Why a working directory cannot be had, or a file cannot be put into it.
enum DirectoryError: Error, Equatable, CustomStringConvertible {
    /// There are as many directories as there may be.
    case tooManyDirectories(Int)
    /// There are as many files in it as there may be.
    case tooManyFiles(Int)
    /// The files take more than they may.
    case tooLarge(Int)
    /// The directory is there already.
    case exists
    /// The system refused.
    case system(call: String, code: Int32)

    /// What people are told.
    var description: String {
        switch self {
        case .tooManyDirectories(let limit): "there are \(limit) working directories already, which is all there may be"
        case .tooManyFiles(let limit): "a working directory has at most \(limit) files"
        case .tooLarge(let limit): "the files of a working directory take at most \(limit) bytes"
        case .exists: "the working directory is there already"
        case .system(let call, let code): "the file cannot be written: \(call) failed with \(code)"
        }
    }
}
