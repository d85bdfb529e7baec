import TesseraDatasets
import Testing

struct DatasetErrorTests {
    @Test(arguments: [
        (
            DatasetError.truncated(path: "train-images-idx3-ubyte.gz", found: 12_000, announced: 47_040_000),
            "train-images-idx3-ubyte.gz: holds 12,000 of the 47,040,000 bytes its header announces; "
                + "the file is truncated, fetch it again"
        ),
        (
            .wrongMagic(path: "a", found: [0x1f, 2, 8, 3], expected: [0, 0, 8, 3]),
            "a: begins with the bytes 1f 02 08 03 instead of 00 00 08 03; "
                + "it is not the IDX file of unsigned bytes that its name promises"
        ),
        (
            .missingFile(folder: "data", names: ["test_batch.bin", "test_batch.bin.gz"]),
            "data: test_batch.bin is missing (also looked for test_batch.bin.gz); fetch the data set again"
        ),
        (
            .labelOutOfRange(path: "a", sample: 1234, label: 10, classes: 10),
            "a: sample 1,234 has the label 10, but there are 10 classes (labels 0 to 9)"
        ),
        (
            .unrecognized(folder: "data", lookedFor: ["data_batch_1.bin (cifar10)", "train-images-idx3-ubyte (idx)"]),
            "data: holds no data set of a known format; "
                + "looked for data_batch_1.bin (cifar10), train-images-idx3-ubyte (idx) and the like"
        ),
        (
            .noClassFolders("a\nb\u{1b}[31m \"c\" é"),
            #"a\nb\u{1B}[31m "c" é: holds no folders; each class's samples go into a folder with the class's name"#
        ),
    ]) func words(error: DatasetError, text: String) {
        #expect(error.description == text)
    }
}
