package dev.signalbox.worker.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A TorchScript archive as libtorch loads it: a zip with stored entries under one folder. */
public final class ScriptArchive {
  /** Archive format version; libtorch 1.6 and later read 10. */
  private static final String VERSION = "10\n";

  private ScriptArchive() {}

  /**
   * The archive of one module.
   *
   * @param type the class's name in the source
   * @param source the module's {@code __torch__.py}
   * @param tensorLists names of its {@code List[Tensor]} attributes, which start empty
   * @param otherLists names of its lists of anything else, which start empty too
   */
  public static byte[] write(
      String type, String source, List<String> tensorLists, List<String> otherLists) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      add(zip, "m/data.pkl", ModelPickle.of(type, tensorLists, otherLists));
      add(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      add(zip, "m/constants.pkl", ModelPickle.emptyTuple());
      add(zip, "m/version", VERSION.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
