import TesseraDoctor
import Testing

@Suite struct FindingTests {
    @Test func everyThingIsLookedAtOnceAndSaysWhatToDo() {
        let findings = Finding.all()
        #expect(Set(findings.map(\.what)).count == findings.count)
        for word in ["system", "processor", "memory", "a step on cpu"] {
            #expect(findings.contains { $0.what == word && $0.state == .fine && !$0.found.isEmpty }, "\(word)")
        }
        #expect(findings.allSatisfy { $0.state != .broken || !$0.remedy.isEmpty })
        #expect(findings.allSatisfy { $0.state != .fine || $0.remedy.isEmpty })
    }
}
