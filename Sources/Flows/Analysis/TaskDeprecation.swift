public import JSON

/// A task whose type is one of former versions.
public struct TaskDeprecation: Sendable, Equatable {
    /// The task.
    public var taskID: FlowTask.ID

    /// The type as it was written.
    public var type: String

    /// The type to use instead, if there is one.
    public var replacement: String?

    /// The deprecation as the public API shows it.
    public var json: JSON {
        [
            "taskId": .string(taskID.description), "taskType": .string(type),
            "replacement": JSON(replacement),
        ]
    }
}

extension Flow {
    /// The tasks whose types are those of former versions, or are written by former names.
    public var deprecatedTasks: [TaskDeprecation] {
        allTasks.compactMap { task in
            guard let type = PluginRegistry.core[task.type] else { return nil }
            if let replacement = type.replacement {
                let replacement = replacement.isEmpty ? nil : replacement
                return TaskDeprecation(taskID: task.id, type: task.writtenType, replacement: replacement)
            }
            guard task.writtenType != task.type else { return nil }
            return TaskDeprecation(taskID: task.id, type: task.writtenType, replacement: task.type)
        }
    }
}
