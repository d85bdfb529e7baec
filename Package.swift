// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A room of the project and its test room.
///
/// Imports go one way: a room may only name rooms above it. Files that tests read, where they lie, are in a folder
/// `fixtures`.
func room(
    _ name: String, imports: [Target.Dependency] = [], fixtures: [String] = [], tests: [Target.Dependency] = []
) -> [Target] {
    // Names of modules are unique among all packages of a build.
    let module = name == "Tessera" ? name : "Tessera\(name)"
    return [
        .target(name: module, dependencies: imports, path: "Sources/\(name)", swiftSettings: strict),
        .testTarget(
            name: "\(name)Tests", dependencies: [.byName(name: module), "TestSupport"] + imports + tests,
            exclude: fixtures, swiftSettings: strict),
    ]
}

let package = Package(
    name: "Tessera",
    products: [
        .library(
            name: "Tessera",
            targets: [
                "Tessera", "TesseraFiles", "TesseraThreads", "TesseraRandomness", "TesseraDecomposition",
                "TesseraDatasets", "TesseraNetworks", "TesseraExperiments",
                "TesseraTorch",
                "TesseraModels", "TesseraTraining", "TesseraRuns", "TesseraStrategies",
                "TesseraPrediction", "TesseraClassificationMetrics",
                "TesseraEvaluating",
                "TesseraExport",
            ]),
        .library(name: "TesseraCommand", targets: ["TesseraCommand"]),
        .executable(name: "tessera", targets: ["TesseraTool"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: room("Files", tests: ["TesseraThreads"])
        + room("Threads")
        + room("PlainText")
        + room("Randomness")
        + room("Decomposition")
        + room(
            "Datasets",
            imports: [
                "TesseraFiles", "TesseraPlainText", "TesseraThreads", "TesseraRandomness", "TesseraDecomposition",
                "CTesseraDICOM", "CTesseraImages", "CTesseraZlib",
            ],
            fixtures: ["DICOM", "Images", "Nibabel", "Pillow", "PyTorch"])
        + room("Networks")
        + room(
            "Experiments",
            imports: [
                "TesseraPlainText", "TesseraRandomness", "TesseraDecomposition", "TesseraDatasets", "TesseraNetworks",
                .product(name: "Yams", package: "Yams"),
            ])
        + room(
            "Torch", imports: ["TesseraFiles", "TesseraThreads", "TesseraRandomness", "CTesseraTorch"],
            fixtures: ["Fixtures"])
        + room("Cluster", imports: ["CTesseraMPI"])
        + room(
            "Models", imports: ["TesseraRandomness", "TesseraNetworks", "TesseraExperiments", "TesseraTorch"],
            fixtures: ["Fixtures", "PyTorch"])
        + room("ClassificationMetrics", imports: ["TesseraRandomness"], fixtures: ["Fixtures"])
        + room(
            "Training",
            imports: [
                "TesseraFiles", "TesseraPlainText", "TesseraThreads", "TesseraRandomness", "TesseraDatasets",
                "TesseraExperiments", "TesseraTorch", "TesseraModels", "TesseraClassificationMetrics",
            ],
            fixtures: ["Fixtures"],
            tests: ["TrainingSupport", "TesseraDecomposition", "TesseraNetworks", "TesseraRuns", "TesseraStrategies"])
        + room(
            "Runs",
            imports: [
                "TesseraFiles", "TesseraPlainText", "TesseraRandomness", "TesseraDecomposition", "TesseraDatasets",
                "TesseraNetworks", "TesseraExperiments", "TesseraTorch",
                "TesseraModels", "TesseraClassificationMetrics", "TesseraTraining",
            ],
            tests: ["TrainingSupport", "TesseraStrategies", "TesseraPrediction"])
        + room(
            "Strategies",
            imports: [
                "TesseraFiles", "TesseraRandomness", "TesseraDecomposition", "TesseraDatasets", "TesseraNetworks",
                "TesseraExperiments", "TesseraTorch", "TesseraCluster",
                "TesseraModels", "TesseraClassificationMetrics", "TesseraTraining", "TesseraRuns",
            ],
            fixtures: ["PyTorch"], tests: ["TrainingSupport"])
        + room(
            "Prediction",
            imports: [
                "TesseraRandomness", "TesseraDecomposition", "TesseraDatasets", "TesseraNetworks", "TesseraExperiments",
                "TesseraTorch", "TesseraModels", "TesseraClassificationMetrics", "TesseraTraining",
                "TesseraRuns", "TesseraStrategies",
            ],
            tests: ["TrainingSupport"])
        + room("Reporting", imports: ["TesseraFiles", "TesseraPlainText", "CTesseraPNG"])
        + room("TensorBoard", imports: ["TesseraFiles", .product(name: "SwiftProtobuf", package: "swift-protobuf")])
        + room(
            "Export",
            imports: [
                "TesseraFiles", "TesseraDecomposition", "TesseraDatasets", "TesseraNetworks", "TesseraExperiments",
                "TesseraTorch", "TesseraModels", "TesseraTraining",
                "TesseraRuns", "TesseraPrediction",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ])
        + room(
            "Evaluating",
            imports: [
                "TesseraPlainText", "TesseraRandomness", "TesseraDatasets", "TesseraExperiments", "TesseraTorch",
                "TesseraTraining", "TesseraRuns",
                "TesseraStrategies", "TesseraPrediction", "TesseraClassificationMetrics", "TesseraReporting",
            ],
            tests: ["TrainingSupport"])
        + room(
            "Reports",
            imports: [
                "TesseraFiles", "TesseraPlainText", "TesseraDecomposition", "TesseraDatasets", "TesseraExperiments",
                "TesseraTorch", "TesseraTraining", "TesseraRuns",
                "TesseraStrategies", "TesseraPrediction", "TesseraClassificationMetrics", "TesseraReporting",
                "TesseraEvaluating",
            ],
            tests: ["TrainingSupport"])
        + room(
            "Studies",
            imports: [
                "TesseraFiles", "TesseraExperiments", "TesseraTorch", "TesseraClassificationMetrics", "TesseraTraining",
                "TesseraRuns", "TesseraStrategies", "TesseraReporting",
            ])
        + room(
            "Doctor",
            imports: [
                "TesseraPlainText", "TesseraDecomposition", "TesseraDatasets", "TesseraNetworks", "TesseraExperiments",
                "TesseraTorch", "TesseraCluster", "TesseraModels", "TesseraRuns", "TesseraReporting",
            ],
            tests: ["TrainingSupport"])
        + room(
            "Tessera",
            imports: [
                "TesseraRandomness", "TesseraDecomposition", "TesseraDatasets", "TesseraNetworks", "TesseraExperiments",
                "TesseraTorch", "TesseraModels", "TesseraTraining",
                "TesseraRuns", "TesseraStrategies", "TesseraPrediction", "TesseraClassificationMetrics",
                "TesseraEvaluating", "TesseraExport",
            ])
        + [
            .target(
                name: "TesseraCommand",
                dependencies: [
                    "TesseraFiles", "TesseraPlainText", "TesseraThreads", "TesseraRandomness", "TesseraDecomposition",
                    "TesseraDatasets", "TesseraNetworks",
                    "TesseraExperiments", "TesseraTorch",
                    "TesseraCluster", "TesseraModels", "TesseraTraining", "TesseraRuns", "TesseraStrategies",
                    "TesseraPrediction", "TesseraClassificationMetrics",
                    "TesseraReporting",
                    "TesseraExport", "TesseraTensorBoard",
                    "TesseraEvaluating", "TesseraReports", "TesseraStudies", "TesseraDoctor",
                    .product(name: "ArgumentParser", package: "swift-argument-parser"),
                ],
                path: "Sources/Command", swiftSettings: strict),
            // The product is `tessera`; a target of that name would differ from the library's by case alone.
            .executableTarget(
                name: "TesseraTool", dependencies: ["TesseraCommand"], path: "Sources/Tool", swiftSettings: strict),
            // A strategy of one's own, and the command that knows it.
            .executableTarget(
                name: "OwnStrategy",
                dependencies: ["Tessera", "TesseraCommand"], path: "Tests/OwnStrategy", swiftSettings: strict),
            // The command is started, not imported: naming it here has it built first.
            .testTarget(
                name: "CommandTests", dependencies: ["TesseraTool", "OwnStrategy", "TestSupport"],
                exclude: ["Earlier", "Python", "Report"],
                swiftSettings: strict),
            // What tests of several rooms share.
            .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
            .target(
                name: "TrainingSupport",
                dependencies: [
                    "TestSupport", "TesseraRandomness", "TesseraDatasets", "TesseraNetworks", "TesseraExperiments",
                    "TesseraTorch",
                    "TesseraModels", "TesseraTraining", "TesseraStrategies",
                ],
                path: "Tests/TrainingSupport", swiftSettings: strict),
            .target(name: "CTesseraMPI", path: "Sources/CMPI"),
            .target(name: "CTesseraTorch", dependencies: ["CTesseraLibtorch"], path: "Sources/CTorch"),
            .systemLibrary(name: "CTesseraLibtorch", path: "Sources/CLibtorch", pkgConfig: "libtorch"),
            .target(name: "CTesseraImages", dependencies: ["CTesseraLibvips"], path: "Sources/CImages"),
            .systemLibrary(name: "CTesseraLibvips", path: "Sources/CLibvips", pkgConfig: "libvips-headers"),
            .target(name: "CTesseraDICOM", dependencies: ["CTesseraLibGDCM"], path: "Sources/CDICOM"),
            .systemLibrary(
                name: "CTesseraLibGDCM", path: "Sources/CLibGDCM", pkgConfig: "gdcm", providers: [.apt(["libgdcm-dev"])]
            ),
            .systemLibrary(
                name: "CTesseraZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
            .systemLibrary(
                name: "CTesseraPNG", path: "Sources/CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
