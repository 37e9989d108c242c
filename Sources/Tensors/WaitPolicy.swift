import Foundation

/// How threads wait for the next parallel operation.
public enum WaitPolicy {
    /// Starts the program again with `OMP_WAIT_POLICY=PASSIVE` unless the variable is set already; call it first in `main`.
    ///
    /// By default the threads of a parallel operation spin until the next one. On a machine that does something else too
    /// they then take the cores from whoever has work to do, and small operations take several times as long. OpenMP
    /// reads the variable when it is loaded, which is before `main`, hence the new start: same process, same arguments.
    /// Returns when there is nothing to do, or when the new start fails, for waiting costs time and not correctness.
    public static func makePassive() {
        #if os(Linux)
            guard getenv("OMP_WAIT_POLICY") == nil, setenv("OMP_WAIT_POLICY", "PASSIVE", 1) == 0 else { return }
            let program =
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/proc/self/exe"
            // The arguments as the system gave them, byte for byte, which a Swift array of strings might not keep.
            execv(program, CommandLine.unsafeArgv)
        #endif
    }
}
