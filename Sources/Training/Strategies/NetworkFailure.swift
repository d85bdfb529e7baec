/// What ended the training of one network, where the error itself does not say which.
public struct NetworkFailure: Error, CustomStringConvertible {
    /// The network's name, such as `local 03`.
    public let network: String
    /// What was thrown.
    public let cause: any Error

    /// The network and the cause.
    public var description: String { "\(network): \(cause)" }
}

/// Runs `body` for a network, whose name is put to what it throws.
func naming<Result>(_ network: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch  where error is Interrupted || error is Diverged || error is RunError {
        throw error
    } catch {
        throw NetworkFailure(network: network, cause: error)
    }
}
