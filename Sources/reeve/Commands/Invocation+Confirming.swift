import Terminal

extension CommandOption {
    /// Says that one is sure.
    static let confirmation = CommandOption.flag("yes", short: "y", "Do it without asking again")
}

extension Invocation {
    /// Makes sure that what cannot be undone is meant.
    ///
    /// - Throws: `CommandFailure` unless `--yes` is given; nothing was done then.
    func confirm(_ what: String) throws(CommandFailure) {
        guard flag("yes") else {
            throw CommandFailure(.usage, "this would delete \(what) for good; say --yes if that is meant")
        }
    }
}
