import Foundation
final class MetricsLog { init(file: URL, resumingAfterStep: Int) throws {}; func write(step: Int, stage: String, _ f: [(String, Double)]) throws {} }
final class EventFile { init(folder: URL, startingAtStep: Int) throws {}; func write(scalar: Double, tag: String, step: Int) throws {} }
