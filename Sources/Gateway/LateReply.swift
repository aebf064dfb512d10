import HTTP

/// An answer of which a part is made once the transaction has ended, so that what takes time holds no connection.
protocol LateReply: Reply {
    /// What is left to be done.
    ///
    /// - Returns: The answer as it is sent.
    func finished() async -> Self
}
