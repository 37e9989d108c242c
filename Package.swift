// swift-tools-version: 6.3
import PackageDescription

// Where scripts/get-libtorch put libtorch: PYRAMIDION_LIBTORCH, or .cache/libtorch beside this file.
let libtorch = Context.environment["PYRAMIDION_LIBTORCH"] ?? "\(Context.packageDirectory)/.cache/libtorch"

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

/// A target of Swift code, each in the same strict mode.
func swift(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of one target.
func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, resources: resources,
        swiftSettings: strict)
}

let sources: [Target] = [
    // The only target that sees C++: C functions over opaque tensors.
    .target(
        name: "CTorch",
        cxxSettings: [
            .unsafeFlags(["-isystem", "\(libtorch)/include", "-Wall", "-Wextra"]),
            .treatAllWarnings(as: .error),
        ],
        linkerSettings: [
            .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]),
            .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
        ]
    ),
    .target(name: "CInnerProduct", cSettings: [.unsafeFlags(["-O3"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),

    swift("DurableFiles", [crypto]),
    swift("FileStreams", ["DurableFiles", "CZlib", "CBzip2"]),
    swift("Randomness"),
    swift("Pickles", ["DurableFiles"]),
    swift("Tensors", ["CTorch"]),
    swift("TensorsTestSupport", ["Tensors"]),
    swift("Wordpieces", ["DurableFiles"]),
    swift("Corpora", ["Wordpieces", "FileStreams", "DurableFiles", "Pickles", crypto]),
    swift("Masking", ["Corpora", "FileStreams", "DurableFiles"]),
    swift("Bert", ["Tensors"]),
    swift("Realm", ["Bert", "Tensors"]),
    swift("VectorSearch", ["CInnerProduct", "DurableFiles"]),
    swift("LexicalSearch", ["VectorSearch", "DurableFiles"]),
    swift("ModelFiles", ["Tensors", "Pickles", "DurableFiles"]),
    swift("Evaluation", ["FileStreams", "DurableFiles", "Randomness", crypto]),
    swift(
        "Learning",
        [
            "Realm", "Bert", "Tensors", "Masking", "Corpora", "Wordpieces", "VectorSearch", "LexicalSearch",
            "ModelFiles", "Evaluation", "FileStreams", "DurableFiles", "Randomness", yams,
        ]),
    swift(
        "LearningTestSupport",
        [
            "Learning", "Realm", "Bert", "Tensors", "Corpora", "Wordpieces", "LexicalSearch", "ModelFiles",
            "Evaluation", "DurableFiles",
        ]),
    swift(
        "Answering",
        [
            "Realm", "Bert", "Tensors", "Corpora", "Wordpieces", "VectorSearch", "LexicalSearch", "Learning",
            "Evaluation", "DurableFiles",
        ]),
    swift(
        "Checkpoints",
        [
            "Answering", "Learning", "Realm", "Bert", "Tensors", "Corpora", "Wordpieces", "VectorSearch", "ModelFiles",
            "DurableFiles",
        ]),
    swift(
        "Serving",
        [
            "Answering", "Learning", "Corpora", "VectorSearch", "Tensors", "DurableFiles", crypto,
            .product(name: "Mustache", package: "swift-mustache"), .product(name: "Metrics", package: "swift-metrics"),
        ] + hummingbird,
        // Inside the program, so that it stays one file that can be copied.
        resources: [.embedInCode("Page/Resources"), .embedInCode("API/openapi.yaml")]),
    swift("Projects", ["Answering", "Learning", "ModelFiles", "Corpora", "DurableFiles"]),
    swift("DemoData", ["Evaluation", "LexicalSearch", "VectorSearch", "Corpora", "DurableFiles", crypto]),
    swift(
        "Demonstration",
        [
            "Projects", "DemoData", "Learning", "Answering", "Evaluation", "Corpora", "Realm", "Bert", "Tensors",
            "DurableFiles", "Randomness",
        ]),
    swift("Studies", ["Projects", "Learning", "Evaluation", "ModelFiles", "Tensors", "DurableFiles", yams]),
    .executableTarget(
        name: "pyramidion",
        dependencies: [
            "Studies", "Demonstration", "Projects", "Serving", "Checkpoints", "Answering", "Learning", "Evaluation",
            "LexicalSearch", "VectorSearch", "Masking", "Corpora", "Wordpieces", "Realm", "Tensors", "FileStreams",
            "DurableFiles",
            argumentParser, .product(name: "Logging", package: "swift-log"),
        ],
        swiftSettings: strict),
]

let testTargets: [Target] = [
    tests("DurableFiles"),
    tests("FileStreams", ["DurableFiles", "Randomness"]),
    tests("Randomness"),
    tests("Pickles", ["DurableFiles", "Randomness"]),
    tests("Tensors", ["Randomness", "TensorsTestSupport"]),
    tests("Wordpieces", ["Randomness", "DurableFiles"], resources: [.copy("Fixtures")]),
    tests("Corpora", ["Wordpieces", "FileStreams", "Randomness", "DurableFiles"]),
    tests("Masking", ["Wordpieces", "DurableFiles", "Randomness"]),
    tests("Bert", ["Tensors", "TensorsTestSupport", "Randomness"]),
    tests("Realm", ["Bert", "Tensors", "TensorsTestSupport", "Randomness"], resources: [.copy("Fixtures")]),
    tests("VectorSearch", ["Randomness", "DurableFiles"]),
    tests("LexicalSearch", ["VectorSearch", "DurableFiles", "Randomness"]),
    tests("ModelFiles", ["Tensors", "Randomness", "Pickles", "DurableFiles"]),
    tests("Evaluation", ["Randomness"]),
    tests(
        "Learning",
        [
            "LearningTestSupport", "Realm", "Bert", "Tensors", "Masking", "Corpora", "Wordpieces", "VectorSearch",
            "ModelFiles", "Evaluation", "DurableFiles", "Randomness",
        ]),
    tests(
        "Answering",
        [
            "LearningTestSupport", "Learning", "Realm", "Bert", "Corpora", "Wordpieces", "Tensors", "VectorSearch",
            "Evaluation", "DurableFiles", "Randomness",
        ]),
    tests(
        "Checkpoints",
        [
            "LearningTestSupport", "TensorsTestSupport", "Answering", "Learning", "Realm", "Bert", "Tensors", "Corpora",
            "Wordpieces", "VectorSearch", "ModelFiles", "DurableFiles",
        ], resources: [.copy("Fixtures")]),
    tests(
        "Serving",
        [
            "LearningTestSupport", "Learning", "Realm", "Bert", "Corpora", "Wordpieces", "VectorSearch",
            "LexicalSearch", "DurableFiles", "Randomness",
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "InMemoryLogging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
        ] + hummingbird),
    tests("DemoData", ["Evaluation", "DurableFiles", "Randomness"]),
    tests("Projects", ["DurableFiles"]),
    tests("Demonstration", ["Evaluation"]),
    tests("Studies", ["Learning", "Evaluation", "DurableFiles", "Randomness"]),
    tests("pyramidion", []),
]

let package = Package(
    name: "pyramidion",
    platforms: [.macOS(.v15)],
    products: [
        .library(
            name: "Pyramidion",
            targets: [
                "Checkpoints", "Answering", "Learning", "Realm", "Bert", "Tensors", "Corpora", "VectorSearch",
                "Evaluation",
            ])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: sources + testTargets,
    cxxLanguageStandard: .cxx20
)
