/// What the header of a safetensors file says about one tensor.
struct StoredTensor: Equatable {
    /// The name of the element type, as in the file.
    let type: String
    let shape: [Int]
    /// Where its bytes stand, counted from the end of the header.
    let range: Range<Int>

    /// The bits of one element of each type of the format.
    static let bits = [
        "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "I16": 16, "U16": 16, "F16": 16,
        "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64,
    ]

    /// How the elements lie in the file, where they can be read.
    var element: StoredElement? {
        switch type {
        case "F32": .float32
        case "F16": .float16
        case "BF16": .bfloat16
        case "F64": .float64
        case "I64": .int64
        default: nil
        }
    }

    /// Why a header's value describes no tensor.
    struct Problem: Error {
        let reason: String
    }

    init(_ value: HeaderValue) throws(Problem) {
        guard case .object(let fields) = value, case .text(let type)? = fields["dtype"],
            let shape = fields["shape"]?.numbers, let offsets = fields["data_offsets"]?.numbers
        else { throw Problem(reason: "expected the fields dtype (a name), shape and data_offsets (whole numbers)") }
        guard let bits = Self.bits[type] else { throw Problem(reason: "the element type \"\(type)\" is not known") }
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw Problem(reason: "data_offsets \(offsets) are not a beginning and an end")
        }
        var bytes = bits / 8
        for size in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow else { throw Problem(reason: "shape \(shape) is too large") }
            bytes = product
        }
        guard offsets[1] - offsets[0] == bytes else {
            throw Problem(
                reason: "shape \(shape) of \(type) needs \(bytes) bytes, data_offsets give \(offsets[1] - offsets[0])")
        }
        self.type = type
        self.shape = shape
        range = offsets[0]..<offsets[1]
    }
}

extension HeaderValue {
    /// The elements of an array of whole numbers.
    fileprivate var numbers: [Int]? {
        guard case .array(let elements) = self else { return nil }
        var numbers: [Int] = []
        for element in elements {
            guard case .number(let number) = element else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
