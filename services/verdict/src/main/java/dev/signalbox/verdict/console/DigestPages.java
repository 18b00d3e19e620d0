package dev.signalbox.verdict.console;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.api.VoterCookie;
import dev.signalbox.verdict.digest.DigestArchive;
import dev.signalbox.verdict.digest.DigestComposer;
import dev.signalbox.verdict.digest.DigestContent;
import dev.signalbox.verdict.digest.DigestIssue;
import dev.signalbox.verdict.digest.DigestWeek;
import dev.signalbox.verdict.digest.Subscribers;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.ServiceKey;
import dev.signalbox.verdict.signin.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
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
import java.time.InstantSource;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The digest: the week so far, the archive, and who gets it by mail. */
@Path("/digest")
@Produces(MediaType.TEXT_HTML)
public class DigestPages {
  private static final int SHOWN = 60;

  private final DigestArchive archive;
  private final DigestComposer composer;
  private final Subscribers subscribers;
  private final VoterCookie cookies;
  private final Visitor visitor;
  private final ServiceKey key;
  private final InstantSource clock;
  private final VerdictConfig.Digest config;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance digest(Page page, DigestView view);

    static native TemplateInstance digestissue(Page page, DigestIssue issue);

    static native TemplateInstance digestanswer(Page page, Answer answer);
  }

  /**
   * The page.
   *
   * @param mail whether one can subscribe
   * @param asked yes after a sign-up, no after one without an address, else empty
   * @param counts for administrators; null for others
   */
  public record DigestView(
      DigestWeek week,
      DigestContent soFar,
      List<DigestIssue> issues,
      boolean mail,
      String asked,
      String token,
      Subscribers.@Nullable Counts counts) {}

  /**
   * What became of a link in a mail.
   *
   * @param action where its button posts to; empty for none
   * @param button what the button says
   */
  public record Answer(String title, String text, String action, String button) {}

  DigestPages(
      DigestArchive archive,
      DigestComposer composer,
      Subscribers subscribers,
      VoterCookie cookies,
      Visitor visitor,
      ServiceKey key,
      InstantSource clock,
      VerdictConfig config) {
    this.archive = archive;
    this.composer = composer;
    this.subscribers = subscribers;
    this.cookies = cookies;
    this.visitor = visitor;
    this.key = key;
    this.clock = clock;
    this.config = config.digest();
  }

  @GET
  public Uni<Response> page(
      @RestQuery @Nullable String asked, @Context HttpHeaders headers, @Context UriInfo uri) {
    DigestWeek week = DigestWeek.of(clock.instant(), config.zone());
    VoterCookie.Known known = cookies.presentOrNew(headers);
    Uni<Subscribers.@Nullable Counts> counts =
        visitor.isAdmin() ? subscribers.counts().map(found -> found) : Uni.createFrom().nullItem();
    return composer
        .soFar(week)
        .flatMap(
            soFar ->
                archive
                    .latest(config.zone(), SHOWN)
                    .flatMap(
                        issues ->
                            counts.flatMap(
                                numbers ->
                                    Templates.digest(
                                            new Page("Digest", Section.DIGEST),
                                            new DigestView(
                                                week,
                                                soFar,
                                                issues,
                                                config.mail(),
                                                asked == null ? "" : asked,
                                                cookies.formToken(known),
                                                numbers))
                                        .createUni())))
        .map(
            html -> {
              Response.ResponseBuilder response = privately(html);
              if (config.mail() && known.isNew()) {
                response.cookie(cookies.set(known, uri));
              }
              return response.build();
            });
  }

  @GET
  @Path("{week}")
  public Uni<TemplateInstance> issue(@RestPath String week) {
    DigestWeek wanted =
        DigestWeek.parse(week, config.zone())
            .orElseThrow(() -> VerdictProblem.notFound("there is no such week"));
    return archive
        .find(wanted)
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no digest of that week"))
        .map(
            found ->
                Templates.digestissue(
                    new Page("Digest of week " + wanted.id(), Section.DIGEST), found));
  }

  @POST
  @Path("subscribe")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> subscribe(
      @RestForm @Nullable String address,
      @RestForm @Nullable String token,
      @Context HttpHeaders headers,
      @Context HttpServerRequest request) {
    if (!config.mail()) {
      throw VerdictProblem.notFound("no digest is sent by mail here");
    }
    if (cookies
        .present(headers)
        .filter(known -> token != null && cookies.isFormToken(known, token))
        .isEmpty()) {
      throw new ProblemException(
          VerdictProblem.STALE_FORM,
          "this form is out of date; open the digest page again (cookies must be on)");
    }
    if (address == null || !Subscribers.isAddress(address)) {
      return Uni.createFrom().item(back("no"));
    }
    String place = request.remoteAddress() == null ? "" : request.remoteAddress().host();
    return subscribers
        .ask(address, key.hash("address", String.valueOf(place)))
        .map(asked -> back("yes"));
  }

  /** Shows a button: programs that follow links in mails must not confirm anything. */
  @GET
  @Path("confirm/{token}")
  public Uni<Response> lookAtConfirmation(@RestPath String token) {
    return answer(
        subscribers.look(token) == Subscribers.Confirmation.CONFIRMED
            ? new Answer(
                "Confirm your subscription",
                "One click, and the digest comes once a week. Every issue has a link that ends it.",
                "/digest/confirm/" + token,
                "Confirm")
            : said(subscribers.look(token)));
  }

  @POST
  @Path("confirm/{token}")
  public Uni<Response> confirm(@RestPath String token) {
    return subscribers.confirm(token).flatMap(outcome -> answer(said(outcome)));
  }

  @GET
  @Path("unsubscribe/{token}")
  public Uni<Response> lookAtUnsubscribing(@RestPath String token) {
    return answer(
        subscribers.isOurs(token)
            ? new Answer(
                "Unsubscribe",
                "The address and all that is known of it are deleted.",
                "/digest/unsubscribe/" + token,
                "Unsubscribe")
            : unknown());
  }

  /**
   * One click, from the page's button or from a mail program by RFC 8058, which sends neither a
   * cookie nor a form's token and follows no redirect: the token in the address is the proof.
   */
  @POST
  @Path("unsubscribe/{token}")
  @Consumes(MediaType.WILDCARD)
  public Uni<Response> unsubscribe(@RestPath String token) {
    return subscribers
        .leave(token)
        .flatMap(
            ours ->
                answer(
                    ours
                        ? new Answer(
                            "You are unsubscribed",
                            "The address is deleted. The archive and the feeds stay open to you.",
                            "",
                            "")
                        : unknown()));
  }

  private static Answer said(Subscribers.Confirmation outcome) {
    return switch (outcome) {
      case CONFIRMED ->
          new Answer(
              "You are subscribed",
              "The next digest comes when the week is over and something has changed.",
              "",
              "");
      case ALREADY ->
          new Answer("You are subscribed", "You were already; nothing has changed.", "", "");
      case EXPIRED ->
          new Answer(
              "This link has expired",
              "Nothing was kept. Subscribe again to get a new one.",
              "",
              "");
      case UNKNOWN -> unknown();
    };
  }

  private static Answer unknown() {
    return new Answer(
        "This link is not ours",
        "It may have been cut off on its way. Nothing was changed.",
        "",
        "");
  }

  private static Uni<Response> answer(Answer answer) {
    return Templates.digestanswer(new Page(answer.title(), Section.DIGEST), answer)
        .createUni()
        .map(html -> privately(html).build());
  }

  private static Response.ResponseBuilder privately(String html) {
    return Response.ok(html, "text/html;charset=UTF-8")
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store");
  }

  private static Response back(String asked) {
    return Response.seeOther(URI.create("/digest?asked=" + asked + "#subscribe")).build();
  }
}
