package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import dev.signalbox.verdict.signin.AdminToken;
import dev.signalbox.verdict.signin.Visitor;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jspecify.annotations.Nullable;

/** Guards what is {@link AdminOnly}. */
class AdminFilter {
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String BEARER = "bearer ";

  private final AdminToken token;
  private final Visitor visitor;

  AdminFilter(AdminToken token, Visitor visitor) {
    this.token = token;
    this.visitor = visitor;
  }

  /** Null lets the request through. */
  @AdminOnly
  @WithFormRead
  @ServerRequestFilter
  public @Nullable Response check(ResteasyReactiveContainerRequestContext request) {
    String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      if (token.matches(authorization.substring(BEARER.length()).strip())) {
        return null;
      }
      throw new ProblemException(VerdictProblem.UNAUTHENTICATED, "this is not the admin token");
    }
    if (!visitor.isSignedIn()) {
      if (isPage(request)) {
        return Response.seeOther(signIn(request)).header("Cache-Control", "no-store").build();
      }
      throw new ProblemException(
          VerdictProblem.UNAUTHENTICATED,
          "this is for administrators: send the admin token as a bearer token, or sign in");
    }
    if (!visitor.isAdmin()) {
      throw new ProblemException(VerdictProblem.FORBIDDEN, "this is for administrators");
    }
    if (!SAFE_METHODS.contains(request.getMethod()) && !visitor.isCsrf(csrf(request))) {
      throw new ProblemException(
          VerdictProblem.STALE_FORM, "this form is out of date; open its page again");
    }
    return null;
  }

  private static boolean isPage(ContainerRequestContext request) {
    return !request.getUriInfo().getPath().startsWith("/api");
  }

  /** Back to the page itself; after a form that was refused, to the page that had it. */
  private static URI signIn(ContainerRequestContext request) {
    URI uri = request.getUriInfo().getRequestUri();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String to = SAFE_METHODS.contains(request.getMethod()) ? uri.getRawPath() + query : "/";
    return URI.create("/sign-in?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
  }

  private static @Nullable String csrf(ResteasyReactiveContainerRequestContext request) {
    String header = request.getHeaderString("X-CSRF-Token");
    if (header != null) {
      return header;
    }
    Object field =
        ((org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext)
                request.getServerRequestContext())
            .getFormParameter("csrf", true, false);
    return field instanceof String text ? text : null;
  }
}
