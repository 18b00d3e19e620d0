package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.VoteBook;
import dev.signalbox.verdict.vote.VoteChoice;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * The asker's vote on a subject. Casting it again replaces it; the same choice twice is one vote.
 */
@Path("/api/votes/{subject}")
@Produces(MediaType.APPLICATION_JSON)
public class VotesResource {
  private final VoteBook book;
  private final VoterCookie cookies;
  private final MeterRegistry meters;

  VotesResource(VoteBook book, VoterCookie cookies, MeterRegistry meters) {
    this.book = book;
    this.cookies = cookies;
    this.meters = meters;
  }

  /**
   * The body of a vote.
   *
   * @param choice ship or skip
   */
  public record Cast(@Nullable String choice) {}

  @GET
  public Uni<Response> get(@RestPath String subject, @Context HttpHeaders headers) {
    return book.standing(
            subject, cookies.present(headers).map(VoterCookie.Known::voter).orElse(null))
        .map(
            standing ->
                Response.ok(VoteView.of(standing))
                    .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                    .build());
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> put(
      @RestPath String subject,
      @Nullable Cast cast,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    if (cast == null) {
      throw new ProblemException(
          VerdictProblem.INVALID_BODY,
          "the body is {\"choice\": \"ship\"} or {\"choice\": \"skip\"}");
    }
    return vote(subject, VoteChoice.cast(cast.choice()), cookies.presentOrNew(headers), uri);
  }

  /** Takes the vote back. */
  @DELETE
  public Uni<Response> delete(
      @RestPath String subject, @Context HttpHeaders headers, @Context UriInfo uri) {
    return cookies
        .present(headers)
        .map(known -> vote(subject, VoteChoice.WITHDRAWN, known, uri))
        .orElseGet(() -> get(subject, headers));
  }

  private Uni<Response> vote(
      String subject, VoteChoice choice, VoterCookie.Known known, UriInfo uri) {
    return book.cast(subject, known.voter(), choice)
        .invoke(outcome -> VoteMeters.count(meters, choice, outcome))
        .chain(() -> book.standing(subject, known.voter()))
        .map(
            standing -> {
              Response.ResponseBuilder response =
                  Response.ok(VoteView.of(standing))
                      .header(HttpHeaders.CACHE_CONTROL, "private, no-store");
              if (known.isNew()) {
                response.cookie(cookies.set(known, uri));
              }
              return response.build();
            });
  }
}
