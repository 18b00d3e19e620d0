package dev.signalbox.verdict.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** A key on its way to the one who will use it: shown once, never kept. */
public final class NewKey {
  private static final String PREFIX = "sk-signalbox-";
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 43;
  private static final int SHOWN = 4;

  private final String secret;

  private NewKey(String secret) {
    this.secret = secret;
  }

  /** Draws one of 256 bits. */
  static NewKey draw(SecureRandom random) {
    StringBuilder secret = new StringBuilder(PREFIX);
    random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> secret.append(ALPHABET.charAt(i)));
    return new NewKey(secret.toString());
  }

  /** The key itself. */
  public String reveal() {
    return secret;
  }

  byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String lastFour() {
    return secret.substring(secret.length() - SHOWN);
  }

  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
