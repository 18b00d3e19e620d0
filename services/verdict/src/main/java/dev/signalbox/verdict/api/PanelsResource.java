package dev.signalbox.verdict.api;

import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.panel.Lens;
import dev.signalbox.verdict.panel.LensBook;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelBook;
import dev.signalbox.verdict.replay.LiveBoards;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Settled panels with their reviews, lenses, and the leaderboard. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class PanelsResource {
  private static final int LATEST = 50;

  private final PanelBook panels;
  private final LensBook lenses;
  private final LiveBoards boards;

  PanelsResource(PanelBook panels, LensBook lenses, LiveBoards boards) {
    this.panels = panels;
    this.lenses = lenses;
    this.boards = boards;
  }

  public record Panels(List<Panel> panels) {}

  public record Lenses(List<Lens> lenses) {}

  /** The newest settled ones. */
  @GET
  @Path("api/panels")
  public Uni<Panels> panels() {
    return panels.latest(LATEST).map(Panels::new);
  }

  @GET
  @Path("api/panels/{id}")
  public Uni<Panel> panel(@RestPath String id) {
    return panels.find(id);
  }

  /** The newest version of each. */
  @GET
  @Path("api/lenses")
  public Uni<Lenses> lenses() {
    return lenses.newest().map(all -> new Lenses(List.copyOf(all.values())));
  }

  /** Ratings of one group can't be compared with those of another. */
  @GET
  @Path("api/leaderboard")
  public Uni<Leaderboard> leaderboard(
      @RestQuery @Nullable String task,
      @RestQuery @Nullable String complexity,
      @RestQuery @Nullable String style) {
    return boards
        .live(new Leaderboard.Filter(task, complexity, "on".equals(style)))
        .map(LiveBoards.Live::board);
  }
}
