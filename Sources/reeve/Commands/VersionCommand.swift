import JSON
import Terminal

extension Command {
    /// `reeve version`: which release this is.
    static let version = Command("version", "Show the version of this program") { invocation in
        invocation.console.write(["version": .string(Reeve.version)], as: invocation.format) {
            "reeve \(Reeve.version)\n"
        }
        return .success
    }
}
