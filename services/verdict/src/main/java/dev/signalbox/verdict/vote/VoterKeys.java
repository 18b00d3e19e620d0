package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.signin.ServiceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Signs voters' cookies and hashes their ids. A cookie is {@code id.signature}; only the keyed hash
 * of the id is ever stored.
 */
@ApplicationScoped
public class VoterKeys {
  private static final int ID_BYTES = 16;
  private static final Pattern COOKIE =
      Pattern.compile("([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43})");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final ServiceKey key;
  private final SecureRandom random = new SecureRandom();

  VoterKeys(ServiceKey key) {
    this.key = key;
  }

  /** A new voter's cookie value. */
  public String newCookie() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String text = ENCODER.encodeToString(id);
    return text + "." + key.sign("cookie", text);
  }

  /** The voter of a cookie; empty when there is none or it was not signed here. */
  public Optional<Voter> voter(@Nullable String cookie) {
    return id(cookie).map(id -> new Voter(key.hash("voter", id), VoterKind.COOKIE));
  }

  /** The voter of who signed in; the subject says who, whatever the browser. */
  public Voter signedIn(String subject) {
    return new Voter(key.hash("signed-in voter", subject), VoterKind.SIGNED_IN);
  }

  /** What forms of this cookie's holder carry, against requests made by other sites. */
  public String formToken(String cookie) {
    return id(cookie).map(id -> key.sign("form", id)).orElse("");
  }

  public boolean isFormToken(@Nullable String cookie, @Nullable String token) {
    return cookie != null
        && token != null
        && !token.isEmpty()
        && ServiceKey.same(formToken(cookie), token);
  }

  private Optional<String> id(@Nullable String cookie) {
    if (cookie == null) {
      return Optional.empty();
    }
    var matcher = COOKIE.matcher(cookie);
    return matcher.matches() && key.isSigned("cookie", matcher.group(1), matcher.group(2))
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }
}
