package dev.signalbox.verdict.console;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.api.Polling;
import dev.signalbox.verdict.api.VoteMeters;
import dev.signalbox.verdict.api.VoterCookie;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.BallotBox;
import dev.signalbox.verdict.vote.VoteBook;
import dev.signalbox.verdict.vote.VoteChoice;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
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
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The votes and their forms. A form carries its owner's token; other sites can't know it. */
@Path("/votes")
@Produces(MediaType.TEXT_HTML)
public class VotePages {
  private final VoteBook book;
  private final BallotBox box;
  private final VoterCookie cookies;
  private final Polling polling;
  private final MeterRegistry meters;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance votes(Page page, List<Card> cards, String token);
  }

  VotePages(
      VoteBook book, BallotBox box, VoterCookie cookies, Polling polling, MeterRegistry meters) {
    this.book = book;
    this.box = box;
    this.cookies = cookies;
    this.polling = polling;
    this.meters = meters;
  }

  @GET
  public Uni<Response> votes(@Context HttpHeaders headers, @Context UriInfo uri) {
    VoterCookie.Known known = cookies.presentOrNew(headers);
    return book.standings(polling.voter(known))
        .flatMap(
            standings ->
                Templates.votes(
                        new Page("Votes", Section.VOTE),
                        standings.stream().map(Card::new).toList(),
                        cookies.formToken(known))
                    .createUni())
        .map(
            html -> {
              Response.ResponseBuilder response =
                  Response.ok(html, "text/html;charset=UTF-8")
                      .header(HttpHeaders.CACHE_CONTROL, "private, no-store");
              if (known.isNew()) {
                response.cookie(cookies.set(known, uri));
              }
              return response.build();
            });
  }

  @POST
  @Path("{subject}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> cast(
      @RestPath String subject,
      @RestForm @Nullable String choice,
      @RestForm @Nullable String token,
      @Context HttpHeaders headers) {
    VoterCookie.Known known =
        cookies
            .present(headers)
            .filter(present -> token != null && cookies.isFormToken(present, token))
            .orElseThrow(
                () ->
                    new ProblemException(
                        VerdictProblem.STALE_FORM,
                        "this form is out of date; open the votes page again (cookies must be on)"));
    VoteChoice cast = "withdraw".equals(choice) ? VoteChoice.WITHDRAWN : VoteChoice.cast(choice);
    return polling
        .admit(known)
        .chain(() -> box.cast(subject, polling.voter(known), cast))
        .invoke(taken -> VoteMeters.count(meters, cast, taken.outcome()))
        .map(taken -> Response.seeOther(URI.create("/votes#" + subject)).build());
  }
}
