import Daemon
import JSON
import Postgres

/// Reads the columns of a row one after the other.
struct RowReader {
    private let row: Row
    private var column = -1

    init(_ row: Row) { self.row = row }

    mutating func next<Value: PostgresDecodable>(_ type: Value.Type = Value.self) throws(DatabaseError) -> Value {
        column += 1
        return try row.decode(column)
    }

    /// A value by its name, which is known.
    mutating func next<Value>(_ make: (String) -> Value?) throws(DatabaseError) -> Value {
        guard let value = make(try next(String.self)) else { throw unknown }
        return value
    }

    /// A value by its name, or none.
    mutating func optional<Value>(_ make: (String) -> Value?) throws(DatabaseError) -> Value? {
        guard let name = try next(String?.self) else { return nil }
        guard let value = make(name) else { throw unknown }
        return value
    }

    /// A number that is kept with more bits than it has.
    mutating func small() throws(DatabaseError) -> UInt8 {
        guard let number = UInt8(exactly: try next(Int16.self)) else { throw unknown }
        return number
    }

    mutating func milliseconds() throws(DatabaseError) -> Int64 { try next(Instant.self).milliseconds }

    mutating func optionalMilliseconds() throws(DatabaseError) -> Int64? { try next(Instant?.self)?.milliseconds }

    /// States and the instants at which they were entered, in two columns.
    mutating func history() throws(DatabaseError) -> [StateChange] {
        let (names, instants) = (try next([String].self), try next([Instant].self))
        var history: [StateChange] = []
        history.reserveCapacity(names.count)
        for (name, instant) in zip(names, instants) {
            guard let state = RunState(name: name) else { throw unknown }
            history.append(StateChange(state, at: instant.milliseconds))
        }
        return history
    }

    mutating func json() throws(DatabaseError) -> JSON? {
        guard let text = try next(String?.self) else { return nil }
        guard let json = try? JSON(parsing: text, limits: .stored) else { throw unknown }
        return json
    }

    mutating func object() throws(DatabaseError) -> JSONObject? {
        guard let json = try json() else { return nil }
        guard case .object(let object) = json else { throw unknown }
        return object
    }

    private var unknown: DatabaseError {
        .decoding(column: "\(column)", reason: "holds a value that is not one of the known ones")
    }
}
