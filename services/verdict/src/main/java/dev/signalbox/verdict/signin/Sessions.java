package dev.signalbox.verdict.signin;

import dev.signalbox.verdict.VerdictConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads session cookies: role, expiry, subject and name, then a signature over them and
 * the admin token's fingerprint.
 */
@ApplicationScoped
public class Sessions {
  private static final int FIELDS = 5;
  private static final int LONGEST_COOKIE = 2_000;
  private static final int LONGEST_FIELD = 300;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final ServiceKey key;
  private final AdminToken token;
  private final InstantSource clock;
  private final Duration age;

  Sessions(ServiceKey key, AdminToken token, InstantSource clock, VerdictConfig config) {
    this.key = key;
    this.token = token;
    this.clock = clock;
    this.age = config.signIn().sessionAge();
  }

  /** A session that begins now. */
  public Session begin(Session.Role role, String subject, String name) {
    return new Session(role, cut(subject), cut(name), clock.instant().plus(age));
  }

  public String cookie(Session session) {
    String payload =
        String.join(
            ".",
            session.role().name(),
            Long.toString(session.expiresAt().getEpochSecond()),
            encoded(session.subject()),
            encoded(session.name()));
    return payload + "." + key.sign("session", signed(payload));
  }

  /** Empty for a cookie that was not made here, has expired, or is older than the admin token. */
  public Optional<Session> read(@Nullable String cookie) {
    if (cookie == null || cookie.length() > LONGEST_COOKIE) {
      return Optional.empty();
    }
    String[] fields = cookie.split("\\.", -1);
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    String payload = cookie.substring(0, cookie.lastIndexOf('.'));
    if (!key.isSigned("session", signed(payload), fields[FIELDS - 1])) {
      return Optional.empty();
    }
    Session session =
        new Session(
            Session.Role.valueOf(fields[0]),
            decoded(fields[2]),
            decoded(fields[3]),
            Instant.ofEpochSecond(Long.parseLong(fields[1])));
    return clock.instant().isBefore(session.expiresAt()) ? Optional.of(session) : Optional.empty();
  }

  /** What changes made with this cookie must carry. */
  public String csrf(String cookie) {
    return key.sign("csrf", cookie);
  }

  public Duration age() {
    return age;
  }

  private String signed(String payload) {
    return payload + "\n" + token.fingerprint();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_FIELD ? text : text.substring(0, LONGEST_FIELD);
  }

  private static String encoded(String text) {
    return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
