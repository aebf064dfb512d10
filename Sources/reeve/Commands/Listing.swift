import JSON
import Terminal

/// Which members of the API's objects a command shows.
struct Listing {
    private let columns: [(title: String, path: String)]

    /// Declares the columns.
    ///
    /// - Parameter columns: Titles, with the members they show; dots lead into objects, and into every element of an array.
    init(_ columns: [(title: String, path: String)]) {
        self.columns = columns
    }

    /// Writes objects as a table, or as they came.
    func write(_ objects: [JSON], _ invocation: Invocation) {
        let table = Table(
            columns.map { Table.Column($0.title, $0.path) },
            rows: objects.map { object in columns.map { Self.value($0.path, of: object) } }
        )
        invocation.console.write(.array(objects), as: invocation.format) { table.text }
    }

    /// Writes one object as lines, or as it came.
    func write(_ object: JSON, _ invocation: Invocation) {
        let width = columns.map(\.title.count).max() ?? 0
        invocation.console.write(object, as: invocation.format) {
            columns.map { column in
                let value = Self.value(column.path, of: object)
                let title = column.title + ":" + String(repeating: " ", count: width - column.title.count)
                return "\(title)  \(Self.text(value))\n"
            }.joined()
        }
    }

    private static func text(_ value: JSON) -> String {
        switch value {
        case .null: "-"
        case .string(let text): text.printable
        case .bool(let value): value ? "yes" : "no"
        case .array(let elements): elements.isEmpty ? "-" : elements.map(text).joined(separator: ", ")
        default: value.text.printable
        }
    }

    private static func value(_ path: String, of object: JSON) -> JSON {
        var value = object
        for name in path.split(separator: ".") {
            if let elements = value.array {
                value = .array(elements.compactMap { $0[String(name)] })
            } else {
                value = value[String(name)] ?? .null
            }
        }
        return value
    }
}

extension Invocation {
    /// Says what was done, on standard error; programs get an object.
    func report(_ sentence: String, _ result: JSON) {
        console.write(result, as: format) { "" }
        if format == .text { console.writeError(sentence.printable + "\n") }
    }
}

extension CommandOption {
    /// How many results are listed.
    static let limit = CommandOption.integer("limit", in: 1...100_000, default: 1000, "List so many at most")
    /// What results must hold.
    static let matching = CommandOption.text("query", "TEXT", short: "q", "List only what matches")
}

extension APIClient.Query {
    /// The filter that a listing was given.
    static func matching(_ invocation: Invocation) -> Self {
        invocation.text("query").map { [("filters[q][EQUALS]", $0)] } ?? []
    }
}
