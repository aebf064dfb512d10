import Foundation
import PackagePlugin

/// Compiles the files of `Migrations/` and `Policies/` into the target that uses the plugin.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let folders = ["Migrations", "Policies"].map { root.appending(path: $0) }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding Migrations and Policies",
                executable: try context.tool(named: "embed-files").url,
                arguments: [output.path, root.path] + folders.map(\.lastPathComponent),
                inputFiles: folders.flatMap(files(under:)),
                outputFiles: [output]
            )
        ]
    }

    private func files(under folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (found?.allObjects as? [URL] ?? []).filter { !$0.hasDirectoryPath && !$0.pathExtension.isEmpty }
    }
}
