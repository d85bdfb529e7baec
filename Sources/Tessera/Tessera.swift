// `import Tessera` gives what a user of the library needs, whichever room it lives in: data sets, experiments, networks,
// runs, strategies, predictions, evaluations, exports, and the tensors of which strategies of one's own are made.
@_exported import TesseraClassificationMetrics
@_exported import TesseraDatasets
@_exported import TesseraDecomposition
@_exported import TesseraEvaluating
@_exported import TesseraExperiments
@_exported import TesseraExport
@_exported import TesseraModels
@_exported import TesseraNetworks
@_exported import TesseraPrediction
@_exported import TesseraRandomness
@_exported import TesseraRuns
@_exported import TesseraStrategies
@_exported import TesseraTorch
@_exported import TesseraTraining
