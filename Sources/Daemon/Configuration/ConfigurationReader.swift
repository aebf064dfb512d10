import JSON

/// Reads settings, each from the first source that has it: arguments, environment, file, default.
///
///     var reader = ConfigurationReader(sources)
///     let listen = reader.value("server.listen", "Where the API is served.", .address, default: .init(host: "", port: 8080))
///     let key = reader.optional("secrets.key", "The key that wraps data keys.", .secret(.string))
///     try reader.finish()
///
/// A wrong value does not stop the reading: `finish()` tells all that is wrong at once. Each setting read is kept in `settings`,
/// which is the reference of what can be set. A secret is not accepted as an argument, which other users could see.
public struct ConfigurationReader: Sendable {
    /// What the names of our variables in the environment start with.
    public static let environmentPrefix = "REEVE_"

    /// The settings read so far, in that order.
    public private(set) var settings: [Setting] = []

    private let sources: ConfigurationSources
    private let ignoredEnvironment: Set<String>
    private var problems: [ConfigurationError.Problem] = []

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - sources: Where settings are looked for.
    ///   - ignoredEnvironment: Names of variables with our prefix that are no settings.
    public init(_ sources: ConfigurationSources, ignoredEnvironment: Set<String> = []) {
        self.sources = sources
        self.ignoredEnvironment = ignoredEnvironment
    }

    /// Reads a setting that has a default.
    ///
    /// - Parameters:
    ///   - key: The key, words with dots between them.
    ///   - sentence: What it does.
    ///   - type: What kind of value it takes.
    ///   - standard: The value if no source has one.
    /// - Returns: The value; the default if a source has a wrong one.
    public mutating func value<Value>(
        _ key: String,
        _ sentence: String,
        _ type: SettingType<Value>,
        default standard: Value
    ) -> Value {
        read(key, sentence, type, standard, isRequired: false) ?? standard
    }

    /// Reads a setting that may be absent.
    ///
    /// - Parameters:
    ///   - key: The key, words with dots between them.
    ///   - sentence: What it does, and what its absence means.
    ///   - type: What kind of value it takes.
    /// - Returns: The value, or `nil` if no source has a right one.
    public mutating func optional<Value>(_ key: String, _ sentence: String, _ type: SettingType<Value>) -> Value? {
        read(key, sentence, type, nil, isRequired: false)
    }

    /// Reads a setting that must be given.
    ///
    /// - Parameters:
    ///   - key: The key, words with dots between them.
    ///   - sentence: What it does.
    ///   - type: What kind of value it takes.
    /// - Returns: The value; `nil` only if `finish()` will throw.
    public mutating func required<Value>(_ key: String, _ sentence: String, _ type: SettingType<Value>) -> Value? {
        read(key, sentence, type, nil, isRequired: true)
    }

    /// Ends the reading, when every component has read its settings.
    ///
    /// - Throws: `ConfigurationError` with all values that are wrong or missing and all names that are no setting's.
    public func finish() throws(ConfigurationError) {
        let problems = problems + unknownArguments() + unknownVariables() + unknownMembers()
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    }

    private enum Given {
        case text(String)
        case json(JSON)
    }

    private mutating func read<Value>(
        _ key: String,
        _ sentence: String,
        _ type: SettingType<Value>,
        _ standard: Value?,
        isRequired: Bool
    ) -> Value? {
        var value: Value?
        var source: Setting.Source?
        if let (given, origin, place) = find(key, isSecret: type.isSecret) {
            source = origin
            switch given {
            case .text(let text): value = type.fromText(text)
            case .json(let json): value = type.fromJSON(json)
            }
            if value == nil { mismatch(key, place, given, type.expectation, isSecret: type.isSecret) }
        } else if isRequired {
            problem(key, "`\(key)` is missing, expected \(type.expectation)")
        }
        if value == nil, standard != nil { source = .standard }
        let text = (value ?? standard).map { type.isSecret ? "<redacted>" : type.text($0) }
        register(
            Setting(
                key: key,
                type: type.expectation,
                standard: standard.map { type.isSecret ? "<redacted>" : type.text($0) },
                environmentName: Setting.environmentName(of: key),
                isSecret: type.isSecret,
                isRequired: isRequired,
                sentence: sentence,
                value: text,
                source: text == nil ? nil : source
            )
        )
        return value ?? standard
    }

