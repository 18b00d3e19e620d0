package dev.signalbox.worker.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums of files. */
final class Digests {
  private Digests() {}

  static boolean matches(Path file, HubFile wanted) throws IOException {
    if (Files.size(file) != wanted.size()) {
      return false;
    }
    MessageDigest digest =
        switch (wanted.checksum().kind()) {
          case SHA256 -> of("SHA-256");
          case GIT_BLOB -> of("SHA-1");
        };
    if (wanted.checksum().kind() == HubFile.Checksum.Kind.GIT_BLOB) {
      digest.update(("blob " + wanted.size() + "\0").getBytes(StandardCharsets.UTF_8));
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(wanted.checksum().hex());
  }

  private static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
