package dev.signalbox.verdict.console;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.api.Polling;
import dev.signalbox.verdict.api.VoterCookie;
import dev.signalbox.verdict.arena.ArenaBook;
import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.arena.PairBox;
import dev.signalbox.verdict.arena.Shown;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.replay.LiveBoards;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectSheet;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Blind pairs and the leaderboard. Nothing on a pair's page names the subjects before the vote. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class ArenaPages {
  private final ArenaBook arena;
  private final PairBox box;
  private final LiveBoards boards;
  private final SubjectBook subjects;
  private final VoterCookie cookies;
  private final Polling polling;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance pairs(
        Page page, @Nullable Shown shown, String token, boolean any);

    static native TemplateInstance leaderboard(Page page, LeaderboardView view);
  }

  ArenaPages(
      ArenaBook arena,
      PairBox box,
      LiveBoards boards,
      SubjectBook subjects,
      VoterCookie cookies,
      Polling polling) {
    this.arena = arena;
    this.box = box;
    this.boards = boards;
    this.subjects = subjects;
    this.cookies = cookies;
    this.polling = polling;
  }

  /** The next pair that this voter has not judged. */
  @GET
  @Path("pairs")
  public Uni<Response> next(@Context HttpHeaders headers, @Context UriInfo uri) {
    VoterCookie.Known known = cookies.presentOrNew(headers);
    return arena
        .next(polling.voter(known))
        .flatMap(
            shown ->
                shown == null
                    ? arena.any().flatMap(any -> page(null, any, known, uri))
                    : page(shown, true, known, uri));
  }

  /** One pair; who is who only when this voter has voted. */
  @GET
  @Path("pairs/{battle}")
  public Uni<Response> pair(
      @RestPath String battle, @Context HttpHeaders headers, @Context UriInfo uri) {
    VoterCookie.Known known = cookies.presentOrNew(headers);
    return arena.find(battle, polling.voter(known)).flatMap(shown -> page(shown, true, known, uri));
  }

  @POST
  @Path("pairs/{battle}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> cast(
      @RestPath String battle,
      @RestForm @Nullable String choice,
      @RestForm @Nullable String token,
      @Context HttpHeaders headers) {
    VoterCookie.Known known =
        cookies
            .present(headers)
            .filter(present -> token != null && cookies.isFormToken(present, token))
            .orElseThrow(
                () ->
                    new ProblemException(
                        VerdictProblem.STALE_FORM,
                        "this form is out of date; open the page again (cookies must be on)"));
    return polling
        .admit(known)
        .chain(() -> box.cast(battle, polling.voter(known), choice))
        .map(shown -> Response.seeOther(URI.create("/pairs/" + shown.battle().id())).build());
  }

  @GET
  @Path("leaderboard")
  public Uni<TemplateInstance> leaderboard(
      @RestQuery @Nullable String task,
      @RestQuery @Nullable String complexity,
      @RestQuery @Nullable String style) {
    Leaderboard.Filter filter =
        new Leaderboard.Filter(blank(task), blank(complexity), "on".equals(style));
    return boards
        .live(filter)
        .flatMap(
            live ->
                subjects
                    .all()
                    .map(
                        all ->
                            Templates.leaderboard(
                                new Page("Leaderboard", Section.LEADERBOARD),
                                view(live, filter, all))));
  }

  private static LeaderboardView view(
      LiveBoards.Live live, Leaderboard.Filter filter, List<SubjectSheet> all) {
    Map<String, SubjectSheet> sheets =
        all.stream().collect(Collectors.toMap(SubjectSheet::slug, sheet -> sheet));
    return LeaderboardView.of(
        live.board(), live.votes(), filter, sheets, live.document().position());
  }

  private Uni<Response> page(
      @Nullable Shown shown, boolean any, VoterCookie.Known known, UriInfo uri) {
    return Templates.pairs(
            new Page("Blind pairs", Section.VOTE), shown, cookies.formToken(known), any)
        .createUni()
        .map(
            html -> {
              Response.ResponseBuilder response =
                  Response.ok(html, "text/html;charset=UTF-8")
                      .header(HttpHeaders.CACHE_CONTROL, "private, no-store");
              if (known.isNew()) {
                response.cookie(cookies.set(known, uri));
              }
              return response.build();
            });
  }

  private static @Nullable String blank(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
