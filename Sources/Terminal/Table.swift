public import JSON

/// Rows of values under titles, for people as a table and for programs as an array of objects.
public struct Table: Sendable {
    /// A column of a table.
    public struct Column: Sendable {
        /// The title, for people.
        public var title: String

        /// The name of the member, for programs.
        public var name: String

        /// Declares a column.
        ///
        /// - Parameters:
        ///   - title: The title, for people.
        ///   - name: The name of the member, for programs.
        public init(_ title: String, _ name: String) {
            self.title = title
            self.name = name
        }
    }

    /// The columns from left to right.
    public var columns: [Column]

    /// The values of each row, one for each column; what is missing is null.
    public var rows: [[JSON]]

    /// Makes a table.
    ///
    /// - Parameters:
    ///   - columns: The columns from left to right.
    ///   - rows: The values of each row.
    public init(_ columns: [Column], rows: [[JSON]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The rows as an array of objects.
    public var json: JSON {
        .array(
            rows.map { row in
                .object(
                    JSONObject(columns.enumerated().map { ($1.name, row.indices.contains($0) ? row[$0] : .null) })
                )
            }
        )
    }

    /// The rows under their titles, columns aligned, numbers to the right; control characters are made visible.
    public var text: String {
        let cells = rows.map { row in columns.indices.map { row.indices.contains($0) ? Self.cell(row[$0]) : "" } }
        let lines = [columns.map { $0.title.uppercased() }] + cells
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        let isNumeric = columns.indices.map { column in
            !rows.isEmpty && rows.allSatisfy { $0.indices.contains(column) && $0[column].number != nil }
        }
        var text = ""
        for line in lines {
            var rendered = ""
            for (column, cell) in line.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                rendered += isNumeric[column] ? padding + cell : cell + padding
                rendered += "  "
            }
            while rendered.last == " " { rendered.removeLast() }
            text += rendered + "\n"
        }
        return text
    }

    private static func cell(_ value: JSON) -> String {
        switch value {
        case .null: "-"
        case .string(let text): text.printable
        case .bool(let value): value ? "yes" : "no"
        case .array(let elements) where elements.allSatisfy { $0.string != nil }:
            elements.compactMap(\.string).joined(separator: ", ").printable
        default: value.text.printable
        }
    }
}
