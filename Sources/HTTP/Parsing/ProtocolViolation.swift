/// Why a request cannot be read: the status to answer and a reason that repeats nothing the client sent.
struct ProtocolViolation: Error, Equatable {
    var status: Status
    var reason: String

    init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    static func malformed(_ reason: String) -> ProtocolViolation {
        ProtocolViolation(.badRequest, reason)
    }
}
