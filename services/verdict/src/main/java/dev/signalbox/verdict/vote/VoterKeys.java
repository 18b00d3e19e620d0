package dev.signalbox.verdict.vote;

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
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs voters' cookies and hashes their ids, each with its own key derived from the one secret. A
 * cookie is {@code id.signature}; only the keyed hash of the id is ever stored.
 */
@ApplicationScoped
public class VoterKeys {
  private static final int KEY_BYTES = 32;
  private static final int ID_BYTES = 16;
  private static final Pattern COOKIE =
      Pattern.compile("([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43})");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final byte[] secret;
  private final SecureRandom random = new SecureRandom();

  VoterKeys(VerdictConfig config) {
    this.secret =
        config
            .voters()
            .key()
            .map(VoterKeys::decode)
            .orElseGet(() -> kept(config.voters().keyFile()));
  }

  /** A new voter's cookie value. */
  public String newCookie() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String text = ENCODER.encodeToString(id);
    return text + "." + ENCODER.encodeToString(mac("cookie", text));
  }

  /** The voter of a cookie; empty when there is none or it was not signed here. */
  public Optional<Voter> voter(@Nullable String cookie) {
    return id(cookie)
        .map(id -> new Voter(HexFormat.of().formatHex(mac("voter", id)), VoterKind.COOKIE));
  }

  /** What forms of this cookie's holder carry, against requests made by other sites. */
  public String formToken(String cookie) {
    return id(cookie).map(id -> ENCODER.encodeToString(mac("form", id))).orElse("");
  }

  public boolean isFormToken(@Nullable String cookie, @Nullable String token) {
    if (cookie == null || token == null || token.isEmpty()) {
      return false;
    }
    return MessageDigest.isEqual(
        formToken(cookie).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> id(@Nullable String cookie) {
    if (cookie == null) {
      return Optional.empty();
    }
    var matcher = COOKIE.matcher(cookie);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String signature = ENCODER.encodeToString(mac("cookie", matcher.group(1)));
    boolean ours =
        MessageDigest.isEqual(
            signature.getBytes(StandardCharsets.UTF_8),
            matcher.group(2).getBytes(StandardCharsets.UTF_8));
    return ours ? Optional.of(matcher.group(1)) : Optional.empty();
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
