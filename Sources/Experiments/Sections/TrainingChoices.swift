import TesseraDatasets

extension Experiment {
    /// What the file calls the rules that turn gradients into steps.
    public enum OptimizerName: String, Sendable, Hashable, CaseIterable {
        /// Kingma, Ba 2015.
        case adam
        /// Adam with decoupled weight decay (Loshchilov, Hutter 2019).
        case adamw
        /// Stochastic gradient descent with momentum.
        case sgd
        /// Muon for convolutions (Jordan 2024), AdamW for all else.
        case muon
    }

    /// The ways of the learning rate over a training.
    public enum Schedule: String, Sendable, Hashable, CaseIterable {
        /// Always the same.
        case constant
        /// Half a cosine down to 0 (Loshchilov, Hutter 2017).
        case cosine
        /// Up to the largest and down again (Smith, Topin 2019).
        case onecycle
        /// Lower in steps.
        case step
    }

    /// The numbers that training steps compute with.
    ///
    /// Evaluation is always float32.
    public enum Precision: String, Sendable, Hashable, CaseIterable {
        /// bfloat16 where the device computes with it directly, else float32.
        case auto
        /// 32-bit floating point.
        case float32
        /// 16-bit floating point with float32's range.
        case bfloat16
    }

    /// How much a class counts in the loss.
    public enum ClassWeights: String, Sendable, Hashable, CaseIterable {
        /// Every sample counts the same.
        case none
        /// Every class counts the same.
        case balanced
    }

    /// What to do when a loss is no longer a sensible number.
    public enum OnDivergence: String, Sendable, Hashable, CaseIterable {
        /// Stop with advice.
        case stop
        /// Go on from the last good epoch with half the learning rate, up to five times.
        case retry
    }

    /// What to do when a training learns nothing: when it is no better than always answering the classes' shares.
    public enum OnStall: String, Sendable, Hashable, CaseIterable {
        /// Tell, and go on.
        case warn
        /// Begin again with other random numbers, up to three times; then tell, and go on.
        case retry
    }
}

extension Augmentation: Section {
    static var blank: Self { Self(flip: true, shift: 4) }

    static var fields: [Field<Self>] {
        [
            Field("flip", \.flip, .boolean),
            Field("flipAxes", \.flipAxes, .list(of: .integer(0...7), count: 0...8)),
            Field("shift", \.shift, .integer(0...1_000_000)),
            Field("rotate", \.rotate, .number("degrees from 0 to 180") { $0 >= 0 && $0 <= 180 }),
            Field("zoom", \.zoom, .unit),
            Field("crop", \.crop, .unit),
            Field("brightness", \.brightness, .unit),
            Field("contrast", \.contrast, .unit),
            Field("color", \.color, .unit),
            Field(
                "mixup", \.mixup, .number("0, or a number from 0.01 to 1") { $0 == 0 || (0.01...1).contains($0) }),
            Field("erase", \.erase, .integer(0...1_000_000)),
        ]
    }
}

extension Codec where Value == Double {
    fileprivate static var unit: Self { .number("0 to 1") { $0 >= 0 && $0 <= 1 } }
}
