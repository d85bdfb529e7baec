import Testing

@testable import TesseraTorch

/// Headers that lie, one by one.
@Suite struct SafetensorsHeaderTests {
    private func problem(_ bytes: [UInt8]) -> SafetensorsError.Problem? {
        do throws(SafetensorsError) {
            _ = try Safetensors(parsing: bytes, path: "x")
            return nil
        } catch {
            #expect(!error.description.contains("\n"))
            return error.problem
        }
    }

    private func problem(_ header: String, data: Int = 0) -> SafetensorsError.Problem? {
        problem(file(header, data: data))
    }

    private func tensor(
        _ name: String = "x", type: String = "\"F32\"", shape: String = "[1]", offsets: String = "[0,4]"
    ) -> String {
        "\"\(name)\":{\"dtype\":\(type),\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }

    @Test func acceptsWhatTheFormatAllows() {
        #expect(problem("{}") == nil)
        #expect(problem("{}      ") == nil)
        #expect(problem("{ \"__metadata__\" : { } }") == nil)
        #expect(problem("{\(tensor())}", data: 4) == nil)
        #expect(problem("{\(tensor(#"\ud83d\ude00 \u00e9\/"#))}", data: 4) == nil)
    }

    @Test func length() {
        #expect(problem([1, 2, 3]) == .truncatedHeader(size: 3))
        #expect(problem([9, 0, 0, 0, 0, 0, 0, 0, 123, 125]) == .headerLength(announced: 9, most: 2))
        #expect(problem([UInt8](repeating: 255, count: 16)) == .headerLength(announced: .max, most: 8))
        #expect(problem("") == .syntax(expected: "{", offset: 0))
    }

    @Test(arguments: [
        "[]", "{", "{}}", "{} x", "{\"a\"}", "{\"a\":1}", "{\"a\":{}", "{,}", "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":{\"a\":null}}", "{\"__metadata__\":[]}", "{\"a\u{1}\":{}}", #"{"\x":{}}"#, #"{"\ud83d":{}}"#,
        #"{"\ude00":{}}"#, #"{"\u12g4":{}}"#, "{\"", "{\"\\", "{\"\\u12",
        String(repeating: "{\"a\":", count: 100_000), String(repeating: "[", count: 100_000),
    ])
    func syntax(header: String) {
        switch problem(header) {
        case .syntax, .wrongKeys: break
        case let other: Issue.record("\(header.prefix(40)): \(String(describing: other))")
        }
    }

    @Test(arguments: [
        "[-1]", "[1.0]", "[1e0]", "[01]", "[true]", "[\"1\"]", "1", "[1,]", "[9223372036854775808]", "[[1]]",
    ])
    func shapesAreListsOfWholeNumbers(shape: String) {
        guard case .syntax = problem("{\(tensor(shape: shape))}", data: 4) else {
            Issue.record("\(shape) was taken")
            return
        }
    }

    @Test func invalidUTF8() {
        var bytes = file("{\"__metadata__\":{\"a\":\"b\"}}")
        bytes[8 + 17 + 5] = 0xff
        guard case .syntax("UTF-8", _) = problem(bytes) else {
            Issue.record("\(String(describing: problem(bytes)))")
            return
        }
    }

    @Test func names() {
        #expect(problem("{\(tensor()),\(tensor())}", data: 4) == .duplicate("x"))
        #expect(problem("{\(tensor()),\(tensor("\\u0078"))}", data: 4) == .duplicate("x"))
        #expect(problem("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}") == .duplicate("a"))
        #expect(problem("{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}") == .duplicate("dtype"))
        #expect(problem("{\"x\":{}}") == .wrongKeys(tensor: "x"))
        #expect(problem("{\"x\":{\"more\":1}}") == .wrongKeys(tensor: "x"))
        #expect(problem("{\(tensor(offsets: "[0,4,8]"))}") == .wrongKeys(tensor: "x"))
    }

    @Test func types() {
        #expect(problem("{\(tensor(type: "\"F16\""))}", data: 4) == .unknownType(tensor: "x", type: "F16"))
        #expect(problem("{\(tensor(type: "\"BOOL\""))}", data: 4) == .unknownType(tensor: "x", type: "BOOL"))
    }

    @Test func sizes() {
        #expect(
            problem("{\(tensor(shape: "[2]"))}", data: 4) == .wrongSize(tensor: "x", shape: [2], needed: 8, bytes: 4))
        let huge = 4_611_686_018_427_387_904
        #expect(
            problem("{\(tensor(shape: "[\(huge),4,0]", offsets: "[0,0]"))}")
                == .wrongSize(tensor: "x", shape: [huge, 4, 0], needed: nil, bytes: 0))
        #expect(
            problem("{\(tensor(shape: "[0]", offsets: "[\(Int.max),0]"))}")
                == .wrongSize(tensor: "x", shape: [0], needed: 0, bytes: -Int.max))
    }

    @Test func offsets() {
        let overlap = "{\(tensor()),\(tensor("y", shape: "[2]", offsets: "[0,8]"))}"
        #expect(problem(overlap, data: 8) == .wrongOffset(tensor: "y", found: 0, expected: 4))
        let gap = "{\(tensor()),\(tensor("y", offsets: "[8,12]"))}"
        #expect(problem(gap, data: 12) == .wrongOffset(tensor: "y", found: 8, expected: 4))
        #expect(problem("{\(tensor(offsets: "[4,8]"))}", data: 8) == .wrongOffset(tensor: "x", found: 4, expected: 0))
        #expect(problem("{\(tensor())}", data: 3) == .wrongLength(announced: 4, found: 3))
        #expect(problem("{\(tensor())}", data: 5) == .wrongLength(announced: 4, found: 5))
        #expect(problem("{}", data: 1) == .wrongLength(announced: 0, found: 1))
    }

    @Test func messagesNamePathProblemAndRemedy() {
        #expect(
            SafetensorsError("w", .unknownType(tensor: "a\nb", type: "F16")).description
                == #"w: the tensor "a\nb" has the type "F16"; F32, BF16, I64 and U8 can be read"#)
        #expect(
            SafetensorsError("w", .headerLength(announced: 9, most: 2)).description
                == "w: announces a header of 9 bytes where at most 2 can be; it is truncated or no safetensors file")
    }
}
