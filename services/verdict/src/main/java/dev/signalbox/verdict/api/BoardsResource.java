package dev.signalbox.verdict.api;

import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.replay.BoardsBook;
import dev.signalbox.verdict.replay.LiveBoards;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Boards as they were published. {@code make replay-board} makes them again. */
@Path("/api/boards")
@Produces(MediaType.APPLICATION_JSON)
public class BoardsResource {
  private final BoardsBook boards;
  private final LiveBoards live;

  BoardsResource(BoardsBook boards, LiveBoards live) {
    this.boards = boards;
    this.live = live;
  }

  public record Boards(List<BoardsBook.Published> boards) {}

  @GET
  public Uni<Boards> list() {
    return boards.list().map(Boards::new);
  }

  /**
   * The leaderboard as it stands, with how far each day's chain counts.
   *
   * @param task the one that counts; absent for all
   * @param complexity the one that counts; absent for all
   * @param style {@code on}: at equal length and markup
   */
  @GET
  @Path("live")
  public Uni<Response> live(
      @RestQuery @Nullable String task,
      @RestQuery @Nullable String complexity,
      @RestQuery @Nullable String style) {
    return live.live(new Leaderboard.Filter(task, complexity, "on".equals(style)))
        .map(
            now ->
                Response.ok(now.document().text())
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
  }

  /** The bytes; a board never changes. */
  @GET
  @Path("{id: [0-9]{1,18}}")
  public Uni<Response> get(@RestPath long id) {
    return boards
        .document(id)
        .map(
            document ->
                Response.ok(document)
                    .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
                    .build());
  }
}
