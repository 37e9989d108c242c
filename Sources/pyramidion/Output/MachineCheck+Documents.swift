import Foundation
import Corpora
import FileStreams

extension MachineCheck {
    /// What documents are read with.
    static func documents() -> [MachineCheck] { [decompression(), pdf()] }

    private static func decompression() -> MachineCheck {
        MachineCheck(name: "decompression", status: .ok, found: DecompressionLibraries.versions)
    }

    private static func pdf() -> MachineCheck {
        guard let program = PDFText.program() else {
            return MachineCheck(
                name: "pdftotext", status: .note, found: "not installed",
                advice: "only PDF files need it; to read them, install poppler-utils")
        }
        return MachineCheck(name: "pdftotext", status: .ok, found: program.path)
    }
}
