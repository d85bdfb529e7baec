import TesseraNetworks
import Testing

@Suite struct NetworkFamilyTests {
    @Test func namesTellFamiliesApart() {
        #expect(Set(NetworkFamily.all).count == NetworkFamily.all.count)
        #expect(Set(NetworkFamily.all.map(\.name)).count == NetworkFamily.all.count)
    }

    @Test(arguments: NetworkFamily.all) func aNetworkBearsItsFamilysName(family: NetworkFamily) {
        #expect(Network(family, width: 4).name == family.name)
    }

    @Test func vgg3PlainHasVGG3sLayers() {
        #expect(Network(.vgg3Plain, width: 8).layers == Network(.vgg3, width: 8).layers)
    }
}
