package dev.signalbox.verdict.console;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.api.PanelRequest;
import dev.signalbox.verdict.api.PanelsAdminResource;
import dev.signalbox.verdict.api.ReviewRequest;
import dev.signalbox.verdict.fleet.FleetClient;
import dev.signalbox.verdict.panel.LensBook;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelBook;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import dev.signalbox.verdict.subject.SubjectBook;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Convenes panels, takes people's reviews, settles: by the API's own checks. */
@Path("/panels")
@Produces(MediaType.TEXT_HTML)
@AdminOnly
public class PanelPages {
  private static final int MOST_OPEN = 100;

  private final PanelsAdminResource admin;
  private final PanelBook panels;
  private final LensBook lenses;
  private final SubjectBook subjects;
  private final FleetClient fleet;
  private final int quorum;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance panels(Page page, PanelDesk desk);

    static native TemplateInstance panel(Page page, PanelDesk.Seats seats);
  }

  PanelPages(
      PanelsAdminResource admin,
      PanelBook panels,
      LensBook lenses,
      SubjectBook subjects,
      FleetClient fleet,
      VerdictConfig config) {
    this.admin = admin;
    this.panels = panels;
    this.lenses = lenses;
    this.subjects = subjects;
    this.fleet = fleet;
    this.quorum = config.panels().quorum();
  }

  @GET
  public Uni<Response> desk() {
    return desk(Form.FRESH);
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> convene(
      @RestForm @Nullable String subject,
      @RestForm @Nullable String other,
      @RestForm @Nullable List<String> lens,
      @RestForm @Nullable List<String> judge,
      @RestForm @Nullable List<String> personLens,
      @RestForm @Nullable List<String> persons,
      @RestForm("quorum") @Nullable String wanted) {
    Form form =
        Form.of(
            "subject",
            subject,
            "other",
            other,
            "lens",
            joined(lens),
            "judge",
            joined(judge),
            "quorum",
            wanted);
    return Form.submit(
        () ->
            admin.convene(
                new PanelRequest(
                    subject,
                    other,
                    List.copyOf(orNone(lens)),
                    List.copyOf(orNone(judge)),
                    people(orNone(personLens), orNone(persons)),
                    number("quorum", wanted))),
        made -> "/panels/" + ((Panel) made.getEntity()).id(),
        e -> desk(form.refused(e)));
  }

  @GET
  @Path("{id}")
  public Uni<Response> panel(@RestPath String id) {
    return panel(id, Form.FRESH);
  }

  @POST
  @Path("{id}/reviews")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> review(
      @RestPath String id,
      @RestForm @Nullable String reviewer,
      @RestForm @Nullable String lens,
      @RestForm @Nullable String verdict,
      @RestForm @Nullable List<String> criterion,
      @RestForm @Nullable List<String> score,
      @RestForm("case") @Nullable String body,
      @RestForm @Nullable String changeMind) {
    Form form =
        Form.of(
            "reviewer",
            reviewer,
            "lens",
            lens,
            "verdict",
            verdict,
            "case",
            body,
            "changeMind",
            changeMind);
    return Form.submit(
        () ->
            admin.review(
                id,
                new ReviewRequest(
                    reviewer,
                    lens,
                    verdict,
                    scores(orNone(criterion), orNone(score)),
                    plain(body),
                    plain(changeMind))),
        made -> "/panels/" + id,
        e -> panel(id, form.refused(e)));
  }

  @POST
  @Path("{id}/settle")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> settle(@RestPath String id) {
    return admin.settle(id).map(settled -> to(pageOf(settled)));
  }

  /** The panel while it is open; its verdict's page afterwards. */
  private Uni<Response> panel(String id, Form form) {
    return panels
        .find(id)
        .flatMap(
            found ->
                !found.isOpen()
                    ? Uni.createFrom().item(to(pageOf(found)))
                    : subjects
                        .all()
                        .flatMap(
                            all ->
                                lenses
                                    .newest()
                                    .flatMap(
                                        known -> {
                                          PanelDesk.Seats seats =
                                              PanelDesk.seats(found, all, known, form);
                                          return Templates.panel(
                                                  new Page(
                                                      "Panel on " + seats.open().title(),
                                                      Section.PANELS),
                                                  seats)
                                              .createUni();
                                        }))
                        .map(html -> html(html, form)));
  }

  private Uni<Response> desk(Form form) {
    return panels
        .open(MOST_OPEN)
        .flatMap(
            open ->
                subjects
                    .all()
                    .flatMap(
                        all ->
                            lenses
                                .newest()
                                .flatMap(
                                    known ->
                                        fleet
                                            .fleet()
                                            .flatMap(
                                                models ->
                                                    Templates.panels(
                                                            new Page("Panels", Section.PANELS),
                                                            PanelDesk.of(
                                                                open, all, known, models, quorum,
                                                                form))
                                                        .createUni()))))
        .map(html -> html(html, form));
  }

  static Response html(String html, Form form) {
    return Response.status(form.isRefused() ? 400 : 200)
        .entity(html)
        .type("text/html;charset=UTF-8")
        .header("Cache-Control", "private, no-store")
        .build();
  }

  static Response to(String path) {
    return Response.seeOther(URI.create(path)).build();
  }

  private static String pageOf(Panel panel) {
    return (panel.isPair() ? "/compare/" : "/subjects/") + panel.name();
  }

  /** A lens for each person, from how many each lens is to have. */
  private static List<@Nullable String> people(List<String> lenses, List<String> counts) {
    List<@Nullable String> people = new ArrayList<>();
    for (int i = 0; i < Math.min(lenses.size(), counts.size()); i++) {
      Integer count = number("people", counts.get(i));
      for (int seat = 0; seat < Math.clamp(count == null ? 0 : count, 0, 20); seat++) {
        people.add(lenses.get(i));
      }
    }
    return people;
  }

  private static Map<String, @Nullable Integer> scores(List<String> keys, List<String> scores) {
    Map<String, @Nullable Integer> all = new HashMap<>();
    for (int i = 0; i < Math.min(keys.size(), scores.size()); i++) {
      Integer score = number("scores", scores.get(i));
      if (score != null) {
        all.put(keys.get(i), score);
      }
    }
    return all;
  }

  /** Browsers send lines as CR LF. */
  static @Nullable String plain(@Nullable String text) {
    return text == null ? null : text.replace("\r\n", "\n");
  }

  static <T> List<T> orNone(@Nullable List<T> values) {
    return values == null ? List.of() : values;
  }

  private static String joined(@Nullable List<String> values) {
    return String.join(",", orNone(values));
  }

  private static @Nullable Integer number(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw VerdictProblem.invalid(field, "is a whole number");
    }
  }
}
