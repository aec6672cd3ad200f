/// Work on a stream, piece by piece: pieces are taken one after the other, worked on by several threads
/// at the same time, and given out one after the other in the order they were taken in.
///
/// A desk is where a piece lies from its taking to its giving; there are a given number of them, so memory is
/// bounded: a thread that is ahead waits for a free one. A large piece is worked on alone: all before it are given
/// first, and no other is taken until it is given itself.
@safe public final class OrderedWork<Desk: AnyObject> {
  private let take: (Desk) throws -> Bool
  private let work: (Desk, _ worker: Int?) throws -> Void
  private let give: (Desk) throws -> Void
  private let isLarge: (Desk) -> Bool
  private let failed: () -> Void

  /// Held by the one thread that takes.
  private let taking = Monitor()
  private var takenCount = 0

  /// Guards all that follows.
  private let state = Monitor()
  private var freeDesks: [Desk]
  private var finished: [Int: (Desk, (any Error)?)] = [:]
  private var givenCount = 0
  /// The turn of the large piece that is worked on; nil for none.
  private var largeTurn: Int?
  private var isGiving = false
  private var isOver = false
  private var failure: (any Error)?

  /// A piece of work: where it lies, and how many were taken before it.
  private typealias Piece = (turn: Int, desk: Desk)

  /// Work at these desks.
  ///
  /// - Parameters:
  ///   - take: puts the next piece on a desk; false where there is none. One call at a time.
  ///   - work: works on it. Calls for different workers, from 0, come at the same time; nil means that no
  ///     other thread is at work.
  ///   - give: gives out what became of it. One call at a time, in the order of taking.
  ///   - isLarge: whether what was taken needs so much memory that it is to be worked on alone.
  ///   - failed: called once where one of them has thrown: ends a `take` that waits.
  public init(
    at desks: [Desk], take: @escaping (Desk) throws -> Bool,
    work: @escaping (Desk, _ worker: Int?) throws -> Void,
    give: @escaping (Desk) throws -> Void, isLarge: @escaping (Desk) -> Bool = { _ in false },
    failed: @escaping () -> Void
  ) {
    freeDesks = desks
    self.isLarge = isLarge
    self.take = take
    self.work = work
    self.give = give
    self.failed = failed
  }

  /// Does all the work, on all threads of `pool`; once.
  ///
  /// The first piece is done by the caller alone: where there is no other, no thread is started.
  ///
  /// - Throws: what was thrown about the first piece, in the order of taking, that something was thrown
  ///   about. All pieces before it were given, and none after it.
  public func run(on pool: WorkerPool) throws {
    if let first = takeNext() {
      finish(first, worker: nil)
      if let second = takeNext() {
        pool.run(pool.threads) { worker in serve(worker, from: worker == 0 ? second : nil) }
      }
    }
    if let failure { throw failure }
  }

  private func serve(_ worker: Int, from first: Piece?) {
    var next = first ?? takeNext()
    while let piece = next {
      finish(piece, worker: worker)
      next = takeNext()
    }
  }

  /// Takes a piece to a free desk; nil where no more are to be taken.
  private func takeNext() -> Piece? {
    taking.locked { () -> Piece? in
      let free = state.locked { () -> Desk? in
        while freeDesks.isEmpty || largeTurn != nil, !isOver { state.wait() }
        return isOver ? nil : freeDesks.removeLast()
      }
      guard let desk = free else { return nil }
      do {
        if try take(desk) {
          takenCount += 1
          let turn = takenCount - 1
          if isLarge(desk) {
            state.locked {
              largeTurn = turn
              while givenCount < turn, !isOver { state.wait() }
            }
          }
          return (turn, desk)
        }
        state.locked { isOver = true }
      } catch {
        state.locked { isOver = true }
        hand((takenCount, desk), error)
      }
      return nil
    }
  }

  private func finish(_ piece: Piece, worker: Int?) {
    do {
      try work(piece.desk, worker)
      hand(piece, nil)
    } catch {
      hand(piece, error)
    }
  }

  /// Puts a finished piece with the others, and gives out those whose turn it is unless another thread is
  /// at that.
  private func hand(_ piece: Piece, _ error: (any Error)?) {
    let isGiver = state.locked {
      finished[piece.turn] = (piece.desk, error)
      defer { isGiving = true }
      return !isGiving
    }
    while isGiver, let (desk, error) = nextToGive() {
      var error = error
      if error == nil {
        do { try give(desk) } catch let thrown { error = thrown }
      }
      state.locked {
        if largeTurn == givenCount { largeTurn = nil }
        givenCount += 1
        failure = error
        isOver = isOver || error != nil
        freeDesks.append(desk)
        state.wakeAll()
      }
      if error != nil { failed() }
    }
  }

  /// The finished piece whose turn it is; nil where it is not finished, or after a failure: who asked is
  /// no longer the giver then.
  private func nextToGive() -> (Desk, (any Error)?)? {
    state.locked {
      let next = failure == nil ? finished.removeValue(forKey: givenCount) : nil
      isGiving = next != nil
      return next
    }
  }
}
