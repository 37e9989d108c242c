import Answering
import Checkpoints
import Foundation

// swift run -c release released CHECKPOINT PROJECT QUESTION, where CHECKPOINT is a folder such as google/realm-orqa-nq-openqa.
let arguments = CommandLine.arguments
guard arguments.count == 4 else { exit(64) }
do {
    let (checkpoint, folder) = (URL(filePath: arguments[1]), URL(filePath: arguments[2]))
    if !FileManager.default.fileExists(atPath: folder.path) { _ = try CheckpointImport.run(checkpoint, to: folder) }
    let answerer = try Answerer(project: Project(folder))
    for answer in try answerer.answer(arguments[3], count: 3).answers { print(answer.text, answer.context) }
} catch {
    print("released: \(error)")
    exit(1)
}
