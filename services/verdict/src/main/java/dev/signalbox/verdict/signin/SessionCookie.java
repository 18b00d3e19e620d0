package dev.signalbox.verdict.signin;

import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriInfo;

/** The cookie that holds a session: not readable by scripts, not sent along by other sites. */
public final class SessionCookie {
  public static final String NAME = "signalbox_session";

  private SessionCookie() {}

  /**
   * The cookie of a new session.
   *
   * @param value from {@link Sessions#cookie}
   */
  public static NewCookie of(String value, Sessions sessions, UriInfo uri) {
    return cookie(uri).value(value).maxAge(Math.toIntExact(sessions.age().toSeconds())).build();
  }

  /** Makes the browser forget it. */
  public static NewCookie gone(UriInfo uri) {
    return cookie(uri).value("").maxAge(0).build();
  }

  /** Lax, as a link into the console from a mail should find its reader signed in. */
  private static NewCookie.Builder cookie(UriInfo uri) {
    return new NewCookie.Builder(NAME)
        .path("/")
        .httpOnly(true)
        .secure("https".equals(uri.getRequestUri().getScheme()))
        .sameSite(NewCookie.SameSite.LAX);
  }
}
