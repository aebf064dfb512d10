public import JSON
import YAML

/// The classes of the fields of every kind of object, as `Policies/data/classes.yaml` declares them.
///
/// Whatever is not listed is ``FieldClass/secret``.
public struct FieldClasses: Sendable, Equatable {
    /// What is listed for the fields at one place.
    indirect enum Listing: Sendable, Equatable {
        /// The class of the value and of everything in it.
        case all(FieldClass)
        /// What is listed for each field of an object, or of each object in a list.
        case fields([String: Listing])

        /// What is listed for a field of an object.
        func field(_ name: String) -> Listing {
            switch self {
            case .all: self
            case .fields(let fields): fields[name] ?? .all(.secret)
            }
        }
    }

    private let kinds: [String: Listing]

    /// Classes without any kind: all fields are secret.
    public static let none = FieldClasses(kinds: [:])

    private init(kinds: [String: Listing]) {
        self.kinds = kinds
    }

    /// The kinds that are listed.
    public var names: [String] { kinds.keys.sorted() }

    /// What is listed for the objects of a kind.
    func listing(_ kind: String) -> Listing {
        kinds[kind] ?? .all(.secret)
    }

    /// The class of a field.
    ///
    /// - Parameters:
    ///   - path: The names that lead to the field, without positions in lists.
    ///   - kind: The kind of object.
    /// - Returns: The class; secret for a path that is not listed, or that leads to an object with fields of its own.
    public func fieldClass(of path: [String], in kind: String) -> FieldClass {
        guard case .all(let fieldClass) = path.reduce(listing(kind), { $0.field($1) }) else { return .secret }
        return fieldClass
    }
}

extension FieldClasses {
    /// Reads the declaration of the classes from a YAML document.
    ///
    /// - Parameter yaml: The text of `Policies/data/classes.yaml`.
    /// - Throws: `FieldErrors` with everything that is wrong, or the one place where the text is no YAML.
    public init(yaml: String) throws(FieldErrors) {
        let declaration: JSON
        do throws(YAMLError) {
            declaration = try YAML.document(Array(yaml.utf8))
        } catch {
            throw FieldErrors("", error.description)
        }
        try self.init(declaration)
    }

    /// Reads the declaration of the classes.
    ///
    /// - Parameter declaration: A map of kinds to maps of fields; a field has a class, or a map of the fields below it.
    /// - Throws: `FieldErrors` with everything that is wrong.
    public init(_ declaration: JSON) throws(FieldErrors) {
        guard case .object(let kinds) = declaration else {
            throw FieldErrors("", "expected a map of kinds, found \(declaration.kind)")
        }
        var (listings, errors) = ([String: Listing](), FieldErrors())
        for (name, fields) in kinds.members {
            guard case .object(let fields) = fields else {
                errors.append(name, "expected a map of fields, found \(fields.kind)")
                continue
            }
            listings[name] = Self.listing(fields, at: name, &errors)
        }
        guard errors.isEmpty else { throw errors }
        self.init(kinds: listings)
    }

    private static func listing(_ fields: JSONObject, at path: String, _ errors: inout FieldErrors) -> Listing {
        var listings: [String: Listing] = [:]
        for (name, value) in fields.members {
            let field = "\(path).\(name)"
            switch value {
            case .object(let below):
                listings[name] = listing(below, at: field, &errors)
            case .string(let text):
                guard let fieldClass = FieldClass(rawValue: text) else { fallthrough }
                listings[name] = .all(fieldClass)
            default:
                errors.append(field, "expected `public`, `sensitive`, `secret` or a map of fields")
            }
        }
        return .fields(listings)
    }
}
