import HTTPClient
import JSON
import Terminal

/// What a server said instead of doing what it was asked.
struct APIRefusal {
    private let status: Int
    private let problem: JSON

    init(_ reply: HTTPReply) {
        status = reply.status
        problem = (try? JSON(parsing: reply.body)) ?? .null
    }

    /// The failure of the command.
    func failure(hasToken: Bool) -> CommandFailure {
        CommandFailure(code, sentence(hasToken: hasToken))
    }

    private var code: ExitCode {
        switch status {
        case 401, 403: .denied
        case 408, 429, 503: .temporary
        case 502, 504: .unavailable
        default: .failure
        }
    }

    private func sentence(hasToken: Bool) -> String {
        let text =
            problem["message"]?.string ?? problem["detail"]?.string ?? "the server answered with status \(status)"
        if status == 401, !hasToken {
            return "\(text); set REEVE_TOKEN or --token-file"
        }
        let fields = (problem["errors"]?.array ?? []).compactMap { error -> String? in
            guard let field = error["field"]?.string, let message = error["message"]?.string else { return nil }
            return "`\(field)`: \(message)"
        }
        return ([text] + fields).joined(separator: "; ")
    }
}
