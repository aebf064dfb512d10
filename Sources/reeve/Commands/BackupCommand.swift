import JSON
import Terminal

extension Command {
    /// `reeve backup`: the embedded database as one file.
    static let backup = Command(
        "backup",
        "Write the embedded database of a data folder to a file",
        discussion: """
            The server may run meanwhile: the file holds one instant. The key-encryption key is never in it; without the \
            key the secrets of the backup are lost. --key-to copies the key to a file of its own, to be kept elsewhere.
            """,
        options: [
            .data,
            .text("to", "FILE", isRequired: true, "The file of the backup; it must not be there yet"),
            .text("key-to", "FILE", "Copy the key file too, to a place apart from the backup"),
            .keyFile,
        ],
        examples: [("reeve backup --data /var/lib/reeve --to reeve.dump", "while the server runs, or is stopped")]
    ) { invocation in
        let folder = try invocation.require("data")
        let data = EmbeddedData(folder: "\(folder)/postgres")
        guard data.exists else { throw CommandFailure(.usage, "`\(folder)` holds no database of Reeve") }
        let target = try invocation.require("to")
        let program = try data.program("pg_dump")
        let output = try OutputHandle(path: target)
        do {
            let keys = try await data.withServer { socket in
                let command = [
                    program, "--host=\(socket)", "--username=postgres", "--no-password", "--format=custom",
                    "--lock-wait-timeout=60000", "--dbname=\(EmbeddedData.database)",
                ]
                try await invocation.console.withProgress("Backing up", unit: "bytes") { advance in
                    let ending = try await Progress.watching({ output.size }, advance) {
                        try await SubprocessHandle.run(command, output: output.descriptor)
                    }
                    try ending.expectSuccess(of: "pg_dump")
                }
                return try await EmbeddedData.wrappingKeys(socket)
            }
            if let copy = invocation.text("key-to") {
                try KeyCopy(from: invocation.text("key-file") ?? "\(folder)/key").write(to: copy)
            }
            try output.finish()
            invocation.console.write(
                ["file": .string(target), "bytes": JSON(output.size), "keys": JSON(strings: keys)],
                as: invocation.format
            ) {
                "\(target): \(output.size) bytes\n"
                    + (keys.isEmpty
                        ? "no secret is in it, so no key is needed\n"
                        : keys.map { "needed with it: the key-encryption key of fingerprint \($0)\n" }.joined())
            }
        } catch {
            output.abandon()
            throw error
        }
        return .success
    }
}

extension SubprocessHandle.Ending {
    /// - Throws: `CommandFailure` with the program's last line unless it ended well.
    func expectSuccess(of program: String) throws(CommandFailure) {
        guard status != 0 else { return }
        let line = complaint.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it said nothing"
        throw CommandFailure(.failure, "\(program) ended with status \(status): \(line)")
    }
}

extension CommandOption {
    /// The data folder of `reeve server`.
    static let data = CommandOption.text(
        "data",
        "DIR",
        environment: "REEVE_SERVER_DATA",
        isRequired: true,
        "The data folder of `reeve server`"
    )
    /// The file of the key-encryption key.
    static let keyFile = CommandOption.text(
        "key-file",
        "FILE",
        "The file of the key-encryption key; DIR/key if it is not said"
    )
}
