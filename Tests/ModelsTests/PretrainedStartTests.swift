import TesseraNetworks
import TesseraTorch
import TestSupport
import Testing

@testable import TesseraModels

@Suite struct PretrainedStartTests {
    private let place: TemporaryFolder
    private let network = Network(.resnet18, width: 4)
    private let colours = Shape(channels: 3, spatial: [16, 16])

    init() throws { place = try TemporaryFolder() }

    private func model(_ input: Shape, seed: Int) throws -> SingleNetwork {
        try SingleNetwork(network, input: input, classes: 5, key: key.derived(seed))
    }

    /// A file of some tensors under other names; nil leaves one out.
    private func write(_ name: (String) -> String?, of model: SingleNetwork) throws -> String {
        let path = place.path + "/start.safetensors"
        try Safetensors(of: model.state.compactMap { named in name(named.name).map { NamedTensor($0, named.tensor) } })
            .write(to: path)
        return path
    }

    @Test func allButTheClassLayerBeginsAsInTheFile() throws {
        let donor = try model(colours, seed: 1)
        let start = try PretrainedStart(path: write({ $0 }, of: donor))
        let match = try start.match(network, input: colours)
        #expect(match.missing.isEmpty && match.unused == ["fc.bias", "fc.weight"])
        #expect(
            match.description
                == "100 of 100 tensors begin as in the file; the file's fc.bias, fc.weight are not used; the class layer is "
                + "new")
        let (begun, fresh) = (try model(colours, seed: 2), try model(colours, seed: 2))
        try start.load(into: begun)
        for ((own, donated), new) in zip(zip(begun.state, donor.state), fresh.state) {
            let wanted = own.name.hasPrefix("fc.") ? new : donated
            try #expect(own.tensor.contiguous().floats == wanted.tensor.contiguous().floats, "\(own.name)")
        }
    }

    @Test func greySamplesSumTheColours() throws {
        let donor = try model(colours, seed: 1)
        let start = try PretrainedStart(path: write({ $0 }, of: donor))
        let grey = Shape(channels: 1, spatial: [16, 16])
        _ = try start.match(network, input: grey)
        let begun = try model(grey, seed: 2)
        try start.load(into: begun)
        // What a picture of three equal colours gives.
        let picture = try noise([2, 1, 16, 16])
        let three = try Tensor.cat([picture, picture, picture], axis: 1)
        let (one, other) = (
            try begun.features([picture], in: .evaluation), try donor.features([three], in: .evaluation)
        )
        try #expect(difference(one, other) < 1e-5)
        #expect(throws: PretrainedError.channels(start.path, file: 3, data: 2)) {
            try start.match(network, input: Shape(channels: 2, spatial: [16, 16]))
        }
    }

    @Test func tooLittleIsRefusedWithTheKeysToChange() throws {
        let donor = try model(colours, seed: 1)
        let path = try write({ $0.hasPrefix("layer4") ? nil : $0 }, of: donor)
        let start = try PretrainedStart(path: path)
        let error = try #require(throws: PretrainedError.self) { try start.match(network, input: colours) }
        #expect(error.description.hasPrefix("network.weights: \(path) has 26 % of the values of network resnet18"))
        #expect(
            error.description.contains("it lacks layer4.0.conv1.weight, layer4.0.bn1.weight, layer4.0.bn1.bias and"))
        #expect(error.description.contains("set network.architecture and network.width"))
        let wider = try #require(throws: PretrainedError.self) {
            try start.match(Network(.resnet18, width: 8), input: colours)
        }
        #expect(wider.description.contains("conv1.weight ([4, 3, 7, 7], not [8, 3, 7, 7])"))
        // A few may be missing: they begin at random, and that is told.
        let most = try PretrainedStart(path: write({ $0.hasPrefix("layer1.0.bn1") ? nil : $0 }, of: donor))
        #expect(try most.match(network, input: colours).missing.count == 4)
        #expect(throws: (any Error).self) { try PretrainedStart(path: place.path + "/none.safetensors") }
    }

    /// Every tensor of a family under the names of its other collection; each name of the table is one of the network.
    @Test(arguments: [NetworkFamily.efficientNetLite0, .convNeXtTiny, .densenet121])
    func otherNamesAreTensorsOfTheFamily(family: NetworkFamily) throws {
        let own = Set(
            try Network(family, width: 8).tensors(for: Shape(channels: 3, spatial: [64, 64])).joined().flatMap {
                [$0.name, String($0.name[..<($0.name.lastIndex(of: ".") ?? $0.name.endIndex)])]
            })
        #expect(!family.otherNames.isEmpty)
        for (other, name) in family.otherNames { #expect(own.contains(name), "\(other) is \(name)") }
        #expect(Set(family.otherNames.values).count == family.otherNames.count)
    }

    @Test func tensorsOfOtherNamesAreFound() throws {
        let lite = Network(.efficientNetLite0, width: 8)
        let donor = try SingleNetwork(lite, input: colours, classes: 2, key: key)
        let back = Dictionary(uniqueKeysWithValues: NetworkFamily.efficientNetLite0.otherNames.map { ($1, $0) })
        let path = place.path + "/timm.safetensors"
        try Safetensors(
            of: donor.state.map { named in
                let dot = named.name.lastIndex(of: ".") ?? named.name.endIndex
                let module = String(named.name[..<dot])
                return NamedTensor((back[module] ?? "classifier") + named.name[dot...], named.tensor)
            }
        ).write(to: path)
        let start = try PretrainedStart(path: path, otherNames: NetworkFamily.efficientNetLite0.otherNames)
        let match = try start.match(lite, input: colours)
        #expect(match.missing.isEmpty && match.unused == ["classifier.bias", "classifier.weight"])
    }
}
