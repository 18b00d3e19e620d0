package dev.signalbox.classifier.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The model's file: {@code SBXR}, the SHA-256 of the payload, the gzipped payload. The version is
 * the first twelve hex digits of that hash. Reading checks the hash, every length and every index
 * before anything is used.
 */
public final class ModelFile {
  /** Without a memory of questions. */
  static final int FORMAT = 4;

  /** With one. */
  static final int FORMAT_WITH_MEMORY = 5;

  private static final byte[] MAGIC = "SBXR".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_BYTES = 32;
  private static final int VERSION_DIGITS = 12;
  private static final int MOST_BYTES = 128 << 20;

  private ModelFile() {}

  public static void write(RoutingModel model, Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(file, toBytes(model));
  }

  public static byte[] toBytes(RoutingModel model) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(payload)) {
      new ModelWriter(out).write(model);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(MAGIC);
    file.write(sha256(payload.toByteArray()));
    try (GZIPOutputStream zip = new GZIPOutputStream(file)) {
      zip.write(payload.toByteArray());
    }
    return file.toByteArray();
  }

  public static RoutingModel read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ModelFileException("there is no classifier model " + file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  /** Throws {@link ModelFileException} when the bytes are not a sound model. */
  public static RoutingModel read(InputStream in) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    byte[] hash = in.readNBytes(HASH_BYTES);
    if (!Arrays.equals(magic, MAGIC) || hash.length != HASH_BYTES) {
      throw new ModelFileException("this is not a classifier model");
    }
    byte[] payload;
    try (GZIPInputStream zip = new GZIPInputStream(in)) {
      payload = zip.readNBytes(MOST_BYTES);
    } catch (java.util.zip.ZipException | EOFException e) {
      throw new ModelFileException("the classifier model is damaged", e);
    }
    if (!Arrays.equals(sha256(payload), hash)) {
      throw new ModelFileException("the classifier model is damaged: its hash differs");
    }
    String version = HexFormat.of().formatHex(hash).substring(0, VERSION_DIGITS);
    try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(payload))) {
      return new ModelReader(data, payload.length).read(version);
    } catch (IllegalArgumentException | EOFException e) {
      throw new ModelFileException("the classifier model does not hold together", e);
    }
  }

  /** A share in [0,1] in 16 bits. */
  static int packShare(float share) {
    return Math.round(Math.max(0, Math.min(1, share)) * 65_535);
  }

  static float unpackShare(int packed) {
    return packed / 65_535f;
  }

  /** A count of at least 0 in 16 bits, to a part in 2,000. */
  static int packCount(float count) {
    return (int) Math.min(65_535, Math.round(Math.log1p(Math.max(0, count)) * 4_000));
  }

  static float unpackCount(int packed) {
    return (float) Math.expm1(packed / 4_000.0);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
