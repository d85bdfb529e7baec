// `import Tessera` gives what a user of the library needs, whichever room it lives in: data sets, experiments, networks,
// runs, strategies, predictions, evaluations, exports, and the tensors of which strategies of one's own are made.
@_exported import ClassificationMetrics
@_exported import Datasets
@_exported import Decomposition
@_exported import Evaluating
@_exported import Experiments
@_exported import Export
@_exported import Models
@_exported import Networks
@_exported import Prediction
@_exported import Randomness
@_exported import Runs
@_exported import Strategies
@_exported import Torch
@_exported import Training
