@testable import Daemon
@testable import JSON
@testable import YAML

/// The configuration file, with values of each kind of setting, and the same values as variables and arguments.
///
/// A file is read or refused with a reason, and no setting that is secret is shown; sizes, durations and addresses
/// that are written are read as the same; a value means the same in the file as in a variable.
let settingTarget = FuzzTarget(name: "setting") { input in
    let text = input.text
    if let size = QuantityText.size(text) {
        try claim(size >= 0, "a size is less than nothing")
        let written = QuantityText.text(bytes: size)
        try claim(QuantityText.size(written) == size, "a size that is written is read as another")
    }
    if let duration = QuantityText.duration(text) {
        try claim(duration >= .zero && duration <= .seconds(3_155_760_000), "a duration is out of bounds")
        try claim(
            QuantityText.duration(QuantityText.text(duration)) == duration,
            "a duration that is written is read as another"
        )
    }
    if let address = NetworkAddress(text) {
        try claim(NetworkAddress(address.description) == address, "an address that is written is read as another")
    }
    try checkValue(text)
    guard let file = read({ () throws(YAMLError) in try YAML.document(input, limits: limits) }) else { return }
    _ = try settings(ConfigurationSources(file: file))
}

private let limits = YAMLLimits(maximumBytes: 1 << 14, maximumDepth: 16, maximumNodes: 1000)

private struct Values: Equatable {
    var size: Int?
    var duration: Duration?
    var address: NetworkAddress?
    var names: [String]?
    var flag: Bool?
    var secret: String?
}

/// The settings that sources have, `nil` if something is wrong with them.
private func settings(_ sources: ConfigurationSources) throws(Finding) -> Values? {
    var reader = ConfigurationReader(sources)
    let secret = reader.optional("key.secret", "A secret.", .secret(.string))
    let values = Values(
        size: reader.optional("body.size", "A size.", .size(in: 0...1 << 40)),
        duration: reader.optional("body.time", "A time.", .duration(in: .zero ... .seconds(1_000_000))),
        address: reader.optional("listen", "An address.", .address),
        names: reader.optional("names", "Names.", .list(of: .string)),
        flag: reader.optional("flag", "A flag.", .bool),
        secret: secret?.reveal()
    )
    for setting in reader.settings where setting.isSecret {
        try claim(setting.value == nil || setting.value == "<redacted>", "a secret is shown")
    }
    do throws(ConfigurationError) {
        try reader.finish()
    } catch {
        // Names are as long as they were written; values are cut.
        try claim(!error.problems.isEmpty, "settings are refused without a reason")
        return nil
    }
    return values
}

/// Gives a text as a setting in the file, as a variable and as an argument.
private func checkValue(_ text: String) throws(Finding) {
    guard text.utf8.count <= 48, !text.utf8.contains(0) else { return }
    // One kind of setting for each length, so that an input costs few readings.
    let kinds = [["body", "size"], ["body", "time"], ["listen"], ["key", "secret"]]
    for words in [kinds[text.utf8.count % kinds.count], ["names"]] {
        let value = words.reversed().reduce(JSON.string(text)) { [$1: $0] }
        let name = "REEVE_" + words.joined(separator: "_").uppercased()
        let fromFile = try settings(ConfigurationSources(file: value))
        let fromVariable = try settings(ConfigurationSources(environment: [name: text]))
        try claim(fromFile == fromVariable, "`\(name)` means something else in the file")
        let fromArgument = try settings(ConfigurationSources(arguments: [words.joined(separator: "."): text]))
        try claim(
            words == ["key", "secret"] ? fromArgument == nil : fromArgument == fromFile,
            "`\(name)` means something else as an argument"
        )
    }
}
