import DurableFiles
import Testing

@Suite struct VariableLengthTests {
    private func taken(_ bytes: [UInt8]) -> UInt64? {
        var rest = bytes[...]
        return VariableLength.take { rest.popFirst() }
    }

    @Test(
        arguments: [
            (0, [0x00]), (0x7F, [0x7F]), (0x80, [0x80, 0x01]), (300, [0xAC, 0x02]),
            (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ] as [(UInt64, [UInt8])])
    func aNumberTakesSevenBitsAByteAndIsReadAsItWasWritten(number: UInt64, expected: [UInt8]) {
        var bytes: [UInt8] = []
        VariableLength.append(number, to: &bytes)
        #expect(bytes == expected)
        #expect(taken(bytes) == number)
    }

    @Test func numbersFollowOneAnother() {
        var bytes: [UInt8] = []
        for number in [5, 1 << 40, 0] as [UInt64] { VariableLength.append(number, to: &bytes) }
        var rest = bytes[...]
        let found = (0..<4).map { _ in VariableLength.take { rest.popFirst() } }
        #expect(found == [5, 1 << 40, 0, nil])
    }

    @Test func bytesThatEndEarlyOrNeverMakeNoNumber() {
        #expect(taken([]) == nil)
        #expect(taken([0x80]) == nil)
        #expect(taken([UInt8](repeating: 0x80, count: 10) + [0x00]) == nil)
    }
}
