import HDF5Tree
import MLPSchema
import ModelSamples
import Storage
import Testing

/// Text that no writer of ours lets through, so that it cannot come by way of a file.
@Suite struct TextRefusalTests {
  private func error(labels bytes: [UInt8], width: Int) throws -> SchemaError? {
    var tree = try encodeModel(try ModelSample.model(widths: [1, bytes.count / width]))
    var output = try #require(tree.group("output"))
    let block = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
    let values = try #require(
      Values(
        type: .string(byteCount: width), shape: [bytes.count / width], bytes: ByteSlice(block)))
    output.members = [Member("labels", Dataset(values))]
    tree.members.removeAll { $0.name == "output" }
    tree.members.append(Member("output", output))
    do throws(SchemaError) { _ = try decodeModel(tree) } catch { return error }
    return nil
  }

  @Test func aShortTextFilledWithZeros() throws {
    #expect(try error(labels: [0x61, 0, 0x62, 0x63], width: 2) == nil)
  }

  @Test func bytesThatAreNotUTF8() throws {
    #expect(try error(labels: [0xFF, 0xFE], width: 2)?.rule == .text)
  }

  @Test func aCharacterCutShort() throws {
    #expect(try error(labels: [0x61, 0xC3], width: 2)?.rule == .text)
  }

  @Test func aZeroByteInside() throws {
    #expect(try error(labels: [0x61, 0, 0x62], width: 3)?.rule == .text)
  }

  @Test func anEmptyLabel() throws {
    #expect(try error(labels: [0], width: 1)?.rule == .model)
  }
}
