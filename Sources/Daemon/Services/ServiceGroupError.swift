/// Why a group of services ended other than by being stopped.
public enum ServiceGroupError: Error {
    /// A service threw an error.
    case failed(service: String, error: any Error)
    /// A service returned although nobody had stopped it.
    case ended(service: String)
    /// The signals cannot be received.
    case signals(errorNumber: Int32)
    /// Another group of the process receives the signals.
    case signalsTaken
}

extension ServiceGroupError: CustomStringConvertible {
    /// The error as a sentence.
    public var description: String {
        switch self {
        case .failed(let service, let error): "service `\(service)` failed: \(error)"
        case .ended(let service): "service `\(service)` ended although nobody had stopped it"
        case .signals(let errorNumber): "signals cannot be received, error number \(errorNumber)"
        case .signalsTaken: "another group of services receives the signals"
        }
    }
}
