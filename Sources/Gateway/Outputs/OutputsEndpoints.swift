extension EndpointGroup {
    /// What task runs gave.
    static let outputs = EndpointGroup(
        "Outputs",
        [
            .read(ListTaskOutputs.self),
            .read(GetTaskRunOutputs.self),
        ]
    )
}
