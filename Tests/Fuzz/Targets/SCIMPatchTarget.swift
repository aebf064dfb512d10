@testable import JSON
@testable import Provisioning

/// Bodies of a SCIM PATCH, applied to a user and to a group under each profile.
///
/// What is stored afterwards is what its own reader makes of it, so that a PATCH leaves nothing a client could not have sent;
/// unchanged means equal; applying is the same every time; and the plan for a group comes to what the whole change comes to.
let scimPatchTarget = FuzzTarget(name: "scim-patch") { input in
    guard let body = read({ () throws(JSONError) in try JSON(parsing: input, limits: limits) }) else { return }
    // Most of what a fuzzer writes of the frame is refused; so the operations may stand alone.
    let framed: JSON = body.array == nil ? body : ["schemas": [.string(MessageSchema.patchOp)], "Operations": body]
    guard let request = read({ () throws(ProvisioningError) in try PatchRequest(framed) }) else { return }
    for profile in [IntegrationProfile.strict, .entra, .okta] {
        try check(request, on: user, of: .user, profile)
        let whole = try check(request, on: group, of: .group, profile)
        try checkPlan(request, whole, profile)
    }
}

private let limits = JSONLimits(maximumBytes: 1 << 14, maximumDepth: 12, maximumValues: 500)

private let user = ResourceContent(attributes: [
    "externalId": "x-1", "userName": "mia@example.com", "name": ["familyName": "Keller"], "title": "Engineer",
    "active": true,
    "emails": [["value": "mia@example.com", "type": "work", "primary": true], ["value": "m@b.example"]],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": ["department": "Rail", "manager": ["value": "m-1"]],
])

private let members = ["a", "b", "c"]

private let group = ResourceContent(
    attributes: ["displayName": "G", "members": .array(members.map { ["value": .string($0)] })]
)

private enum Outcome {
    case content(ResourceContent)
    case refused(String?)
}

@discardableResult
private func check(
    _ request: PatchRequest,
    on content: ResourceContent,
    of type: ResourceType,
    _ profile: IntegrationProfile
) throws(Finding) -> Outcome {
    let outcome: PatchOutcome
    do throws(ProvisioningError) {
        outcome = try request.apply(to: content, of: type, profile: profile)
    } catch {
        try claim((400..<500).contains(error.status), "a PATCH is refused with the status \(error.status)")
        return .refused(error.scimType)
    }
    let again = read { () throws(ProvisioningError) in try request.apply(to: content, of: type, profile: profile) }
    try claim(again == outcome, "a PATCH has two outcomes")
    let isSame = outcome.content.attributes == content.attributes && outcome.content.password == .unchanged
    try claim(outcome.isChanged != isSame, "a PATCH is wrong about whether it changed anything")

    var document = outcome.content.attributes
    document["schemas"] = JSON(strings: [type.schema.id] + type.extensions.map(\.id))
    let reader = ResourceReader(type, profile: profile)
    let stored: ResourceContent
    do throws(ProvisioningError) {
        stored = try reader.content(creating: .object(document))
    } catch {
        throw Finding(description: "a PATCH stores what its own reader refuses: \(error.detail)")
    }
    try claim(stored.attributes == outcome.content.attributes, "a PATCH stores what its own reader reads otherwise")
    return .content(outcome.content)
}

private func checkPlan(_ request: PatchRequest, _ whole: Outcome, _ profile: IntegrationProfile) throws(Finding) {
    let plan: GroupPatch?
    do throws(ProvisioningError) {
        plan = try GroupPatch.plan(request, profile: profile)
    } catch {
        guard case .refused(let type) = whole else {
            throw Finding(description: "the plan refuses what the whole change does: \(error.detail)")
        }
        try claim(type == error.scimType, "the plan refuses for another reason than the whole change")
        return
    }
    guard let plan else { return }
    guard case .content(let content) = whole else {
        throw Finding(description: "the plan does what the whole change refuses")
    }
    let after = Set(plan.clearsMembers ? [] : members).subtracting(plan.removed).union(plan.added)
    let expected = read { () throws(ProvisioningError) in try Set(GroupMember.ids(in: content)) }
    try claim(after == expected, "the plan leaves other members than the whole change")
    let name: GroupPatch.Change = content.attributes["displayName"]?.string.map { .set($0) } ?? .unassigned
    let isNamed = plan.displayName == .unchanged ? name == .set("G") : plan.displayName == name
    try claim(isNamed, "the plan gives another name")
    let external: GroupPatch.Change = content.attributes["externalId"]?.string.map { .set($0) } ?? .unassigned
    try claim(
        plan.externalID == .unchanged ? external == .unassigned : plan.externalID == external,
        "the plan gives another identifier"
    )
}
