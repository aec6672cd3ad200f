#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How many threads this process may keep busy: its CPU affinity, cut to its cgroup's CPU quota.
///
/// Not the host's CPU count: in a container that would start many more threads than can run.
public func availableProcessors() -> Int {
  // The C library's sched_getaffinity is not declared to Swift (it needs _GNU_SOURCE).
  let count =
    affinityCount(in: smallFile("/proc/self/status"))
    ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  return min(count, cgroupQuota(in: smallFile("/sys/fs/cgroup/cpu.max")) ?? count)
}

/// The set bits of the line `Cpus_allowed:` (hexadecimal words with commas between them) of a process
/// status; nil where there is none.
func affinityCount(in status: [UInt8]) -> Int? {
  let key = Array("Cpus_allowed:".utf8)
  guard
    let line = status.split(separator: UInt8(ascii: "\n")).first(where: { $0.starts(with: key) })
  else { return nil }
  let digits = line.dropFirst(key.count).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
  let count = digits.reduce(0) { $0 + $1.nonzeroBitCount }
  return count > 0 ? count : nil
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

/// The first 8 KiB of a system file; empty where it cannot be read.
private func smallFile(_ path: String) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  return unsafe [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
    count = max(0, unsafe read(descriptor, buffer.baseAddress, buffer.count))
  }
}
