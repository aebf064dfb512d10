extension EndpointGroup {
    /// The audit log of a tenant, and of the whole instance.
    static let auditLogs = EndpointGroup(
        "Audit Logs",
        [
            .read(SearchAuditLogs.self),
            .read(FindAuditLog.self),
            .read(ListAuditLogHistory.self),
            .read(GetAuditLogDiff.self),
            .stream(ExportAuditLogs.self),
            .read(SearchAuditLogsForAllTenants.self),
            .read(GetGlobalAuditLogDiff.self),
            .stream(ExportAuditLogsForAllTenants.self),
        ]
    )
}
