// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "TrainOnArrays",
    // In a package of your own: .package(url: "...", from: "0.1.0")
    dependencies: [.package(name: "Tessera", path: "../..")],
    targets: [
        .executableTarget(
            name: "TrainOnArrays", dependencies: [.product(name: "Tessera", package: "Tessera")], path: "Sources")
    ],
    swiftLanguageModes: [.v6]
)
