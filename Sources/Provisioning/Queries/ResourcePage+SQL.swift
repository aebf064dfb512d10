package import Postgres

extension ResourcePage {
    /// The page of a list of everything that is provisioned: users first, then groups.
    ///
    /// A filter that names what a kind of resource has not matches none of that kind.
    ///
    /// - Throws: `invalidFilter` if the filter fits no kind, `invalidPath` if the kinds are to be sorted together.
    package static func everything(
        _ request: ListRequest,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> ResourcePage {
        guard request.sortBy == nil else {
            throw ProvisioningError.invalidPath("`sortBy`: users and groups cannot be sorted together")
        }
        var fitting: [ResourceType] = []
        var refusal: ProvisioningError?
        for type in ResourceType.all {
            do {
                _ = try ResourceQuery(request, on: type, profile: provisioner.profile)
                fitting.append(type)
            } catch {
                refusal = error
            }
        }
        if fitting.isEmpty, let refusal { throw refusal }
        var page = ResourcePage(resources: [], total: 0, startIndex: request.page.startIndex)
        for type in fitting {
            var part = request
            part.page = PageRange(
                startIndex: Int64(request.page.startIndex - page.total),
                count: Int64(request.page.count - page.resources.count)
            )
            let found =
                type == .user
                ? try await ProvisionedUser.list(part, for: provisioner, tx)
                : try await ProvisionedGroup.list(part, for: provisioner, tx)
            page.resources += found.resources
            page.total += found.total
        }
        return page
    }
}
