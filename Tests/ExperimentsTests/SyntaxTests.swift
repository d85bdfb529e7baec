import TesseraExperiments
import Testing

@Suite struct SyntaxTests {
    @Test(arguments: [
        ("", "e.yaml: the file is empty; an experiment has at least name, data.path and decomposition.grid"),
        (
            "# only a comment\n",
            "e.yaml: the file is empty; an experiment has at least name, data.path and decomposition.grid"
        ),
        ("- a\n- b", "e.yaml:1: this is a list, not a map of keys such as 'name: my-experiment'"),
        ("hello", "e.yaml:1: this is hello, not a map of keys such as 'name: my-experiment'"),
        (
            "name: [a\nseed: 1",
            "e.yaml:2:5: this is not YAML: did not find expected ',' or ']' while parsing a flow sequence, "
                + "which began in line 1"
        ),
        ("name: e\nname: f", "e.yaml:1: 'name' stands twice in the same map; keep one"),
        ("a: 1\n---\nb: 2", nil),
        ("name: *nobody", "e.yaml:1:7: this is not YAML: found undefined alias"),
        ("data:\n\tpath: x", nil),
        ("name: \u{1}", nil),
        (String(repeating: "[", count: 100_000), nil),
        (String(repeating: "a: {", count: 5_000), nil),
    ])
    func brokenFilesGetOneSentence(yaml: String, message: String?) {
        let told = mistakes(yaml)
        #expect(told.count == 1)
        if let message { #expect(told == [message]) }
        #expect(told.allSatisfy { !$0.contains("YamlError") && !$0.contains("\n") })
    }

    @Test func tabsAreNamed() {
        #expect(mistakes("data:\n\tpath: x").first?.hasSuffix("; indent with blanks, not with tabs") == true)
    }

    @Test func aBombOfAliasesIsHarmless() {
        var yaml = least + "seed: &a0 [x, x]\n"
        // Each list holds the one before ten times: written out, they would fill any memory.
        for i in 1...30 {
            let aliases = Array(repeating: "*a\(i - 1)", count: 10).joined(separator: ", ")
            yaml += "bomb\(i): &a\(i) [\(aliases)]\n"
        }
        #expect(mistakes(yaml + "fusion: {hidden: *a30}\nname2: *a30").count > 30)
    }
}
