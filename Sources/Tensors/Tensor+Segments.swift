import CTorch

/// Packed batches: sequences of different lengths laid end to end as rows, so that nothing is computed for padding.
///
/// Segment i is the rows `starts[i]..<starts[i + 1]`; `starts` rises from 0 to the number of rows.
extension Tensor {
    /// Multi-head self-attention inside each segment: packed queries, keys and values [tokens, 3 · hidden]
    /// -> [tokens, hidden].
    ///
    /// softmax(QKᵀ / √width) V for each head (Vaswani et al. 2017, eq. 1). The head h of each takes the columns h · hidden / heads onwards.
    /// - Parameter dropout: the probability of dropping one of the softmax's; 0 outside training.
    public func packedAttention(heads: Int, starts: [Int32], dropout: Float = 0) throws(TensorError) -> Tensor {
        try checkSegments(starts, operation: "packedAttention")
        guard elementType == .float32, heads > 0, heads <= Int32.max, shape[1] % (3 * heads) == 0 else {
            throw TensorError(
                operation: "packedAttention",
                reason: "shape \(shape) must be float32 [tokens, 3 * hidden] with a hidden that \(heads) heads divide")
        }
        return try Tensor(
            ct_packed_attention(nil, nil, handle, Int32(heads), starts, Int64(starts.count - 1), dropout),
            from: "packedAttention")
    }

    /// The same for chosen queries: queries [rows, hidden], with keys and values [tokens, 2 · hidden], -> [rows, hidden].
    /// - Parameters:
    ///   - starts: where the queries of each segment start.
    ///   - keyStarts: where its keys and values do; every segment that has queries has keys.
    ///   - dropout: as above.
    public func packedAttention(
        to keysAndValues: Tensor, heads: Int, starts: [Int32], keyStarts: [Int32], dropout: Float = 0
    ) throws(TensorError) -> Tensor {
        let operation = "packedAttention"
        try checkSegments(starts, operation: operation)
        try keysAndValues.checkSegments(keyStarts, operation: operation)
        guard elementType == .float32, keysAndValues.elementType == .float32, heads > 0, heads <= Int32.max,
            shape[1] % heads == 0, keysAndValues.shape[1] == 2 * shape[1]
        else {
            throw TensorError(
                operation: operation,
                reason: "queries \(shape), keys and values \(keysAndValues.shape) must be float32 [rows, hidden] and "
                    + "[tokens, 2 * hidden] with a hidden that \(heads) heads divide")
        }
        guard starts.count == keyStarts.count,
            zip(zip(starts, starts.dropFirst()), zip(keyStarts, keyStarts.dropFirst()))
                .allSatisfy({ $0.0 == $0.1 || $1.0 < $1.1 })
        else {
            throw TensorError(
                operation: operation,
                reason: "\(starts.count - 1) segments of queries do not fit the "
                    + "\(keyStarts.count - 1) of keys; those with queries must have keys")
        }
        return try Tensor(
            ct_packed_attention(
                handle, starts, keysAndValues.handle, Int32(heads), keyStarts, Int64(keyStarts.count - 1),
                dropout),
            from: operation)
    }

    /// The mean of the rows of each segment, [tokens, width] -> [segments, width]; an empty segment gives zeros.
    public func segmentMean(starts: [Int32]) throws(TensorError) -> Tensor {
        try checkSegments(starts, operation: "segmentMean")
        return try Tensor(ct_segment_mean(handle, starts, Int64(starts.count - 1)), from: "segmentMean")
    }

    private func checkSegments(_ starts: [Int32], operation: String) throws(TensorError) {
        let shape = shape
        guard shape.count == 2 else {
            throw TensorError(operation: operation, reason: "shape \(shape) must have two axes, [tokens, width]")
        }
        guard starts.first == 0, starts.last.map(Int.init) == shape[0] else {
            throw TensorError(
                operation: operation,
                reason: "segment starts must run from 0 to the \(shape[0]) tokens, but run from "
                    + "\(starts.first.map(String.init) ?? "nothing") to \(starts.last.map(String.init) ?? "nothing")")
        }
        for (i, (start, end)) in zip(starts, starts.dropFirst()).enumerated() where start > end {
            throw TensorError(operation: operation, reason: "segment \(i) starts at \(start) and ends at \(end)")
        }
    }
}
