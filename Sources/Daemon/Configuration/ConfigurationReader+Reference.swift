extension ConfigurationReader {
    /// The reference of the settings read so far, as a table of Markdown in the order of their keys.
    ///
    /// - Returns: The text, without any value in force.
    public func reference() -> String {
        var lines = [
            "| Key | Type | Default | Environment | Secret | Meaning |",
            "|---|---|---|---|---|---|",
        ]
        for setting in settings.sorted(by: { $0.key < $1.key }) {
            let standard = setting.standard.map { $0.isEmpty ? "empty" : "`\($0)`" }
            let cells = [
                "`\(setting.key)`", setting.type, standard ?? (setting.isRequired ? "required" : "none"),
                "`\(setting.environmentName)`", setting.isSecret ? "yes" : "no", setting.sentence,
            ]
            lines.append("| " + cells.map(Self.escaped).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ cell: String) -> String {
        cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
