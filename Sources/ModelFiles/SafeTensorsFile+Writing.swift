import DurableFiles
public import Foundation
public import Tensors

extension SafeTensorsFile {
    /// Writes named tensors with their own element types; the same tensors and metadata always give the same bytes.
    ///
    /// Larger elements come first, then names in order, so that each tensor starts at a multiple of its element's size,
    /// and the data at a multiple of eight. The file appears whole or not at all.
    /// - Throws: `SafeTensorsError` when two tensors have one name, or the file cannot be written.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to url: URL
    ) throws(SafeTensorsError) {
        let sorted = tensors.map { (name: $0.name, tensor: $0.tensor, size: $0.tensor.elementType.size) }
            .sorted { ($1.size, $0.name) < ($0.size, $1.name) }
        var bytes = try header(
            sorted.map { ($0.name, $0.tensor.elementType, $0.tensor.shape) }, metadata: metadata, url)
        for (name, tensor, _) in sorted {
            do { bytes.append(try tensor.bytes()) } catch {
                throw .malformedTensor(file: url.path, tensor: name, reason: error.description)
            }
        }
        do { try DurableFile.write(bytes, to: url) } catch {
            throw .file(error)
        }
    }

    /// The bytes before those of the tensors: the length of the header, and the header.
    /// - Parameter tensors: in the order of their bytes.
    static func header(
        _ tensors: [(name: String, type: ElementType, shape: [Int])], metadata: [String: String], _ url: URL
    ) throws(SafeTensorsError) -> Data {
        var names: Set = ["__metadata__"]
        var entries: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        var offset = 0
        for (name, type, shape) in tensors {
            guard names.insert(name).inserted else {
                throw .malformedTensor(file: url.path, tensor: name, reason: "two tensors would have this name")
            }
            let end = offset + shape.reduce(type.size, *)
            let sizes = shape.map(String.init).joined(separator: ",")
            let place = "\"shape\":[\(sizes)],\"data_offsets\":[\(offset),\(end)]"
            entries.append("\(quoted(name)):{\"dtype\":\"\(code(type))\",\(place)}")
            offset = end
        }
        var header = Data("{\(entries.joined(separator: ","))}".utf8)
        header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        return Data((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }) + header
    }

    private static func code(_ type: ElementType) -> String {
        switch type {
        case .float32: "F32"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int64: "I64"
        }
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
