package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.BallotBox;
import dev.signalbox.verdict.vote.Condition;
import dev.signalbox.verdict.vote.Standing;
import dev.signalbox.verdict.vote.VoteBook;
import dev.signalbox.verdict.vote.VoteChoice;
import dev.signalbox.verdict.vote.Voter;
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
  private final BallotBox box;
  private final VoterCookie cookies;
  private final Polling polling;
  private final MeterRegistry meters;

  VotesResource(
      VoteBook book, BallotBox box, VoterCookie cookies, Polling polling, MeterRegistry meters) {
    this.book = book;
    this.box = box;
    this.cookies = cookies;
    this.polling = polling;
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
    return book.standing(subject, polling.reader(headers)).map(standing -> ok(standing).build());
  }

  /** Casts or changes; {@code If-Match} and {@code Idempotency-Key} as docs/votes.md says. */
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
    return vote(
        subject, VoteChoice.cast(cast.choice()), cookies.presentOrNew(headers), headers, uri);
  }

  /** Takes the vote back. */
  @DELETE
  public Uni<Response> delete(
      @RestPath String subject, @Context HttpHeaders headers, @Context UriInfo uri) {
    return polling.reader(headers) == null
        ? get(subject, headers)
        : vote(subject, VoteChoice.WITHDRAWN, cookies.presentOrNew(headers), headers, uri);
  }

  private Uni<Response> vote(
      String subject,
      VoteChoice choice,
      VoterCookie.Known known,
      HttpHeaders headers,
      UriInfo uri) {
    Condition condition = Conditions.read(headers, "vote", subject, choice.text());
    Voter voter = polling.voter(known);
    return polling
        .admit(known)
        .chain(() -> box.cast(subject, voter, choice, condition))
        .map(
            taken -> {
              VoteMeters.count(meters, choice, taken.outcome());
              Response.ResponseBuilder response = ok(taken.standing());
              if (known.isNew()) {
                response.cookie(cookies.set(known, uri));
              }
              return response.build();
            });
  }

  private static Response.ResponseBuilder ok(Standing standing) {
    return Response.ok(VoteView.of(standing))
        .header(HttpHeaders.ETAG, Conditions.etag(standing.own().revision()))
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store");
  }
}
