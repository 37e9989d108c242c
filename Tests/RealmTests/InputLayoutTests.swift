import Bert
import Randomness
import Realm
import Testing

@Suite struct InputLayoutTests {
    private let layout = InputLayout(classification: 101, separator: 102)

    private func words(_ range: Range<Int32>) -> [Int32] { Array(range) }

    @Test func aQueryIsCutToItsLimit() {
        #expect(
            layout.query(words(1..<4), limit: 96) == TokenSequence(ids: [101, 1, 2, 3, 102], types: [0, 0, 0, 0, 0]))
        let long = layout.query(words(200..<400), limit: 96)
        #expect(long.ids == [101] + words(200..<294) + [102])
        #expect(long.types == Array(repeating: 0, count: 96))
    }

    @Test func aDocumentIsTitleAndBodyOfTwoTypes() {
        #expect(
            layout.document(title: [7, 8], body: [9], limit: 288)
                == TokenSequence(ids: [101, 7, 8, 102, 9, 102], types: [0, 0, 0, 0, 1, 1]))
    }

    @Test func theBodyOfADocumentIsCutBeforeItsTitle() {
        let long = layout.document(title: [7, 8], body: words(200..<600), limit: 288)
        #expect(long.ids == [101, 7, 8, 102] + words(200..<483) + [102])
        #expect(layout.document(title: [7, 8, 9], body: [1, 2], limit: 6).ids == [101, 7, 8, 9, 102, 102])
        #expect(layout.document(title: [7, 8, 9], body: [1, 2], limit: 5).ids == [101, 7, 8, 102, 102])
    }

    @Test func aDocumentWithoutATitleKeepsBothSeparators() {
        #expect(
            layout.document(title: EmptyCollection(), body: [9], limit: 288)
                == TokenSequence(ids: [101, 102, 9, 102], types: [0, 0, 1, 1]))
    }

    @Test func theNullDocumentIsADocumentOfNothing() {
        #expect(layout.nullDocument == TokenSequence(ids: [101, 102, 102], types: [0, 0, 1]))
        #expect(
            layout.nullDocument == layout.document(title: EmptyCollection(), body: EmptyCollection(), limit: 288))
    }

    @Test func aJointReadingOfPreTrainingHasNoTitle() {
        let joint = layout.joint(
            query: [1, 103, 3], title: EmptyCollection<Int32>?.none, body: [9, 10], queryLimit: 96, limit: 384)
        #expect(
            joint.sequence == TokenSequence(ids: [101, 1, 103, 3, 102, 9, 10, 102], types: [0, 0, 0, 0, 0, 1, 1, 1]))
        #expect(joint.query == 1..<4 && joint.body == 5..<7)
    }

    @Test func aLongQueryOfPreTrainingIsCutTo94AndItsBodyToWhatFits() {
        let joint = layout.joint(
            query: words(1000..<1200), title: EmptyCollection<Int32>?.none, body: words(2000..<2285), queryLimit: 96,
            limit: 384)
        #expect(joint.query == 1..<95 && joint.body == 96..<381)
        #expect(joint.sequence.ids.count == 382)
    }

    @Test func aJointReadingOfFineTuningEndsWithASeparatorAtItsLimit() {
        let joint = layout.joint(
            query: words(1000..<1010), title: EmptyCollection<Int32>?.none, body: words(2000..<2500), queryLimit: .max,
            limit: 320)
        #expect(joint.sequence.ids.count == 320 && joint.sequence.ids.last == 102)
        #expect(joint.body == 12..<319)
        #expect(joint.sequence.ids[joint.body] == words(2000..<2307)[...])
    }

    @Test func aTitleStandsBetweenQueryAndBody() {
        let joint = layout.joint(query: [1], title: [7, 8], body: [9], queryLimit: 96, limit: 320)
        #expect(
            joint.sequence == TokenSequence(ids: [101, 1, 102, 7, 8, 102, 9, 102], types: [0, 0, 0, 1, 1, 1, 1, 1]))
        #expect(joint.query == 1..<2 && joint.body == 6..<7)
        #expect(layout.joint(query: [1], title: [Int32](), body: [9], queryLimit: 96, limit: 320).body == 4..<5)
    }

    @Test func aQuestionLongerThanTheModelIsCut() {
        let joint = layout.joint(
            query: words(1000..<2000), title: EmptyCollection<Int32>?.none, body: [9], queryLimit: .max, limit: 512)
        #expect(joint.sequence.ids.count == 512 && joint.body.isEmpty && joint.query == 1..<510)
    }

    @Test func theNullReadingIsTheQueryAlone() {
        let joint = layout.nullJoint(query: [1, 103], queryLimit: 96)
        #expect(joint.sequence == TokenSequence(ids: [101, 1, 103, 102, 102], types: [0, 0, 0, 0, 1]))
        #expect(joint.query == 1..<3 && joint.body == 4..<4)
        #expect(layout.nullJoint(query: words(0..<300), queryLimit: 96).sequence.ids.count == 97)
        #expect(layout.nullJoint(query: [1], queryLimit: .max).query == 1..<2)
    }

    @Test func limitsSmallerThanTheSpecialTokensLeaveOnlyThose() {
        for limit in [-3, 0, 1, 2] {
            #expect(layout.query([1, 2], limit: limit).ids == [101, 102])
            #expect(layout.document(title: [7], body: [9], limit: limit).ids == [101, 102, 102])
            let joint = layout.joint(query: [1], title: [7], body: [9], queryLimit: limit, limit: limit)
            #expect(joint.sequence.ids == [101, 102, 102, 102])
            #expect(joint.query.isEmpty && joint.body.isEmpty)
        }
    }

    @Test func noLayoutIsLongerThanItsLimitAndRangesHoldWhatTheyName() {
        var generator = SeededGenerator(seed: 91)
        for _ in 0..<4000 {
            func some(_ first: Int32) -> [Int32] {
                (0..<Int.random(in: 0...12, using: &generator)).map { first + Int32($0) }
            }
            let (query, title, body) = (some(1000), some(2000), some(3000))
            let hasTitle = Bool.random(using: &generator)
            let limit = Int.random(in: 4...40, using: &generator)
            let queryLimit = Int.random(in: 0...40, using: &generator)
            let joint = layout.joint(
                query: query, title: hasTitle ? title : nil, body: body, queryLimit: queryLimit, limit: limit)
            let ids = joint.sequence.ids
            #expect(ids.count <= limit && ids.count == joint.sequence.types.count)
            #expect(query.starts(with: ids[joint.query]) && body.starts(with: ids[joint.body]))
            #expect(ids[joint.query.upperBound] == 102 && ids[joint.body.upperBound] == 102 && ids.last == 102)
            #expect(joint.sequence.types == joint.sequence.types.sorted())
            #expect(joint.sequence.types[joint.body].allSatisfy { $0 == 1 })
            // Nothing is cut where there was room.
            if joint.body.count < body.count { #expect(ids.count == limit) }
            let document = layout.document(title: title, body: body, limit: limit)
            #expect(document.ids.count == min(limit, 3 + title.count + body.count))
        }
    }
}
