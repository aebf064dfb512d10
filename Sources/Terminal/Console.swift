public import JSON

/// Where a program writes: results to standard output, everything else to standard error.
public struct Console: Sendable {
    /// Whether standard error is a terminal, where lines can be rewritten.
    public var isInteractive: Bool

    private let output: @Sendable (String) -> Void
    private let error: @Sendable (String) -> Void

    /// Standard output and standard error of the process.
    public static let standard = Console(
        isInteractive: ProcessHandle.isTerminal(2) && ProcessHandle.environment("TERM") != "dumb",
        output: { ProcessHandle.write($0, to: 1) },
        error: { ProcessHandle.write($0, to: 2) }
    )

    /// Makes a console.
    ///
    /// - Parameters:
    ///   - isInteractive: Whether lines of standard error can be rewritten.
    ///   - output: Writes results.
    ///   - error: Writes everything else.
    public init(
        isInteractive: Bool,
        output: @escaping @Sendable (String) -> Void,
        error: @escaping @Sendable (String) -> Void
    ) {
        self.isInteractive = isInteractive
        self.output = output
        self.error = error
    }

    /// Writes to standard output as it is.
    ///
    /// - Parameter text: The text, with its line feeds.
    public func write(_ text: String) {
        output(text)
    }

    /// Writes to standard error as it is.
    ///
    /// - Parameter text: The text, with its line feeds.
    public func writeError(_ text: String) {
        error(text)
    }

    /// Writes a result in the format asked for.
    ///
    /// - Parameters:
    ///   - value: The result for programs.
    ///   - format: How it is to be written.
    ///   - text: The result for people, made only if they asked.
    public func write(_ value: JSON, as format: Invocation.Format, text: () -> String) {
        switch format {
        case .json: output(value.indentedText + "\n")
        case .text: output(text())
        }
    }

    /// Writes a list of results in the format asked for: an array of objects, or a table.
    ///
    /// - Parameters:
    ///   - table: The results.
    ///   - format: How they are to be written.
    public func write(_ table: Table, as format: Invocation.Format) {
        write(table.json, as: format) { table.text }
    }

    /// Writes a failure to standard error.
    ///
    /// - Parameters:
    ///   - message: What went wrong, in one sentence.
    ///   - code: The code that the program is going to exit with.
    ///   - format: How it is to be written.
    public func report(_ message: String, code: ExitCode, format: Invocation.Format) {
        switch format {
        case .json: error((["error": ["code": JSON(code.rawValue), "message": .string(message)]] as JSON).text + "\n")
        case .text: error("error: \(message.printable)\n")
        }
    }
}

extension String {
    /// The text with every control character made visible, so that what others chose cannot steer a terminal.
    public var printable: String {
        guard unicodeScalars.contains(where: \.steersTerminals) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.steersTerminals {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Control characters, and those that change the direction of text.
    fileprivate var steersTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
