package dev.signalbox.local.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Secrets made once for a data folder and kept in files that only their owner may read. */
public final class Secrets {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 32;
  private final DataFolder folder;
  private final SecureRandom random;

  public Secrets(DataFolder folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  /** PostgreSQL's password, the same at each start. */
  public String postgresPassword() throws IOException {
    return keep(folder.file("postgres.password"), "");
  }

  /**
   * The demo's API key, the same at each start; {@code keys.yaml}, which the ingress reads, gets
   * its SHA-256 only. A {@code keys.yaml} that is there already is left alone: it may hold the
   * user's own keys.
   */
  public String demoKey() throws IOException {
    String key = keep(folder.file("demo.key"), "sk-signalbox-");
    Path keys = keysFile();
    if (!Files.exists(keys)) {
      createOwnerOnly(keys);
      Files.writeString(
          keys,
          """
          # API keys of this machine's ingress. A key itself is never stored here, only its SHA-256:
          #   printf %%s "$KEY" | sha256sum
          keys:
            - id: demo
              tenant: demo
              sha256: %s
          """
              .formatted(sha256(key)));
    }
    return key;
  }

  /** The console's admin token, the same at each start. */
  public String adminToken() throws IOException {
    return keep(adminTokenFile(), "sb-admin-");
  }

  public Path adminTokenFile() {
    return folder.file("admin.token");
  }

  public Path keysFile() {
    return folder.file("keys.yaml");
  }

  private String keep(Path file, String prefix) throws IOException {
    if (Files.exists(file)) {
      String kept = Files.readString(file).strip();
      if (!kept.isEmpty()) {
        return kept;
      }
      Files.delete(file);
    }
    createOwnerOnly(file);
    StringBuilder secret = new StringBuilder(prefix);
    random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> secret.append(ALPHABET.charAt(i)));
    Files.writeString(file, secret + "\n");
    return secret.toString();
  }

  private static void createOwnerOnly(Path file) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      FileAttribute<Set<PosixFilePermission>> ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Files.createFile(file, ownerOnly);
    } else {
      Files.createFile(file);
    }
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
