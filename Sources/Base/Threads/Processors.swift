import CThreads

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How many threads this process may keep busy: its CPU affinity, cut to its cgroup's CPU quota.
///
/// Not the host's CPU count: in a container that would start many more threads than can run.
public func availableProcessors() -> Int {
  let affinity = Int(mlp_affinity_count())
  let count = affinity > 0 ? affinity : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  return min(count, cgroupQuota(in: smallFile("/sys/fs/cgroup/cpu.max")) ?? count)
}

/// The whole CPUs that a cgroup version 2 `cpu.max` line ("quota period") allows, rounded up; nil for
/// "max" and for anything else that is not two numbers.
func cgroupQuota(in line: [UInt8]) -> Int? {
  let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
  guard words.count == 2, let quota = Int(String(decoding: words[0], as: UTF8.self)),
    let period = Int(String(decoding: words[1], as: UTF8.self)), quota > 0, period > 0
  else { return nil }
  return max(1, quota / period + (quota % period == 0 ? 0 : 1))
}

/// The first bytes of a small system file; empty where it cannot be read.
private func smallFile(_ path: String) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  return unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
    count = max(0, unsafe read(descriptor, buffer.baseAddress, buffer.count))
  }
}
