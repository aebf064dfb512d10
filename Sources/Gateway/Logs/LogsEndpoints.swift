extension EndpointGroup {
    /// What executions and their task runs have written.
    static let logs = EndpointGroup(
        "Logs",
        [
            .read(SearchLogs.self),
            .read(ListExecutionLogs.self),
            .follow(FollowExecutionLogs.self),
            .stream(DownloadExecutionLogs.self),
            .change(DeleteExecutionLogs.self),
        ]
    )
}
