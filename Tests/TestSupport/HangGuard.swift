// A build without tests may have no Testing: the static standard library comes without it.
#if canImport(Testing)
import Testing

extension Trait where Self == TimeLimitTrait {
  /// Ends a test that would wait for ever. It is no measure: a busy machine may take minutes for what takes a second.
  public static var hangGuard: Self { .timeLimit(.minutes(20)) }
}
#endif
