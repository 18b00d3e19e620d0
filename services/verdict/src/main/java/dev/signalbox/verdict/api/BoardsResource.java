package dev.signalbox.verdict.api;

import dev.signalbox.verdict.replay.BoardsBook;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;

/** Boards as they were published. {@code make replay-board} makes them again. */
@Path("/api/boards")
@Produces(MediaType.APPLICATION_JSON)
public class BoardsResource {
  private final BoardsBook boards;

  BoardsResource(BoardsBook boards) {
    this.boards = boards;
  }

  public record Boards(List<BoardsBook.Published> boards) {}

  @GET
  public Uni<Boards> list() {
    return boards.list().map(Boards::new);
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