    private mutating func register(_ setting: Setting) {
        guard !settings.contains(where: { $0.key == setting.key }) else { return }
        precondition(
            !settings.contains { $0.environmentName == setting.environmentName },
            "two settings share the variable `\(setting.environmentName)`"
        )
        settings.append(setting)
    }

    /// What the first source that has the key says, and where it stands.
    private mutating func find(_ key: String, isSecret: Bool) -> (Given, Setting.Source, place: String)? {
        if let text = sources.arguments[key] {
            guard isSecret else { return (.text(text), .argument, "argument") }
            problem(key, "`\(key)` is secret and cannot be an argument, use the environment or the file")
        }
        let name = Setting.environmentName(of: key)
        if let text = sources.environment[name] { return (.text(text), .environment, "environment `\(name)`") }
        if isSecret, let path = sources.environment["\(name)_FILE"] {
            if let text = sources.readFile(path) {
                let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
                return (.text(line), .environment, "environment `\(name)_FILE`")
            }
            problem(key, "the file of `\(name)_FILE` cannot be read")
        }
        return member(key).map { (.json($0), .file, "file") }
    }

    private func member(_ key: String) -> JSON? {
        var json = sources.file
        for word in key.split(separator: ".") { json = json?[String(word)] }
        return json?.isNull == true ? nil : json
    }

    private mutating func mismatch(_ key: String, _ place: String, _ given: Given, _ expected: String, isSecret: Bool) {
        let found: String =
            switch given {
            case _ where isSecret: "something else"
            case .text(let text): "`\(text.prefix(100))`"
            case .json(.object): "an object"
            case .json(.array): "a list"
            case .json(let json): "`\(json.text.prefix(100))`"
            }
        problem(key, "`\(key)` (\(place)): expected \(expected), found \(found)")
    }

    private mutating func problem(_ key: String, _ message: String) {
        let problem = ConfigurationError.Problem(key: key, message: message)
        if !problems.contains(problem) { problems.append(problem) }
    }
}

extension ConfigurationReader {
    private func unknownArguments() -> [ConfigurationError.Problem] {
        let keys = settings.map(\.key)
        return sources.arguments.keys.sorted().filter { !keys.contains($0) }.map { unknown($0, "argument", keys) }
    }

    private func unknownVariables() -> [ConfigurationError.Problem] {
        let names = settings.map(\.environmentName)
        let accepted = ignoredEnvironment.union(names)
            .union(settings.filter(\.isSecret).map { "\($0.environmentName)_FILE" })
        return sources.environment.keys.sorted()
            .filter { $0.hasPrefix(Self.environmentPrefix) && !accepted.contains($0) }
            .map { unknown($0, "environment", names) }
    }

    private func unknownMembers() -> [ConfigurationError.Problem] {
        guard let file = sources.file, !file.isNull else { return [] }
        guard let object = file.object else {
            return [.init(key: "", message: "the configuration file is not an object")]
        }
        return unknownMembers(of: object, under: "", settings.map(\.key))
    }

    private func unknownMembers(
        of object: JSONObject,
        under path: String,
        _ keys: [String]
    ) -> [ConfigurationError.Problem] {
        object.members.flatMap { name, value -> [ConfigurationError.Problem] in
            let key = path.isEmpty ? name : "\(path).\(name)"
            // A name with a dot is not looked up, whatever it spells.
            guard !name.contains(".") else {
                return [.init(key: key, message: "`\(key)` (file) has a dot in a name, nest its words instead")]
            }
            if keys.contains(key) { return [] }
            let isGroup = keys.contains { $0.hasPrefix("\(key).") }
            if isGroup, let object = value.object { return unknownMembers(of: object, under: key, keys) }
            if isGroup, value.isNull { return [] }
            if isGroup { return [.init(key: key, message: "`\(key)` (file): expected an object")] }
            if let object = value.object, !object.isEmpty { return unknownMembers(of: object, under: key, keys) }
            return [unknown(key, "file", keys)]
        }
    }

    private func unknown(_ name: String, _ place: String, _ known: [String]) -> ConfigurationError.Problem {
        let hint = NearestKey.of(name, among: known).map { "; did you mean `\($0)`?" } ?? ""
        return .init(key: name, message: "`\(name)` (\(place)) is not a setting\(hint)")
    }
}
