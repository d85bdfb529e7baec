import Foundation

extension SampleCache {
    /// The user's own: `samples` in `TESSERA_CACHE`, else in `tessera` in `XDG_CACHE_HOME` or `~/.cache`; nil where
    /// none of them is set.
    public static var ofUser: SampleCache? {
        let environment = ProcessInfo.processInfo.environment
        func folder(_ name: String, _ rest: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 + rest }
        }
        let base =
            folder("TESSERA_CACHE", "") ?? folder("XDG_CACHE_HOME", "/tessera") ?? folder("HOME", "/.cache/tessera")
        return base.map { SampleCache(folder: "\($0)/samples") }
    }
}
