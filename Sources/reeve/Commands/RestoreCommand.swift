import JSON
import Terminal

extension Command {
    /// `reeve restore`: a data folder from a backup.
    static let restore = Command(
        "restore",
        "Make a data folder from a backup",
        discussion: """
            The folder must be empty or not there. The key-encryption key that the backup's secrets need is demanded and \
            compared by fingerprint; --without-key gives the secrets up. What fails leaves no half of a data folder.
            """,
        options: [
            .text("from", "FILE", isRequired: true, "The file that `reeve backup` wrote"),
            .data,
            .text("key-file", "FILE", "The key-encryption key that belongs to the backup; it is copied to DIR/key"),
            .flag("without-key", "Restore without the key; secrets cannot be read until it is found"),
        ],
        examples: [("reeve restore --from reeve.dump --key-file key --data /var/lib/reeve", "then start the server")],
        run: restoreData
    )

    private static func restoreData(_ invocation: Invocation) async throws -> ExitCode {
        let folder = try invocation.require("data")
        guard try FolderHandle.isEmpty(folder) else {
            throw CommandFailure(.usage, "`\(folder)` is not empty; a backup is restored into a new data folder")
        }
        let input = try InputFileHandle(path: try invocation.require("from"))
        let key = try invocation.text("key-file").map { try KeyCopy(from: $0) }
        // A server finds nothing under this name, so it never starts on half of a database.
        let temporary = "\(folder)/postgres.restoring"
        do {
            let keys = try await restoreCluster(EmbeddedData(folder: temporary), input, invocation)
            let missing = keys.filter { $0 != key?.fingerprint }
            guard missing.isEmpty || invocation.flag("without-key") else {
                let found = key.map { ", not of \($0.fingerprint)" } ?? ""
                throw CommandFailure(
                    .data,
                    "the backup needs the key-encryption key of fingerprint \(missing.joined(separator: ", "))\(found); say --key-file"
                )
            }
            if let key { try key.write(to: "\(folder)/key") }
            try FolderHandle.move(temporary, to: "\(folder)/postgres")
            invocation.console.write(
                ["data": .string(folder), "keys": JSON(strings: keys)],
                as: invocation.format
            ) { "\(folder) is restored; start it with `reeve server --data \(folder)`\n" }
        } catch {
            _ = try? await SubprocessHandle.run(["/bin/rm", "-rf", "--", temporary])
            throw error
        }
        return .success
    }

    /// Fills a new cluster, and answers the fingerprints of the keys it needs.
    private static func restoreCluster(
        _ data: EmbeddedData,
        _ input: InputFileHandle,
        _ invocation: Invocation
    ) async throws -> [String] {
        try await data.withServer { socket in
            let command = [
                try data.program("pg_restore"), "--host=\(socket)", "--username=postgres", "--no-password",
                "--exit-on-error",
                "--single-transaction", "--dbname=\(EmbeddedData.database)",
            ]
            try await invocation.console.withProgress("Restoring", unit: "bytes", total: input.size) { advance in
                let ending = try await Progress.watching({ input.place }, advance) {
                    try await SubprocessHandle.run(command, input: input.descriptor)
                }
                guard ending.status == 0 else {
                    let line =
                        ending.complaint.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it said nothing"
                    throw CommandFailure(.data, "the backup cannot be restored: \(line)")
                }
                advance(input.size)
            }
            return try await EmbeddedData.wrappingKeys(socket)
        }
    }
}
