import Answering
import Foundation

// swift run -c release ask PROJECT QUESTION, where `pyramidion learn` or `make demo` made the project.
let arguments = CommandLine.arguments
guard arguments.count == 3 else { exit(64) }
do {
    let answerer = try Answerer(project: Project(URL(filePath: arguments[1])))
    for answer in try answerer.answer(arguments[2], count: 3).answers {
        print("\(answer.text) (\(answer.probability)), from \(answer.title): \(answer.context)")
    }
} catch {
    print("ask: \(error)")
    exit(1)
}
