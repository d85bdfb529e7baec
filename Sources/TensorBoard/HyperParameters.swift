import Foundation

/// What a run was made with, and what its success is measured by, for TensorBoard's table of hyper-parameters.
package struct HyperParameters: Sendable {
    /// What a choice may be.
    package enum Value: Sendable, Hashable {
        /// A word.
        case text(String)
        /// A number; nil where the run has none, but others do.
        case number(Double?)
        /// Yes or no.
        case truth(Bool)
    }

    /// The choices, in the order in which the table shows them.
    package var choices: [(name: String, value: Value)]
    /// The tags of the curves whose last points are the measures of success.
    ///
    /// Runs that are compared should name the same.
    package var metrics: [String]
    /// When the run began.
    package var start: Date
    /// When it ended; nil: not yet.
    package var end: Date?

    /// Choices and measures of a run.
    package init(choices: [(name: String, value: Value)], metrics: [String], start: Date, end: Date? = nil) {
        self.choices = choices
        self.metrics = metrics
        self.start = start
        self.end = end
    }
}

extension EventRecords {
    /// Adds what a run was made with.
    package mutating func add(_ parameters: HyperParameters) {
        add(
            hyperParameters: "experiment",
            .with {
                $0.experiment.hparamInfos = parameters.choices.map { choice in
                    .with { ($0.name, $0.type) = (choice.name, choice.value.type) }
                }
                $0.experiment.metricInfos = parameters.metrics.map { tag in .with { $0.name.tag = tag } }
            })
        add(
            hyperParameters: "session_start_info",
            .with {
                $0.sessionStartInfo.startTimeSecs = parameters.start.timeIntervalSince1970
                for (name, value) in parameters.choices { $0.sessionStartInfo.hparams[name] = value.message }
            })
        guard let end = parameters.end else { return }
        add(
            hyperParameters: "session_end_info",
            .with {
                $0.sessionEndInfo.status = .success
                $0.sessionEndInfo.endTimeSecs = end.timeIntervalSince1970
            })
    }

    /// The plugin finds its data by their tags, in a summary whose value means nothing.
    private mutating func add(hyperParameters name: String, _ content: TBHParamsPluginData) {
        let value = TBSummary.Value.with {
            $0.tag = "_hparams_/\(name)"
            $0.metadata.pluginData.pluginName = "hparams"
            $0.metadata.pluginData.content = Data(content.bytes)
            $0.tensor.dtype = .dtFloat
            $0.tensor.tensorShape.dim = [TBTensorShapeProto.Dim()]
        }
        add(.with { $0.summary.value = [value] })
    }
}

extension HyperParameters.Value {
    fileprivate var type: TBDataType {
        switch self {
        case .text: .string
        case .number: .float64
        case .truth: .bool
        }
    }

    fileprivate var message: TBValue? {
        switch self {
        case .text(let text): .with { $0.stringValue = text }
        case .number(let number): number.map { number in .with { $0.numberValue = number } }
        case .truth(let truth): .with { $0.boolValue = truth }
        }
    }
}
