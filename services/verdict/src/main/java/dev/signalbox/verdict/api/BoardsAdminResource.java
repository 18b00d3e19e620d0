package dev.signalbox.verdict.api;

import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.replay.BoardsBook;
import dev.signalbox.verdict.signin.AdminOnly;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Publishes boards. */
@Path("/api/admin/boards")
@Produces(MediaType.APPLICATION_JSON)
@AdminOnly
public class BoardsAdminResource {
  private static final long SEED = 20_261_128;

  private final BoardsBook boards;

  BoardsAdminResource(BoardsBook boards) {
    this.boards = boards;
  }

  /**
   * What to publish; absent means all tasks, all complexities, as they are, and a fixed seed.
   *
   * @param styled at equal length and markup
   * @param seed of the bootstrap
   */
  public record Wish(
      @Nullable String task,
      @Nullable String complexity,
      @Nullable Boolean styled,
      @Nullable Long seed) {}

  /** Counts the vote topic as far as it reaches; some seconds for a million votes. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> publish(@Nullable Wish wish) {
    Wish asked = Fields.body(wish, "{} or {\"task\": …, \"styled\": true, \"seed\": 1}");
    return boards
        .publish(
            new Leaderboard.Filter(
                asked.task(), asked.complexity(), Boolean.TRUE.equals(asked.styled())),
            asked.seed() == null ? SEED : asked.seed())
        .map(
            published ->
                Response.created(URI.create("/api/boards/" + published.id()))
                    .entity(published)
                    .build());
  }
}
