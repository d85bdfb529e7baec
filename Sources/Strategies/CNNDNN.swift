import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// CNN-DNN: a dense net on the K x N opinions of the local networks, which are frozen (arXiv 2408.14442, section 2.1).
public struct CNNDNN: DenseNet {
    /// A dense net on opinions.
    public init() {}

    /// `cnn-dnn`.
    public var strategy: Strategy { .cnnDNN }
}
