import CSandbox
import Foundation
import Testing

/// The filters of system calls, interpreted as the kernel would: for both architectures, on whichever this runs.
/// That of the other architecture has not been run by a kernel here.
@Suite struct FilterTests {
  /// What the kernel knows an architecture by.
  enum Architecture: UInt32, CaseIterable {
    case x86 = 0xC000_003E
    case arm = 0xC000_00B7

    /// The calls that are allowed, by the kernel's numbers: written down here once more.
    var allowed: Set<UInt32> {
      switch self {
      // read write mmap munmap brk rt_sigprocmask rt_sigreturn mremap madvise exit gettid futex clock_gettime
      // exit_group getrandom
      case .x86: [0, 1, 9, 11, 12, 14, 15, 25, 28, 60, 186, 202, 228, 231, 318]
      case .arm: [63, 64, 222, 215, 214, 135, 139, 216, 233, 93, 178, 98, 113, 94, 278]
      }
    }

    var mmap: UInt32 { self == .x86 ? 9 : 222 }

    var filter: [sock_filter] {
      var lines = [sock_filter](repeating: sock_filter(), count: Int(MLP_SANDBOX_LINE_LIMIT))
      let count = mlp_sandbox_filter(rawValue, &lines)
      return Array(lines[..<count])
    }
  }

  enum Verdict: Equatable {
    case allow
    /// With that error.
    case fail(UInt32)
    case kill
    /// The kernel would not have taken the program.
    case invalid
  }

  /// What a call comes to; 0x40000000 below `number` is x32.
  private func verdict(
    _ lines: [sock_filter], _ number: UInt32, by architecture: UInt32, protection: UInt64 = 0
  ) -> Verdict {
    // struct seccomp_data: nr, arch, instruction pointer, six arguments.
    var data = [UInt32](repeating: 0, count: 16)
    data[0] = number
    data[1] = architecture
    data[8] = UInt32(truncatingIfNeeded: protection)
    data[9] = UInt32(protection >> 32)
    var accumulator: UInt32 = 0
    var line = 0
    while line < lines.count {
      let (code, k) = (lines[line].code, lines[line].k)
      line += 1
      func jump(_ isTrue: Bool) {
        line += Int(isTrue ? lines[line - 1].jt : lines[line - 1].jf)
      }
      switch code {
      case 0x20:  // BPF_LD | BPF_W | BPF_ABS
        guard k % 4 == 0, k < 64 else { return .invalid }
        accumulator = data[Int(k / 4)]
      case 0x15: jump(accumulator == k)  // BPF_JMP | BPF_JEQ | BPF_K
      case 0x35: jump(accumulator >= k)  // BPF_JMP | BPF_JGE | BPF_K
      case 0x45: jump(accumulator & k != 0)  // BPF_JMP | BPF_JSET | BPF_K
      case 0x06:  // BPF_RET | BPF_K
        switch k {
        case 0x7FFF_0000: return .allow
        case 0x8000_0000: return .kill
        default: return k & 0xFFFF_0000 == 0x0005_0000 ? .fail(k & 0xFFFF) : .invalid
        }
      default: return .invalid
      }
    }
    return .invalid
  }

  @Test(arguments: Architecture.allCases)
  func everyCall(architecture: Architecture) {
    let filter = architecture.filter
    for number in 0...600 as ClosedRange<UInt32> {
      let expected: Verdict =
        architecture.allowed.contains(number) ? .allow : .fail(UInt32(EPERM))
      #expect(verdict(filter, number, by: architecture.rawValue) == expected, "\(number)")
    }
  }

  @Test(arguments: Architecture.allCases)
  func memoryThatIsExecutableIsRefused(architecture: Architecture) {
    let filter = architecture.filter
    for protection in 0..<64 as Range<UInt64> {
      // The kernel looks at the lower half.
      for upper in [0, 1 << 32, .max << 32] as [UInt64] {
        #expect(
          verdict(
            filter, architecture.mmap, by: architecture.rawValue, protection: protection | upper)
            == (protection & UInt64(PROT_EXEC) == 0 ? .allow : .fail(UInt32(EPERM))))
      }
    }
  }

  /// The same numbers mean other calls there: i386, ARM, x32, the other one of the two, none.
  @Test(arguments: Architecture.allCases)
  func foreignCallsEndTheProcess(architecture: Architecture) {
    let filter = architecture.filter
    for other in [0x4000_0003, 0x4000_0028, 0, .max, 0xC000_003E, 0xC000_00B7] as [UInt32]
    where other != architecture.rawValue {
      for number in 0...600 as ClosedRange<UInt32> {
        #expect(verdict(filter, number, by: other) == .kill)
      }
    }
    for number in 0...600 as ClosedRange<UInt32> {
      let x32 = verdict(filter, number | 0x4000_0000, by: architecture.rawValue)
      #expect(x32 == (architecture == .x86 ? .kill : .fail(UInt32(EPERM))))
    }
    // A number that is negative where it is read as one with a sign.
    #expect(
      verdict(filter, .max, by: architecture.rawValue)
        == (architecture == .x86 ? .kill : .fail(UInt32(EPERM))))
  }

  @Test func noOtherArchitectureHasOne() {
    var lines = [sock_filter](repeating: sock_filter(), count: Int(MLP_SANDBOX_LINE_LIMIT))
    for architecture in [0x4000_0003, 0x4000_0028, 0, .max] as [UInt32] {
      #expect(mlp_sandbox_filter(architecture, &lines) == 0)
    }
  }
}
