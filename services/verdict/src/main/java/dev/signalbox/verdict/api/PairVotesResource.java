package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.arena.ArenaBook;
import dev.signalbox.verdict.arena.PairBox;
import dev.signalbox.verdict.arena.Shown;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.Condition;
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

/** Blind pairs. Nothing names the subjects, or counts votes, before the asker has voted. */
@Path("/api/pairs")
@Produces(MediaType.APPLICATION_JSON)
public class PairVotesResource {
  private final ArenaBook arena;
  private final PairBox box;
  private final VoterCookie cookies;
  private final Polling polling;

  PairVotesResource(ArenaBook arena, PairBox box, VoterCookie cookies, Polling polling) {
    this.arena = arena;
    this.box = box;
    this.cookies = cookies;
    this.polling = polling;
  }

  /**
   * The body of a vote.
   *
   * @param choice left, right, tie or both_bad
   */
  public record Cast(@Nullable String choice) {}

  /** A pair that the asker has not judged. 404 when there is none left. */
  @GET
  @Path("next")
  public Uni<Response> next(@Context HttpHeaders headers, @Context UriInfo uri) {
    VoterCookie.Known known = cookies.presentOrNew(headers);
    return arena
        .next(polling.voter(known))
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no pair left that you have not judged"))
        .map(shown -> answer(shown, known, uri));
  }

  @GET
  @Path("{pair}")
  public Uni<Response> get(
      @RestPath String pair, @Context HttpHeaders headers, @Context UriInfo uri) {
    VoterCookie.Known known = cookies.presentOrNew(headers);
    return arena.find(pair, polling.voter(known)).map(shown -> answer(shown, known, uri));
  }

  /** Casts or changes; {@code If-Match} and {@code Idempotency-Key} as docs/votes.md says. */
  @PUT
  @Path("{pair}/vote")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> put(
      @RestPath String pair,
      @Nullable Cast cast,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    if (cast == null || cast.choice() == null || "withdraw".equals(cast.choice())) {
      throw new ProblemException(
          VerdictProblem.INVALID_BODY,
          "the body is {\"choice\": \"left\"}, or right, tie or both_bad");
    }
    return vote(pair, cast.choice(), headers, uri);
  }

  /** Takes the vote back. */
  @DELETE
  @Path("{pair}/vote")
  public Uni<Response> delete(
      @RestPath String pair, @Context HttpHeaders headers, @Context UriInfo uri) {
    return vote(pair, "withdraw", headers, uri);
  }

  private Uni<Response> vote(String pair, String choice, HttpHeaders headers, UriInfo uri) {
    VoterCookie.Known known = cookies.presentOrNew(headers);
    Condition condition = Conditions.read(headers, "pair", pair, choice);
    return polling
        .admit(known)
        .chain(() -> box.cast(pair, polling.voter(known), choice, condition))
        .map(shown -> answer(shown, known, uri));
  }

  private Response answer(Shown shown, VoterCookie.Known known, UriInfo uri) {
    Response.ResponseBuilder response =
        Response.ok(PairView.of(shown))
            .header(HttpHeaders.ETAG, Conditions.etag(shown.revision()))
            .header(HttpHeaders.CACHE_CONTROL, "private, no-store");
    if (known.isNew()) {
      response.cookie(cookies.set(known, uri));
    }
    return response.build();
  }
}
