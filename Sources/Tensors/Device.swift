import CTorch

/// Where tensors live and are computed.
public enum Device: Equatable, Sendable, CustomStringConvertible {
    case cpu
    /// The NVIDIA GPU of that number.
    case cuda(Int)

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }

    var code: Int32 {
        switch self {
        case .cpu: -1
        case .cuda(let index): Int32(clamping: index)
        }
    }

    /// Checks that the device is there.
    ///
    /// Ask before any tensor is made: libtorch looks for CUDA once.
    /// - Throws: `DeviceError` that says what is missing.
    public func checkAvailability() throws(DeviceError) {
        guard case .cuda(let index) = self else { return }
        let devices = ct_cuda_devices()
        guard devices >= 0 else { throw .cudaNotLoaded(reason: String(cString: ct_error())) }
        guard index >= 0, index < devices else { throw .noSuchDevice(index: index, devices: Int(devices)) }
    }
}

/// A device cannot be used.
public enum DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libtorch's CUDA half could not be loaded; the loader's words.
    case cudaNotLoaded(reason: String)
    /// There are fewer GPUs than the number asked for.
    case noSuchDevice(index: Int, devices: Int)

    public var description: String {
        switch self {
        case .cudaNotLoaded(let reason):
            "device cuda: libtorch's CUDA library could not be loaded (\(reason)); start the program with "
                + "LD_LIBRARY_PATH naming the lib folder of a CUDA build of the same libtorch version, or use the device cpu"
        case .noSuchDevice(let index, let devices):
            "device cuda:\(index): there are \(devices) CUDA devices, numbered from 0; choose one of them, or use the "
                + "device cpu"
        }
    }
}

extension Engine {
    /// The device on which new tensors are made.
    public static var device: Device {
        let index = ct_device()
        return index < 0 ? .cpu : .cuda(Int(index))
    }

    /// Makes new tensors on `device` from now on; call it first.
    /// - Throws: `DeviceError` when it is not there.
    public static func use(_ device: Device) throws(DeviceError) {
        try device.checkAvailability()
        ct_set_device(device.code)
    }
}
