import CTorch

/// Sums, maxima and what is made of them. A reduced axis disappears unless `keepsAxis`, which leaves it with size 1.
extension Tensor {
    /// exp(x) divided by its sum along `axis`.
    public func softmax(axis: Int) throws(TensorError) -> Tensor {
        try Tensor(ct_softmax(handle, axis.axis), from: "softmax")
    }

    /// The logarithm of `softmax`, computed without forming it.
    public func logSoftmax(axis: Int) throws(TensorError) -> Tensor {
        try Tensor(ct_log_softmax(handle, axis.axis), from: "logSoftmax")
    }

    /// log Σ exp(x) along `axis`, without overflow.
    public func logSumExp(axis: Int, keepsAxis: Bool = false) throws(TensorError) -> Tensor {
        try Tensor(ct_log_sum_exp(handle, axis.axis, keepsAxis), from: "logSumExp")
    }

    /// The sum of all elements, a scalar.
    public func sum() throws(TensorError) -> Tensor { try Tensor(ct_sum(handle), from: "sum") }

    /// The mean of all elements, a scalar.
    public func mean() throws(TensorError) -> Tensor { try Tensor(ct_mean(handle), from: "mean") }

    public func sum(axis: Int, keepsAxis: Bool = false) throws(TensorError) -> Tensor {
        try Tensor(ct_sum_axis(handle, axis.axis, keepsAxis), from: "sum")
    }

    /// The position of the largest element along `axis`, int64.
    public func argMax(axis: Int) throws(TensorError) -> Tensor {
        try Tensor(ct_arg_max(handle, axis.axis), from: "argMax")
    }

    /// Whether every element is a finite number, as integers are; true where there is none.
    public func isFinite() throws(TensorError) -> Bool {
        let answer = ct_all_finite(handle)
        if answer < 0 { throw .last(in: "isFinite") }
        return answer == 1
    }
}
