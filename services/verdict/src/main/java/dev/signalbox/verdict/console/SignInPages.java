package dev.signalbox.verdict.console;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.database.RateLimits;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminToken;
import dev.signalbox.verdict.signin.ServiceKey;
import dev.signalbox.verdict.signin.Session;
import dev.signalbox.verdict.signin.SessionCookie;
import dev.signalbox.verdict.signin.Sessions;
import dev.signalbox.verdict.signin.Visitor;
import io.quarkus.oidc.OidcSession;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Signing in and out. Attempts by token are limited for each address, whatever they hold. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class SignInPages {
  private final AdminToken token;
  private final Sessions sessions;
  private final ServiceKey key;
  private final RateLimits limits;
  private final Visitor visitor;
  private final CurrentIdentityAssociation identity;
  private final OidcSession oidc;
  private final VerdictConfig.SignIn config;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance signin(Page page, Ways ways, String to, boolean refused);
  }

  /**
   * How one can sign in here.
   *
   * @param provider what the identity provider is called
   */
  public record Ways(boolean byToken, boolean byOidc, String provider) {}

  SignInPages(
      AdminToken token,
      Sessions sessions,
      ServiceKey key,
      RateLimits limits,
      Visitor visitor,
      CurrentIdentityAssociation identity,
      OidcSession oidc,
      VerdictConfig config) {
    this.token = token;
    this.sessions = sessions;
    this.key = key;
    this.limits = limits;
    this.visitor = visitor;
    this.identity = identity;
    this.oidc = oidc;
    this.config = config.signIn();
  }

  @GET
  @Path("sign-in")
  public Uni<Response> form(@RestQuery @Nullable String to) {
    return page(200, to, false);
  }

  /** Takes the admin token. */
  @POST
  @Path("sign-in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> signIn(
      @RestForm("token") @Nullable String sent,
      @RestForm @Nullable String to,
      @Context HttpServerRequest request,
      @Context UriInfo uri) {
    String address = request.remoteAddress() == null ? "" : request.remoteAddress().host();
    return limits
        .take(
            "sign-in " + key.hash("address", String.valueOf(address)),
            RateLimits.Rate.perMinute(config.attemptsPerMinute()),
            "too many attempts to sign in; wait a minute")
        .flatMap(
            taken ->
                token.matches(sent == null ? null : sent.strip())
                    ? Uni.createFrom()
                        .item(
                            begin(
                                sessions.begin(Session.Role.ADMIN, "token", "administrator"),
                                to,
                                uri))
                    : page(401, to, true));
  }

  /** Where the identity provider's answer arrives; Quarkus has checked it by then. */
  @GET
  @Path("sign-in/oidc")
  public Uni<Response> oidc(@Context UriInfo uri) {
    if (!config.oidc()) {
      throw VerdictProblem.notFound("signing in by an identity provider is off here");
    }
    return identity
        .getDeferredIdentity()
        .flatMap(
            who -> {
              Response response = begin(session(who), "/", uri);
              return oidc.logout().replaceWith(response);
            });
  }

  @POST
  @Path("sign-out")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response signOut(@RestForm @Nullable String csrf, @Context UriInfo uri) {
    if (visitor.isSignedIn() && !visitor.isCsrf(csrf)) {
      throw new ProblemException(
          VerdictProblem.STALE_FORM, "this form is out of date; open its page again");
    }
    return Response.seeOther(URI.create("/")).cookie(SessionCookie.gone(uri)).build();
  }

  private Session session(SecurityIdentity who) {
    if (who.isAnonymous() || !(who.getPrincipal() instanceof JsonWebToken jwt)) {
      throw new ProblemException(VerdictProblem.UNAUTHENTICATED, "nobody signed in");
    }
    String subject = jwt.getIssuer() + "|" + jwt.getSubject();
    Session.Role role =
        who.hasRole(config.oidcAdminRole()) ? Session.Role.ADMIN : Session.Role.MEMBER;
    return sessions.begin(role, subject, jwt.getName());
  }

  private Response begin(Session session, @Nullable String to, UriInfo uri) {
    return Response.seeOther(URI.create(local(to)))
        .cookie(SessionCookie.of(sessions.cookie(session), sessions, uri))
        .build();
  }

  private Uni<Response> page(int status, @Nullable String to, boolean refused) {
    return Templates.signin(
            new Page("Sign in", Section.NONE),
            new Ways(token.isSet(), config.oidc(), config.oidcName()),
            local(to),
            refused)
        .createUni()
        .map(
            html ->
                Response.status(status)
                    .entity(html)
                    .type("text/html;charset=UTF-8")
                    .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                    .build());
  }

  /** A path of this site; anything else becomes the overview, so that nobody is sent elsewhere. */
  static String local(@Nullable String to) {
    return to != null
            && to.length() <= 500
            && to.startsWith("/")
            && !to.startsWith("//")
            && to.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\' && c != '"')
        ? to
        : "/";
  }
}
