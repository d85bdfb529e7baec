import Datasets
import Experiments
import Randomness

extension Experiment {
    /// How the data are brought to one form, and which samples are held out; without a cache.
    public var dataOptions: Dataset.Options {
        var options = Dataset.Options()
        options.size = data.size
        options.fit = data.fit
        options.window = data.window
        options.validation = data.validation
        options.key = RandomKey(seed: UInt64(seed)).derived("split")
        return options
    }
}
