import Glibc
import Sandbox
import Terminal

/// The control plane and its command line.
@main
struct Reeve {
    /// The version of this release.
    static let version = "0.1.0"

    static func main() async {
        // A process that computes for users is confined before it does anything else.
        if CommandLine.arguments.dropFirst().elementsEqual([JQSandbox.word]) { exit(JQSandbox.serve()) }
        let root = Command(
            "reeve",
            "Governs tenants, identities, secrets and the audit log of an orchestration platform",
            subcommands: [
                .server, .gateway, .migrate, .config, .backup, .restore,
                .tenant, .user, .token, .secret, .flow, .audit, .scim, .version,
            ]
        )
        let code = await Program(root, version: version).run(Array(CommandLine.arguments.dropFirst()))
        exit(code.rawValue)
    }
}
