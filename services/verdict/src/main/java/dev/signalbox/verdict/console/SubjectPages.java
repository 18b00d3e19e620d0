package dev.signalbox.verdict.console;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.api.Polling;
import dev.signalbox.verdict.compare.Comparer;
import dev.signalbox.verdict.compare.Comparison;
import dev.signalbox.verdict.compare.Proof;
import dev.signalbox.verdict.compare.Side;
import dev.signalbox.verdict.panel.Lens;
import dev.signalbox.verdict.panel.LensBook;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelBook;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.subject.PriceSheet;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectSheet;
import dev.signalbox.verdict.vote.Voter;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Subjects, and two of them beside each other. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class SubjectPages {
  private static final int LATEST = 200;

  private final Comparer comparer;
  private final SubjectBook subjects;
  private final PanelBook panels;
  private final LensBook lenses;
  private final Polling polling;
  private final String address;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance compare(Page page, List<Choice> choices, boolean same);

    static native TemplateInstance comparison(Page page, ComparisonView view);

    static native TemplateInstance subject(Page page, SubjectView view);
  }

  /**
   * A subject that can be compared.
   *
   * @param panel its newest verdict; null where there is none
   * @param left whether it is chosen as the first of a pair
   * @param right whether it is chosen as the second
   */
  public record Choice(
      SubjectSheet sheet, @Nullable PanelView panel, boolean left, boolean right) {}

  /** A comparison with its panels ready to be shown. */
  public record ComparisonView(
      Comparison comparison,
      @Nullable PanelView first,
      @Nullable PanelView second,
      @Nullable PanelView pair,
      Card firstVotes,
      Card secondVotes,
      List<ProofLine> proofs,
      String summary) {
    public Beside.Facts facts() {
      return Beside.facts(
          comparison.first().sheet().facts().facts(), comparison.second().sheet().facts().facts());
    }

    /** The panel's word on the pair, or the question where it has none. */
    public String headline() {
      return pair == null ? "Which one should you ship?" : ComparisonText.called(pair);
    }

    public List<Beside.Case> cases() {
      return Beside.cases(first, second);
    }

    /** Where the interval of the blind votes begins, on a scale of 0 to 100. */
    public double duelFrom() {
      return comparison.duel().interval().lower() * 100;
    }

    public double duelWide() {
      return comparison.duel().interval().width() * 100;
    }

    /** Place of the mark, 0.8 wide. */
    public double duelAt() {
      return Math.clamp(comparison.duel().share() * 100 - 0.4, 0, 99.2);
    }
  }

  /**
   * What parity measured of one of the two.
   *
   * @param saved by the route on the compared pairs
   */
  public record ProofLine(Proof proof, ParityView.Line line, String saved) {}

  /** A subject with its history. */
  public record SubjectView(
      Side side, @Nullable PanelView panel, Card votes, List<PriceSheet> prices) {}

  SubjectPages(
      Comparer comparer,
      SubjectBook subjects,
      PanelBook panels,
      LensBook lenses,
      Polling polling,
      VerdictConfig config) {
    this.comparer = comparer;
    this.subjects = subjects;
    this.panels = panels;
    this.lenses = lenses;
    this.polling = polling;
    this.address = config.console().address();
  }

  /** The choice of two, or straight to them when both are named. */
  @GET
  @Path("compare")
  public Uni<Response> compare(@RestQuery @Nullable String a, @RestQuery @Nullable String b) {
    if (a != null && b != null && !a.equals(b)) {
      if (!SubjectSheet.isSlug(a) || !SubjectSheet.isSlug(b)) {
        throw VerdictProblem.notFound("there is no such subject");
      }
      return Uni.createFrom()
          .item(Response.seeOther(URI.create("/compare/" + a + "-vs-" + b)).build());
    }
    return subjects
        .all()
        .flatMap(
            all ->
                panels
                    .latest(LATEST)
                    .flatMap(
                        settled ->
                            lenses
                                .newest()
                                .flatMap(
                                    known -> {
                                      return Templates.compare(
                                              new Page("Compare", Section.COMPARE),
                                              choices(all, settled, known, a, b),
                                              a != null && b != null)
                                          .createUni();
                                    })))
        .map(SubjectPages::html);
  }

  @GET
  @Path("compare/{pair}")
  public Uni<TemplateInstance> comparison(@RestPath String pair, @Context HttpHeaders headers) {
    return comparer
        .compare(pair, voter(headers))
        .flatMap(
            found ->
                lenses
                    .newest()
                    .map(
                        known -> {
                          ComparisonView view = ComparisonText.view(found, known);
                          return Templates.comparison(
                              new Page(
                                  found.first().sheet().title()
                                      + " vs "
                                      + found.second().sheet().title(),
                                  Section.COMPARE,
                                  new Page.Preview(
                                      view.summary(),
                                      address + "/compare/" + found.name(),
                                      address + "/compare/" + found.name() + "/picture.png")),
                              view);
                        }));
  }

  /** For link previews; drawn on a worker thread. */
  @GET
  @Path("compare/{pair}/picture.png")
  @Produces("image/png")
  public Uni<Response> picture(@RestPath String pair) {
    return comparer
        .compare(pair, null)
        .flatMap(found -> lenses.newest().map(known -> ComparisonText.view(found, known)))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(PreviewPicture::png)
        .map(
            png ->
                Response.ok(png, "image/png")
                    .header(HttpHeaders.CACHE_CONTROL, "public, max-age=600")
                    .build());
  }

  @GET
  @Path("subjects/{slug}")
  public Uni<TemplateInstance> subject(@RestPath String slug, @Context HttpHeaders headers) {
    return comparer
        .side(slug, voter(headers))
        .flatMap(
            side ->
                subjects
                    .prices(slug)
                    .flatMap(
                        prices ->
                            lenses
                                .newest()
                                .map(
                                    known ->
                                        Templates.subject(
                                            new Page(side.sheet().title(), Section.COMPARE),
                                            new SubjectView(
                                                side,
                                                PanelView.of(
                                                    side.panel(), known, side.sheet().title(), ""),
                                                new Card(side.votes()),
                                                prices)))));
  }

  private @Nullable Voter voter(HttpHeaders headers) {
    return polling.reader(headers);
  }

  /** Without a wish the last two are chosen. */
  private static List<Choice> choices(
      List<SubjectSheet> all,
      List<Panel> settled,
      Map<String, Lens> lenses,
      @Nullable String left,
      @Nullable String right) {
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      SubjectSheet sheet = all.get(i);
      choices.add(
          new Choice(
              sheet,
              PanelView.of(newest(settled, sheet.slug()), lenses, sheet.title(), ""),
              left == null ? i == all.size() - 2 : left.equals(sheet.slug()),
              right == null ? i == all.size() - 1 : right.equals(sheet.slug())));
    }
    return choices;
  }

  private static @Nullable Panel newest(List<Panel> settled, String slug) {
    return settled.stream()
        .filter(panel -> !panel.isPair() && panel.subject().equals(slug))
        .findFirst()
        .orElse(null);
  }

  private static Response html(String text) {
    return Response.ok(text, "text/html;charset=UTF-8").build();
  }
}
