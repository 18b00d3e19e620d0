package dev.signalbox.verdict.signin;

import dev.signalbox.verdict.VerdictConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The one secret that replicas share. Each purpose signs and hashes with a key of its own. */
@ApplicationScoped
public class ServiceKey {
  private static final int KEY_BYTES = 32;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final byte[] secret;

  ServiceKey(VerdictConfig config) {
    this.secret =
        config
            .voters()
            .key()
            .map(ServiceKey::decode)
            .orElseGet(() -> kept(config.voters().keyFile()));
  }

  /** HMAC-SHA-256 in 43 characters of Base64 for URLs. */
  public String sign(String purpose, String text) {
    return ENCODER.encodeToString(mac(purpose, text));
  }

  /** HMAC-SHA-256 in 64 hexadecimal digits. */
  public String hash(String purpose, String text) {
    return HexFormat.of().formatHex(mac(purpose, text));
  }

  /** Compares with a signature in constant time. */
  public boolean isSigned(String purpose, String text, String signature) {
    return same(sign(purpose, text), signature);
  }

  /** Compares in a time that does not tell where two texts of one length differ. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /** 32 bytes of a key of its own for a purpose. */
  public byte[] bytes(String purpose) {
    return mac(secret, purpose);
  }

  private byte[] mac(String purpose, String text) {
    return mac(mac(secret, purpose), text);
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static byte[] decode(String text) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("signalbox.verdict.voters.key is not Base64", e);
    }
    if (key.length < KEY_BYTES) {
      throw new IllegalStateException(
          "signalbox.verdict.voters.key has fewer than " + KEY_BYTES + " bytes");
    }
    return key;
  }

  private static byte[] kept(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return decode(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the voters' key can't be kept in "
              + file
              + ": set signalbox.verdict.voters.key, or signalbox.verdict.voters.key-file to a place"
              + " that can be written",
          e);
    }
  }

  private static void make(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
  }
}
