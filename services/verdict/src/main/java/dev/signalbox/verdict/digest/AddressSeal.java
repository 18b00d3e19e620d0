package dev.signalbox.verdict.digest;

import dev.signalbox.verdict.signin.ServiceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals addresses with AES-256-GCM under a key made from the service's own, for each purpose with
 * that purpose as associated data: neither the database nor a link's address tells one. A sealed
 * text that was changed, or made for another purpose, does not open.
 */
@ApplicationScoped
class AddressSeal {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LONGEST = 1_000;
  private static final String KEPT = "digest address";
  private static final String WISH = "digest wish";
  private static final String UNSUBSCRIBE = "digest unsubscribe";

  private final ServiceKey key;
  private final SecretKeySpec aes;
  private final SecureRandom random = new SecureRandom();

  AddressSeal(ServiceKey key) {
    this.key = key;
    this.aes = new SecretKeySpec(key.bytes("digest seal"), "AES");
  }

  /** A wish to subscribe, by the owner of the address, until the link expires. */
  record Wish(MailAddress address, Instant expires) {}

  /** What makes an address unique without telling it. */
  String hash(MailAddress address) {
    return key.hash("digest address", address.text());
  }

  String seal(MailAddress address) {
    return seal(KEPT, address.text());
  }

  Optional<MailAddress> open(String sealed) {
    return open(KEPT, sealed).flatMap(MailAddress::parse);
  }

  /** The token of a confirmation's link; nothing else keeps the wish. */
  String wish(MailAddress address, Instant expires) {
    return seal(WISH, expires.getEpochSecond() + " " + address.text());
  }

  /** Empty for a token that is not ours; whether it has expired is the caller's to see. */
  Optional<Wish> openWish(String token) {
    return open(WISH, token)
        .flatMap(
            text -> {
              int blank = text.indexOf(' ');
              try {
                Instant expires = Instant.ofEpochSecond(Long.parseLong(text.substring(0, blank)));
                return MailAddress.parse(text.substring(blank + 1))
                    .map(address -> new Wish(address, expires));
              } catch (NumberFormatException
                  | StringIndexOutOfBoundsException
                  | DateTimeException e) {
                return Optional.empty();
              }
            });
  }

  /** The token of a subscriber's own link; it works as long as the subscription. */
  String unsubscribeToken(String subscriber) {
    return subscriber + "." + key.sign(UNSUBSCRIBE, subscriber);
  }

  /** The subscriber whom a token was made for; empty for one that is not ours. */
  Optional<String> subscriber(String token) {
    int dot = token.indexOf('.');
    return dot > 0
            && token.length() < LONGEST
            && key.isSigned(UNSUBSCRIBE, token.substring(0, dot), token.substring(dot + 1))
        ? Optional.of(token.substring(0, dot))
        : Optional.empty();
  }

  private String seal(String purpose, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, purpose, nonce)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  private Optional<String> open(String purpose, String sealed) {
    if (sealed.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(sealed);
      if (bytes.length <= NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, purpose, nonce)
              .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, aes, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
