import JSON

/// A record in the bytes that were stored, taken apart without making values of it: pages and exports have many.
struct StoredRecord {
    /// The members of a record, in the order in which they are stored.
    enum Member: Int, CaseIterable {
        case v, id, tenant, tenantName, at, type, permission, actor, onBehalfOf, source, resource, outcome, code
        case decision, requestId, traceId, appliedPatch, revertPatch, omittedPatch, reason
    }

    /// The members of who acts, and in whose name.
    enum ActorMember: Int, CaseIterable { case kind, id, name, method, token, session }

    /// The members of where a request came from.
    enum SourceMember: Int, CaseIterable { case address, forwarded, userAgent }

    /// The members of what was acted on.
    enum ResourceMember: Int, CaseIterable { case kind, type, id, namespace }

    let bytes: [UInt8]
    private let members, actor, subject, source, resource: [Range<Int>]

    /// Finds the members.
    ///
    /// - Parameter bytes: What ``AuditRecord/encoded()`` gave.
    /// - Throws: `AuditError` if they are no object, or of another version.
    init(_ bytes: [UInt8]) throws(AuditError) {
        func places(_ names: [[UInt8]], _ range: Range<Int>, _ field: String) throws(AuditError) -> [Range<Int>] {
            guard let places = JSON.places(of: names, in: bytes.span, at: range) else {
                throw .malformed(reason: "`\(field)`: expected an object in compact JSON")
            }
            return places
        }
        let members = try places(Self.memberNames, bytes.indices, "record")
        let version = bytes[members[Member.v.rawValue]]
        guard version.elementsEqual("\(AuditRecord.version)".utf8) else {
            guard let other = Int(String(decoding: version, as: UTF8.self)) else {
                throw .malformed(reason: "`v`: expected an integer")
            }
            throw .unknownVersion(other)
        }
        let subject = members[Member.onBehalfOf.rawValue]
        self.bytes = bytes
        self.members = members
        self.actor = try places(Self.actorNames, members[Member.actor.rawValue], "actor")
        self.subject = subject.isEmpty ? [] : try places(Self.actorNames, subject, "onBehalfOf")
        self.source = try places(Self.sourceNames, members[Member.source.rawValue], "source")
        self.resource = try places(Self.resourceNames, members[Member.resource.rawValue], "resource")
    }

    /// A value of the record as it is stored; `nil` if it has no such member.
    subscript(member: Member) -> ArraySlice<UInt8>? { value(members[member.rawValue]) }

    /// A value of the resource as it is stored.
    subscript(resource member: ResourceMember) -> ArraySlice<UInt8>? { value(resource[member.rawValue]) }

    /// A value of the source as it is stored.
    subscript(source member: SourceMember) -> ArraySlice<UInt8>? { value(source[member.rawValue]) }

    /// A value of who acted as it is stored.
    subscript(actor member: ActorMember) -> ArraySlice<UInt8>? { value(actor[member.rawValue]) }

    /// A value of the one in whose name was acted as it is stored.
    subscript(subject member: ActorMember) -> ArraySlice<UInt8>? {
        subject.isEmpty ? nil : value(subject[member.rawValue])
    }

    /// Whether somebody acted in another's name.
    var hasSubject: Bool { !subject.isEmpty }

    private func value(_ range: Range<Int>) -> ArraySlice<UInt8>? { range.isEmpty ? nil : bytes[range] }

    private static let memberNames = Member.allCases.map { Array("\($0)".utf8) }
    private static let actorNames = ActorMember.allCases.map { Array("\($0)".utf8) }
    private static let sourceNames = SourceMember.allCases.map { Array("\($0)".utf8) }
    private static let resourceNames = ResourceMember.allCases.map { Array("\($0)".utf8) }
}
