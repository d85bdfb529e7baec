// The paper's ways to classify (arXiv 2408.14442, sections 2 and 3).
extension Strategy {
    /// One network of full width on whole samples: the benchmark.
    public static let global = Strategy("global", .whole, stage: .global)
    /// The class with the largest mean of the local networks' probabilities.
    public static let average = Strategy("average", .independent)
    /// The class that most local networks name.
    public static let majority = Strategy("majority", .independent, areVotes: true)
    /// A dense net on the local networks' probabilities, these frozen.
    public static let cnnDNN = Strategy("cnn-dnn", .independent, stage: .cnnDNN)
    /// Local networks and dense net as one model, trained from scratch.
    public static let coherent = Strategy("coherent", .joined, stage: .coherent)
    /// The same one model, its local networks already trained, trained further.
    public static let transfer = Strategy(
        "transfer", .joined, after: [.local], and: { $0.fusion.initial == .cnnDNN ? [.cnnDNN] : [] }, stage: .transfer)
}

extension [Strategy] {
    /// The paper's, in its order: what an experiment compares that names none.
    public static let paper: [Strategy] = [.global, .average, .majority, .cnnDNN, .coherent, .transfer]
}
