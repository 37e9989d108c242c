import DurableFiles
import Foundation
import Testing

@Suite struct FileLockTests {
    @Test func aLockIsHeldUntilItsOwnerIsGone() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var first = try FileLock.take(file)
        #expect(first != nil)
        #expect(try FileLock.take(file) == nil)
        first = nil
        #expect(try FileLock.take(file) != nil)
    }

    @Test func aLockInAFolderThatIsNotThereIsAnErrorThatNamesIt() {
        let problem = #expect(throws: FileProblem.self) { try FileLock.take(URL(filePath: "/nowhere/lock")) }
        #expect(problem?.description == "/nowhere/lock: open failed: No such file or directory")
    }
}
