import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// What ended the training of one network, where the error itself does not say which.
public struct NetworkFailure: Error, CustomStringConvertible {
    /// The network.
    public let network: NetworkID
    /// What was thrown.
    public let cause: any Error

    /// The network and the cause.
    public var description: String { "\(network): \(cause)" }
}

/// Runs `body` for a network, which is put to what it throws.
package func naming<Result>(_ network: NetworkID, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch  where error is Interrupted || error is Diverged || error is RunError || error is DamagedFile {
        throw error
    } catch {
        throw NetworkFailure(network: network, cause: error)
    }
}
