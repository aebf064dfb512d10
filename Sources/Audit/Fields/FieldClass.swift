/// Where the value of a field may appear.
public enum FieldClass: String, Sendable, CaseIterable {
    /// Anywhere.
    case `public`
    /// In audit records, where those who may read them see it, and never in logs.
    case sensitive
    /// Nowhere: a constant stands for it.
    case secret
}
