import Daemon
import Glibc
import JSON
import Terminal
import YAML

/// The options of the commands that serve, and the configuration they lead to.
enum ServerOptions {
    /// Options that stand for a setting: the option's name, and the setting's key.
    private static let keys = [
        "data": "server.data", "listen": "server.listen", "management": "server.management",
        "tls-cert": "server.tls.certificate",
        "tls-key": "server.tls.key", "log-level": "log.level",
    ]

    static let options: [CommandOption] = [
        .text(
            "config",
            "FILE",
            environment: "REEVE_CONFIG",
            "Configuration file, YAML; `reeve config reference` lists the settings"
        ),
        .text("data", "DIR", "Folder of the embedded database and of the key file"),
        .text("listen", "HOST:PORT", "Address of the API"),
        .text("management", "HOST:PORT", "Address of metrics and readiness"),
        .text("tls-cert", "FILE", "Certificate chain, a PEM file"),
        .text("tls-key", "FILE", "Private key of the certificate, a PEM file"),
        .text("log-level", "LEVEL", "The least grave log lines that are written"),
    ]

    /// Variables with our prefix that are no settings.
    private static let otherVariables: Set<String> = [
        "REEVE_CONFIG", "REEVE_OUTPUT", "REEVE_URL", "REEVE_TOKEN", "REEVE_TOKEN_FILE", "REEVE_TENANT",
        "REEVE_KEY_ENCRYPTION_KEY",
    ]

    /// Reads the configuration from arguments, environment, file and defaults, in that order.
    ///
    /// - Throws: `CommandFailure` with every problem, a sentence each.
    static func read(_ invocation: Invocation) throws -> ServerConfiguration {
        var reader = try reader(invocation)
        let configuration = ServerConfiguration(&reader)
        do throws(ConfigurationError) {
            try reader.finish()
        } catch {
            throw CommandFailure(.configuration, error.description)
        }
        return configuration
    }

    /// The reader of the configuration.
    static func reader(_ invocation: Invocation) throws -> ConfigurationReader {
        var sources = ConfigurationSources(
            environment: environment(),
            readFile: { try? FileHandle.text(of: $0, limit: 1 << 16) }
        )
        for (option, key) in keys {
            if let value = invocation.text(option) {
                sources.arguments[key] = value
            }
        }
        if let path = invocation.text("config") {
            do {
                sources.file = try YAML.document(Array(FileHandle.text(of: path, limit: 1 << 20).utf8))
            } catch {
                throw CommandFailure(.configuration, "`\(path)`: \(error)")
            }
        }
        return ConfigurationReader(sources, ignoredEnvironment: otherVariables)
    }

    private static func environment() -> [String: String] {
        EnvironmentHandle.all().filter { $0.key.hasPrefix(ConfigurationReader.environmentPrefix) }
    }
}
