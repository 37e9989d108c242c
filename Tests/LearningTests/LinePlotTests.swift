import Foundation
import Learning
import Randomness
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct LinePlotTests {
    /// The picture's elements, each with its attributes; throws where it is not XML.
    private func elements(_ svg: String) throws -> [(name: String, attributes: [String: String])] {
        var elements: [(String, [String: String])] = []
        let document = try XMLDocument(xmlString: svg)
        func visit(_ node: XMLNode) {
            if let element = node as? XMLElement {
                let pairs = (element.attributes ?? []).map { ($0.name ?? "", $0.stringValue ?? "") }
                elements.append((element.name ?? "", Dictionary(pairs) { first, _ in first }))
            }
            (node.children ?? []).forEach(visit)
        }
        visit(document)
        return elements
    }
    private func panel(_ points: [LinePlot.Point], marks: [LinePlot.Mark] = []) -> LinePlot.Panel {
        LinePlot.Panel("Loss", xLabel: "step", yLabel: "nats", [.init("sentence", points)], marks: marks)
    }

    private func paths(_ points: [LinePlot.Point]) throws -> [String] {
        try elements(LinePlot("Run", [panel(points)]).svg).filter { $0.name == "path" }.compactMap {
            $0.attributes["d"]
        }
    }

    @Test func aCurveGoesFromTheAxesOneEndToTheOther() throws {
        #expect(try paths([.init(0, 0), .init(50, 2), .init(100, 4)]) == ["M58 250L261 154L464 58"])
    }

    @Test func valuesThatAreNotFiniteInterruptTheLine() throws {
        let points: [LinePlot.Point] = [
            .init(0, 0), .init(1, 1), .init(2, .nan), .init(3, 1), .init(4, .infinity), .init(5, 4), .init(6, 0),
        ]
        let svg = LinePlot("Run", [panel(points)]).svg
        #expect(try paths(points).count == 2)
        #expect(try elements(svg).count { $0.name == "circle" } == 1)
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test func anEmptyAndAConstantCurveAreDrawnToo() throws {
        #expect(try paths([]).isEmpty)
        #expect(try paths([.init(1, 3), .init(2, 3)]).count == 1)
        #expect(try elements(LinePlot("Nothing", []).svg).first?.name == "svg")
    }

    @Test func textIsEscaped() throws {
        let svg = LinePlot("a < b & \"c\" \u{1}", [panel([.init(0, 1), .init(1, 2)])]).svg
        #expect(svg.contains("a &lt; b &amp; &quot;c&quot; \u{FFFD}"))
        #expect(try !elements(svg).isEmpty)
    }

    @Test func marksInsideTheAxisAreLinesWithALabel() throws {
        let marks = [LinePlot.Mark(50, "gen 2"), LinePlot.Mark(500, "gen 3")]
        let svg = LinePlot("Run", [panel([.init(0, 0), .init(100, 1)], marks: marks)]).svg
        #expect(try elements(svg).count { $0.attributes["class"] == "mark" } == 1)
        #expect(svg.contains(">gen 2<") && !svg.contains(">gen 3<"))
    }

    @Test func smoothingAveragesTheLastValues() {
        let series = LinePlot.Series("loss", [.init(0, 4), .init(1, .nan), .init(2, 2), .init(3, 0)])
        #expect(series.smoothed(over: 2).points.map(\.y) == [4, 4, 2, 1])
    }

    @Test func anyNumbersMakeAPicture() throws {
        var random = SeededGenerator(seed: 8)
        let extremes = [0, -0.0, 1e-300, -1e300, .infinity, .nan, 1e14, 1, 1 + 1e-15, .greatestFiniteMagnitude]
        for _ in 0..<300 {
            let points = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                LinePlot.Point(extremes.randomElement(using: &random) ?? 0, extremes.randomElement(using: &random) ?? 0)
            }
            let marks = [LinePlot.Mark(extremes.randomElement(using: &random) ?? 0, "x")]
            let svg = LinePlot("Run", [panel(points, marks: marks)]).svg
            #expect(!svg.contains("nan") && !svg.contains("inf"))
        }
    }

    @Test func manyCurvesAreToldApartByDashesAndNamedInRows() throws {
        let points = [LinePlot.Point(0, 1), LinePlot.Point(1, 2)]
        let series = (0..<9).map { LinePlot.Series("a variant with number \($0)", points) }
        let drawn = try elements(
            LinePlot("Study", [LinePlot.Panel("Recall", xLabel: "step", yLabel: "share", series)]).svg)
        let curves = drawn.filter { $0.name == "path" }.map(\.attributes)
        #expect(Set(curves.map { "\($0["stroke"] ?? "") \($0["stroke-dasharray"] ?? "")" }).count == 9)
        let names = drawn.filter { $0.name == "line" && $0.attributes["class"] == "curve" }.map(\.attributes)
        #expect(names.count == 9)
        #expect(names.allSatisfy { Double($0["x2"] ?? "").map { $0 < 488 } ?? false })
        #expect(Set(names.compactMap { $0["y1"] }).count == 5)
    }
}
