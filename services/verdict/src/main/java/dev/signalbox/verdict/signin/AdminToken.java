package dev.signalbox.verdict.signin;

import dev.signalbox.verdict.VerdictConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The local admin token; kept as its SHA-256. Without one, nobody can sign in by token. */
@ApplicationScoped
public class AdminToken {
  private static final int SHORTEST = 16;

  private final @Nullable String digest;

  AdminToken(VerdictConfig config) {
    VerdictConfig.SignIn settings = config.signIn();
    this.digest =
        settings
            .adminToken()
            .or(() -> settings.adminTokenFile().flatMap(AdminToken::read))
            .map(AdminToken::checked)
            .map(AdminToken::sha256)
            .orElse(null);
  }

  public boolean isSet() {
    return digest != null;
  }

  public boolean matches(@Nullable String text) {
    return digest != null && text != null && ServiceKey.same(digest, sha256(text));
  }

  /** Changes with the token. */
  String fingerprint() {
    return digest == null ? "none" : digest;
  }

  private static Optional<String> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the admin token can't be read from " + file, e);
    }
  }

  private static String checked(String token) {
    if (token.length() < SHORTEST) {
      throw new IllegalStateException(
          "signalbox.verdict.sign-in.admin-token has fewer than " + SHORTEST + " characters");
    }
    return token;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
