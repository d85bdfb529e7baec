import Glibc

/// The system's refusal to read or write a file.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was being done.
    public enum Action: String, Sendable {
        /// Reading the file.
        case read
        /// Writing or replacing the file.
        case written
    }

    /// The file.
    public let path: String
    /// What was being done.
    public let action: Action
    /// The system's error number, such as `ENOSPC`.
    public let code: Int32

    /// The refusal `code` of reading or writing `path`.
    public init(path: String, action: Action, code: Int32) {
        self.path = path
        self.action = action
        self.code = code
    }

    /// Where, what the system says, and what would be right.
    public var description: String {
        "\(path): cannot be \(action.rawValue) (\(String(cString: strerror(code))))" + advice
    }

    private var advice: String {
        switch code {
        case ENOSPC, EDQUOT: "; free space on that disk, or write elsewhere"
        case EFBIG: "; raise the limit on the size of files (ulimit -f), or write elsewhere"
        case EACCES, EPERM, EROFS:
            action == .read ? "; ask for the right to read it" : "; choose a folder that you may write to"
        case ENOENT: action == .read ? "; check the path" : "; make its folder first"
        case EISDIR, ENOTEMPTY, EEXIST: "; that is a folder, name a file"
        case EINVAL where action == .read: "; only regular files are read"
        case ELOOP: "; a symbolic link stands there, remove it"
        case ENXIO: "; nobody reads from that pipe"
        case ENOLCK, EOPNOTSUPP, ENOSYS: "; that file system has no locks, use another folder"
        default: ""
        }
    }
}
