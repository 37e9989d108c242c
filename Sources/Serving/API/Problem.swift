package import HTTPTypes
import Hummingbird
import NIOCore

/// Why a request has no result, as problem details (RFC 9457).
package struct Problem: Error, Equatable, Sendable {
    package let status: HTTPResponse.Status
    /// What happened and what to do, for people.
    package let detail: String
    /// The field of the request that is wrong, such as `questions[3]`.
    package var field: String?
    /// Seconds after which the same request may succeed.
    var retryAfter: Int?
    /// Further headers, such as `Allow`.
    var headers: HTTPFields = [:]

    /// A field that does not hold what it should.
    static func field(_ name: String, _ detail: String) -> Problem {
        Problem(status: .unprocessableContent, detail: detail, field: name)
    }

    /// Something that this model cannot do.
    static func cannot(_ detail: String) -> Problem { Problem(status: .conflict, detail: detail) }

    init(
        status: HTTPResponse.Status, detail: String, field: String? = nil, retryAfter: Int? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.detail = detail
        self.field = field
        self.retryAfter = retryAfter
        self.headers = headers
    }

    var response: Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: JSONReply.encoded(self)))
    }
}

extension Problem: Encodable {
    private enum Key: String, CodingKey {
        case type, title, status, detail, field
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode("about:blank", forKey: .type)
        try object.encode(status.reasonPhrase, forKey: .title)
        try object.encode(status.code, forKey: .status)
        try object.encode(detail, forKey: .detail)
        try object.encodeIfPresent(field, forKey: .field)
    }
}
