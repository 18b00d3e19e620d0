package dev.signalbox.verdict.signin;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as their session cookie says. Templates read it as {@code inject:visitor}, which gives
 * forms their CSRF token.
 */
@Named("visitor")
@RequestScoped
public class Visitor {
  private final Sessions sessions;
  private final @Nullable String cookie;
  private final @Nullable Session session;

  Visitor(Sessions sessions, HttpServerRequest request) {
    this.sessions = sessions;
    Cookie sent = request.getCookie(SessionCookie.NAME);
    Optional<Session> found = sessions.read(sent == null ? null : sent.getValue());
    this.session = found.orElse(null);
    this.cookie = sent == null || found.isEmpty() ? null : sent.getValue();
  }

  public Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  public boolean isSignedIn() {
    return session != null;
  }

  public boolean isAdmin() {
    return session != null && session.role() == Session.Role.ADMIN;
  }

  /** Empty when nobody signed in. */
  public String getName() {
    return session == null ? "" : session.name();
  }

  /** What this visitor's forms carry; empty when nobody signed in. */
  public String getCsrf() {
    return cookie == null ? "" : sessions.csrf(cookie);
  }

  public boolean isCsrf(@Nullable String token) {
    return cookie != null && token != null && ServiceKey.same(getCsrf(), token);
  }
}
