import Corpora
import Testing

@Suite struct BlockIdentityTests {
    @Test func theNullDocumentHasTheReleasedIdentity() {
        let identity = BlockIdentity(title: "", text: "")
        #expect(identity.description == "349df205d0f86e6cfa2751aa09f7a343260bc7e4")
    }

    @Test func titleAndTextAreKeptApart() {
        #expect(BlockIdentity(title: "a", text: "b") != BlockIdentity(title: "", text: "a b"))
        #expect(BlockIdentity(title: "a", text: "b").bytes.count == BlockIdentity.byteCount)
    }
}
