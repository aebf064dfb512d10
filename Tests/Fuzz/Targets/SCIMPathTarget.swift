@testable import Provisioning

/// Paths of SCIM: of attributes, and of operations of a PATCH.
///
/// A path that is written is read as the same path, and what is no path is refused as one.
let scimPathTarget = FuzzTarget(name: "scim-path") { input in
    let text = input.text
    if let path = AttributePath(parsing: text) {
        try claim(path.description.bytes == text.bytes, "a path of an attribute is written in another way")
        try claim(text.utf8.allSatisfy { $0 < 0x80 }, "a path of an attribute holds more than ASCII")
    }
    let path: PatchPath
    do throws(ProvisioningError) {
        path = try PatchPath(parsing: text)
    } catch {
        try claim(error.scimType == "invalidPath", "a path is refused as `\(error.scimType ?? "")`")
        try claim(error.detail.utf8.count <= 1024, "a refusal is long")
        return
    }
    let again = read { () throws(ProvisioningError) in try PatchPath(parsing: path.description) }
    try claim(again == path, "a path that is written is read as another")
    for type in ResourceType.all {
        guard case .attribute(let plain) = path, case .attribute(let found)? = type.target(of: plain) else { continue }
        // Names are read in any case; the schema's own spelling leads to the same place.
        guard let proper = AttributePath(parsing: found.path), case .attribute(let other)? = type.target(of: proper)
        else { throw Finding(description: "the proper spelling of a path leads nowhere") }
        try claim(other == found, "the proper spelling of a path leads elsewhere")
    }
}
