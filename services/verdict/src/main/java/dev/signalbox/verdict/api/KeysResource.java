package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.access.KeyBook;
import dev.signalbox.verdict.access.KeyEntry;
import dev.signalbox.verdict.access.KeyWish;
import dev.signalbox.verdict.access.NewKey;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Keys of clients. A key itself is in the answer that makes it, and nowhere else. */
@Path("/api/admin/keys")
@Produces(MediaType.APPLICATION_JSON)
@AdminOnly
public class KeysResource {
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);
  private static final String BY = "admin";

  private final KeyBook book;
  private final InstantSource clock;

  KeysResource(KeyBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  /** The keys, those in force first. */
  public record Listed(List<KeyEntry> keys) {}

  /** A key just made: the only time that it is shown. */
  public record Made(String id, String key) {}

  @GET
  public Uni<Listed> list() {
    return book.list().map(Listed::new);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> create(@Nullable KeyRequest request) {
    if (request == null) {
      throw new ProblemException(
          VerdictProblem.INVALID_BODY, "the body is {\"id\": …, \"tenant\": …}");
    }
    KeyWish wish = request.checked(clock.instant());
    return book.create(wish, BY)
        .map(
            made ->
                once(
                    201,
                    wish.id(),
                    made.orElseThrow(
                        () ->
                            VerdictProblem.invalid(
                                "id", "is, or was, another key's; take a new"))));
  }

  /**
   * Gives a key a new secret.
   *
   * @param overlapSeconds for how long the old one still works; a day when absent
   */
  @POST
  @Path("{id}/rotate")
  public Uni<Response> rotate(@RestPath String id, @RestQuery @Nullable Long overlapSeconds) {
    Duration overlap = Duration.ofSeconds(overlapSeconds == null ? 86_400 : overlapSeconds);
    if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
      throw VerdictProblem.invalid("overlapSeconds", "is between 0 and 7776000");
    }
    return book.rotate(id, overlap).map(made -> once(200, id, made.orElseThrow(() -> none(id))));
  }

  @DELETE
  @Path("{id}")
  public Uni<Response> revoke(@RestPath String id) {
    return book.revoke(id)
        .map(
            revoked -> {
              if (!revoked) {
                throw none(id);
              }
              return Response.noContent().build();
            });
  }

  private static ProblemException none(String id) {
    return VerdictProblem.notFound("there is no key '" + id + "' in force");
  }

  private static Response once(int status, String id, NewKey key) {
    return Response.status(status)
        .entity(new Made(id, key.reveal()))
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .build();
  }
}
