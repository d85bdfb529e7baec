import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// CNN-DNN-coherent: local networks and dense net as one model, trained from scratch (arXiv 2408.14442, section 2.1).
public struct Coherent: DenseNet {
    /// The one model from scratch.
    public init() {}

    /// `coherent`.
    public var strategy: Strategy { .coherent }
}
