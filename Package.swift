// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A room of the project and its test room. Imports go one way: a room may only name rooms above it. Files that tests
/// read, where they lie, are in a folder `fixtures`.
func room(
    _ name: String, imports: [Target.Dependency] = [], fixtures: [String] = [], tests: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: imports, swiftSettings: strict),
        .testTarget(
            name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + imports + tests,
            exclude: fixtures,
            swiftSettings: strict),
    ]
}

let package = Package(
    name: "Tessera",
    products: [
        .library(
            name: "Tessera",
            targets: [
                "Tessera", "Files", "Threads", "Randomness", "Decomposition", "Datasets", "Networks", "Experiments",
                "Torch",
                "Cluster", "Models", "Training", "Runs", "Strategies", "Prediction", "ClassificationMetrics",
                "Evaluating",
                "Export", "TensorBoard",
            ]),
        .executable(name: "tessera", targets: ["TesseraTool"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: room("Files")
        + room("Threads")
        + room("PlainText")
        + room("Randomness")
        + room("Decomposition")
        + room(
            "Datasets",
            imports: ["Files", "PlainText", "Threads", "Randomness", "Decomposition", "CDICOM", "CImages", "CZlib"],
            fixtures: ["DICOM", "Images", "Nibabel", "PyTorch"])
        + room("Networks")
        + room(
            "Experiments",
            imports: ["PlainText", "Randomness", "Datasets", "Networks", .product(name: "Yams", package: "Yams")])
        + room("Torch", imports: ["Files", "Threads", "Randomness", "CTorch"], fixtures: ["Fixtures"])
        + room("Cluster", imports: ["CMPI"])
        + room("Models", imports: ["Randomness", "Networks", "Experiments", "Torch"], fixtures: ["Fixtures"])
        + room(
            "Training",
            imports: [
                "Files", "PlainText", "Threads", "Randomness", "Datasets", "Experiments", "Torch", "Models",
            ],
            fixtures: ["Fixtures"], tests: ["TrainingSupport", "Decomposition", "Networks", "Runs", "Strategies"])
        + room(
            "Runs",
            imports: [
                "Files", "PlainText", "Randomness", "Decomposition", "Datasets", "Networks", "Experiments", "Torch",
                "Models", "Training",
            ],
            tests: ["TrainingSupport", "Strategies", "Prediction"])
        + room(
            "Strategies",
            imports: [
                "Files", "Randomness", "Decomposition", "Datasets", "Networks", "Experiments", "Torch", "Cluster",
                "Models", "Training", "Runs",
            ],
            fixtures: ["PyTorch"], tests: ["TrainingSupport"])
        + room(
            "Prediction",
            imports: [
                "Randomness", "Decomposition", "Datasets", "Networks", "Experiments", "Torch", "Models", "Training",
                "Runs", "Strategies",
            ],
            tests: ["TrainingSupport"])
        + room("ClassificationMetrics", imports: ["Randomness"], fixtures: ["Fixtures"])
        + room("Reporting", imports: ["Files", "PlainText", "CPNG"])
        + room("TensorBoard", imports: [.product(name: "SwiftProtobuf", package: "swift-protobuf")])
        + room(
            "Export",
            imports: [
                "Files", "Decomposition", "Datasets", "Networks", "Experiments", "Torch", "Models", "Training",
                "Runs", "Prediction",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ])
        + room(
            "Evaluating",
            imports: [
                "PlainText", "Randomness", "Datasets", "Experiments", "Torch", "Training", "Runs",
                "Strategies", "Prediction", "ClassificationMetrics", "Reporting",
            ])
        + room(
            "Reports",
            imports: [
                "Files", "PlainText", "Decomposition", "Datasets", "Experiments", "Torch", "Training", "Runs",
                "Strategies", "Prediction", "ClassificationMetrics", "Reporting", "Evaluating",
            ])
        + room(
            "Studies",
            imports: ["Files", "Experiments", "Torch", "Training", "Runs", "Strategies", "Reporting"])
        + room(
            "Tessera",
            imports: [
                "Randomness", "Decomposition", "Datasets", "Networks", "Experiments", "Torch", "Models", "Training",
                "Runs", "Strategies", "Prediction", "ClassificationMetrics", "Evaluating", "Export",
            ])
        + [
            .target(
                name: "TesseraCommand",
                dependencies: [
                    "Files", "PlainText", "Threads", "Randomness", "Decomposition", "Datasets", "Networks",
                    "Experiments", "Torch",
                    "Cluster", "Models", "Training", "Runs", "Strategies", "Prediction", "ClassificationMetrics",
                    "Reporting",
                    "Export", "TensorBoard",
                    "Evaluating", "Reports", "Studies",
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
                name: "CommandTests", dependencies: ["TesseraTool", "OwnStrategy"],
                exclude: ["Earlier", "Python", "Report"],
                swiftSettings: strict),
            // What tests of several rooms share.
            .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
            .target(
                name: "TrainingSupport",
                dependencies: [
                    "Randomness", "Datasets", "Networks", "Experiments", "Torch", "Models", "Training", "Strategies",
                ],
                path: "Tests/TrainingSupport", swiftSettings: strict),
            .target(name: "CMPI"),
            .target(name: "CTorch", dependencies: ["CLibtorch"]),
            .systemLibrary(name: "CLibtorch", pkgConfig: "libtorch"),
            .target(name: "CImages", dependencies: ["CLibvips"]),
            .systemLibrary(name: "CLibvips", pkgConfig: "libvips-headers"),
            .target(name: "CDICOM", dependencies: ["CLibGDCM"]),
            .systemLibrary(name: "CLibGDCM", pkgConfig: "gdcm", providers: [.apt(["libgdcm-dev"])]),
            .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
            .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
