/// A procedure that this session has registered (basic profile, "Registering and Unregistering").
public struct Registration: Sendable, Hashable {
    /// REGISTERED.Registration.
    public let id: UInt64
    /// REGISTER.Procedure.
    public let procedure: String
}
