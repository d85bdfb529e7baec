import TesseraExperiments
import TesseraModels
import TesseraRuns
import TesseraTraining

/// CNN-DNN-transfer: the one model begun from the local networks' trained weights (arXiv 2408.14442, section 2.2).
public struct Transfer: DenseNet {
    /// The one model after its local networks.
    public init() {}

    /// `transfer`.
    public var strategy: Strategy { .transfer }

    /// The local networks' weights, and where the experiment asks for it the dense net's of cnn-dnn.
    public func begin(
        _ locals: [(subdomain: Int, network: SingleNetwork)], _ net: (any Classifier)?, from folder: RunFolder,
        _ experiment: Experiment
    ) throws {
        for local in locals { try folder.readWeights(of: .local(local.subdomain), into: local.network.state) }
        if experiment.fusion.initial == .cnnDNN, let net { try folder.readWeights(of: .fusion, into: net.state) }
    }
}
