package dev.signalbox.verdict.api;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.vote.Voter;
import dev.signalbox.verdict.vote.VoterKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;

/** The signed cookie by which a voter without a login is known again. */
@ApplicationScoped
public class VoterCookie {
  private final VoterKeys keys;
  private final VerdictConfig.Voters config;

  VoterCookie(VoterKeys keys, VerdictConfig config) {
    this.keys = keys;
    this.config = config.voters();
  }

  /**
   * A voter with the cookie that says so.
   *
   * @param isNew whether the browser has to be told
   */
  public record Known(String cookie, Voter voter, boolean isNew) {}

  /** The asker's voter, if the cookie is one of ours. */
  public Optional<Known> present(HttpHeaders headers) {
    Cookie cookie = headers.getCookies().get(config.cookie());
    return cookie == null
        ? Optional.empty()
        : keys.voter(cookie.getValue()).map(voter -> new Known(cookie.getValue(), voter, false));
  }

  /** The asker's voter, a new one where there is none. */
  public Known presentOrNew(HttpHeaders headers) {
    return present(headers)
        .orElseGet(
            () -> {
              String cookie = keys.newCookie();
              return new Known(cookie, keys.voter(cookie).orElseThrow(), true);
            });
  }

  /** Not readable by scripts, not sent along by other sites' forms. */
  public NewCookie set(Known known, UriInfo uri) {
    return new NewCookie.Builder(config.cookie())
        .value(known.cookie())
        .path("/")
        .maxAge((int) Math.min(Integer.MAX_VALUE, config.cookieAge().toSeconds()))
        .httpOnly(true)
        .secure("https".equals(uri.getRequestUri().getScheme()))
        .sameSite(NewCookie.SameSite.LAX)
        .build();
  }

  public String formToken(Known known) {
    return keys.formToken(known.cookie());
  }

  public boolean isFormToken(Known known, String token) {
    return keys.isFormToken(known.cookie(), token);
  }
}
