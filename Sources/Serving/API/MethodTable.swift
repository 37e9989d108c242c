package import HTTPTypes

/// Which methods each route has, to tell a wrong method from a wrong path.
package struct MethodTable: Sendable {
    /// The paths, in their order.
    package let paths: [String]
    private let routes: [(segments: [Substring], methods: [HTTPRequest.Method])]

    /// - Parameter routes: paths as the router has them, `{id}` for any one segment.
    init(_ routes: [(path: String, methods: [HTTPRequest.Method])]) {
        paths = routes.map { $0.path }
        self.routes = routes.map { ($0.path.split(separator: "/"), $0.methods) }
    }

    /// The methods of a path; nil when there is no such path.
    package func methods(of path: String) -> [HTTPRequest.Method]? {
        let segments = path.split(separator: "/")
        return routes.first { route in
            route.segments.count == segments.count
                && zip(route.segments, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }?.methods
    }
}
