/// The rows of a result, copied out of the library's memory.
public struct Rows: Sendable {
    let storage: ResultStorage

    /// How many rows the statement changed or returned.
    public var affected: Int { storage.affected }
    /// The names of the columns.
    public var columns: [String] { storage.columns.map(\.name) }
}

extension Rows: RandomAccessCollection {
    /// Zero.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { storage.count }

    /// One row.
    public subscript(position: Int) -> Row {
        precondition(indices.contains(position), "no row \(position)")
        return Row(storage: storage, index: position)
    }
}

/// One row of a result.
public struct Row: Sendable {
    let storage: ResultStorage
    let index: Int

    /// Reads a column by its position from 0.
    ///
    /// - Parameters:
    ///   - column: The position.
    ///   - type: What to read it as.
    /// - Returns: The value.
    /// - Throws: `DatabaseError.decoding` when there is no such column, or it is `null`, of another type, or damaged.
    public func decode<Value: PostgresDecodable>(
        _ column: Int,
        as type: Value.Type = Value.self
    ) throws(DatabaseError) -> Value {
        guard storage.columns.indices.contains(column) else {
            throw .decoding(column: "\(column)", reason: "is not one of the \(storage.columns.count) columns")
        }
        let description = storage.columns[column]
        let cell = storage.cells[index * storage.columns.count + column]
        guard cell.length >= 0 else {
            guard let null = Value.postgresNull else {
                throw .decoding(column: description.name, reason: "is null")
            }
            return null
        }
        let bytes = storage.bytes
        do throws(PostgresValueError) {
            let all = bytes.span
            return try Value.decode(
                all.extracting(cell.offset..<(cell.offset + cell.length)),
                as: description.type
            )
        } catch {
            throw .decoding(column: description.name, reason: error.reason)
        }
    }

    /// Reads a column by its name.
    ///
    /// - Parameters:
    ///   - column: The name; the first column of that name counts.
    ///   - type: What to read it as.
    /// - Returns: The value.
    /// - Throws: `DatabaseError.decoding` when there is no such column, or it is `null`, of another type, or damaged.
    public func decode<Value: PostgresDecodable>(
        _ column: String,
        as type: Value.Type = Value.self
    ) throws(DatabaseError) -> Value {
        guard let position = storage.columns.firstIndex(where: { $0.name == column }) else {
            throw .decoding(column: column, reason: "is not in the result")
        }
        return try decode(position, as: type)
    }

    /// Reads all columns in their order.
    ///
    /// - Parameter types: What to read them as, one for each column.
    /// - Returns: The values.
    /// - Throws: `DatabaseError.decoding` when their number is another or a column cannot be read.
    public func values<each Value: PostgresDecodable>(
        _ types: repeat (each Value).Type
    ) throws(DatabaseError) -> (repeat each Value) {
        var count = 0
        for _ in repeat each types { count += 1 }
        guard count == storage.columns.count else {
            throw .decoding(column: "*", reason: "are \(storage.columns.count) columns, expected \(count)")
        }
        var column = -1
        func next<Next: PostgresDecodable>(_ type: Next.Type) throws(DatabaseError) -> Next {
            column += 1
            return try decode(column, as: type)
        }
        return (repeat try next(each types))
    }
}

/// A result's bytes and where each value stands in them.
final class ResultStorage: Sendable {
    struct Column: Sendable, Equatable {
        var name: String
        var type: PostgresType
    }

    /// A value's place; the length is -1 for `null`.
    struct Cell: Sendable, Equatable {
        var offset: Int
        var length: Int
    }

    let columns: [Column]
    let cells: [Cell]
    let bytes: [UInt8]
    let count: Int
    let affected: Int
    /// The command's tag, such as `COMMIT`.
    let tag: String

    init(columns: [Column], cells: [Cell], bytes: [UInt8], count: Int, affected: Int, tag: String) {
        self.columns = columns
        self.cells = cells
        self.bytes = bytes
        self.count = count
        self.affected = affected
        self.tag = tag
    }
}
