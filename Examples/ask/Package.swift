// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "ask",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "pyramidion", path: "../..")],
    targets: [.executableTarget(name: "ask", dependencies: [.product(name: "Pyramidion", package: "pyramidion")])]
)
