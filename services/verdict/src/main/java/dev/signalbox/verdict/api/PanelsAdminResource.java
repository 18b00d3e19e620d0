package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.judge.JudgeClient;
import dev.signalbox.verdict.panel.LensBook;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelBook;
import dev.signalbox.verdict.panel.PanelRunner;
import dev.signalbox.verdict.panel.Review;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import dev.signalbox.verdict.subject.SubjectBook;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * Convenes panels, takes people's reviews, settles. A call that is sent again changes nothing: it
 * is answered 200 with what is there.
 */
@Path("/api/admin/panels")
@Produces(MediaType.APPLICATION_JSON)
@AdminOnly
public class PanelsAdminResource {
  private static final int MOST_OPEN = 100;

  private final PanelRunner runner;
  private final PanelBook panels;
  private final LensBook lenses;
  private final SubjectBook subjects;
  private final JudgeClient judges;
  private final InstantSource clock;
  private final int quorum;

  PanelsAdminResource(
      PanelRunner runner,
      PanelBook panels,
      LensBook lenses,
      SubjectBook subjects,
      JudgeClient judges,
      InstantSource clock,
      VerdictConfig config) {
    this.runner = runner;
    this.panels = panels;
    this.lenses = lenses;
    this.subjects = subjects;
    this.judges = judges;
    this.clock = clock;
    this.quorum = config.panels().quorum();
  }

  /** The open ones, oldest first. */
  @GET
  public Uni<PanelsResource.Panels> open() {
    return panels.open(MOST_OPEN).map(PanelsResource.Panels::new);
  }

  /**
   * Opens a panel and begins to ask its judges. The same panel, still open, is not opened twice.
   * Fails with {@link VerdictProblem#OVERLOADED} while too many are open.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> convene(@Nullable PanelRequest request) {
    PanelRequest.Checked wish =
        Fields.body(request, "{\"subject\": …, \"lenses\": […], \"judges\": […], \"quorum\": …}")
            .checked(quorum);
    if (wish.asksModels() && !judges.isConfigured()) {
      throw VerdictProblem.invalid(
          "judges", "no model can be asked: signalbox.verdict.judge.key is not set");
    }
    String other = wish.other();
    return subjects
        .find(wish.subject())
        .chain(() -> other == null ? Uni.createFrom().nullItem() : subjects.find(other))
        .chain(lenses::newest)
        .invoke(known -> wish.requireLenses(known.keySet()))
        .chain(() -> panels.open(MOST_OPEN))
        .flatMap(open -> convene(wish, open));
  }

  private Uni<Response> convene(PanelRequest.Checked wish, List<Panel> open) {
    for (Panel panel : open) {
      if (isSame(panel, wish)) {
        return Uni.createFrom().item(answer(200, panel));
      }
    }
    if (open.size() >= MOST_OPEN) {
      throw new ProblemException(
          VerdictProblem.OVERLOADED, "too many panels are open; settle some of them");
    }
    return runner
        .convene(wish.subject(), wish.other(), wish.seats(), wish.quorum())
        .flatMap(panels::find)
        .map(panel -> answer(201, panel));
  }

  /** Adds a person's review. */
  @POST
  @Path("{id}/reviews")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> review(@RestPath String id, @Nullable ReviewRequest request) {
    ReviewRequest wish =
        Fields.body(request, "{\"reviewer\": …, \"lens\": …, \"verdict\": …, \"case\": …}");
    return panels
        .find(id)
        .flatMap(
            panel ->
                lenses
                    .newest()
                    .flatMap(known -> add(panel, wish.checked(panel, known, clock.instant()))));
  }

  private Uni<Response> add(Panel panel, Review review) {
    Review sent = ReviewRequest.sent(panel, review);
    if (sent != null) {
      return Uni.createFrom().item(Response.ok(sent).build());
    }
    return runner
        .add(panel.id(), review)
        .flatMap(
            added ->
                added
                    ? Uni.createFrom().item(Response.status(201).entity(review).build())
                    // Another call took the seat meanwhile: its review is there now.
                    : panels
                        .find(panel.id())
                        .map(now -> Response.ok(ReviewRequest.sent(now, review)).build()));
  }

  /** Counts and closes; a settled panel is answered as it was settled. */
  @POST
  @Path("{id}/settle")
  public Uni<Panel> settle(@RestPath String id) {
    return panels
        .settle(id)
        .onFailure(e -> e instanceof ProblemException p && p.problem() == VerdictProblem.SETTLED)
        .recoverWithUni(() -> panels.find(id));
  }

  private static boolean isSame(Panel panel, PanelRequest.Checked wish) {
    return panel.subject().equals(wish.subject())
        && Objects.equals(panel.other(), wish.other())
        && panel.quorum() == wish.quorum()
        && panel.seats().equals(wish.seats())
        && !panel.sample();
  }

  private static Response answer(int status, Panel panel) {
    return Response.status(status)
        .location(URI.create("/api/panels/" + panel.id()))
        .entity(panel)
        .build();
  }
}
