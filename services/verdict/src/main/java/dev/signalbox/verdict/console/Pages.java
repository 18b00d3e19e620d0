package dev.signalbox.verdict.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.api.LiveDecisions;
import dev.signalbox.verdict.api.TailCursor;
import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.decision.DecisionBook;
import dev.signalbox.verdict.decision.DecisionCursor;
import dev.signalbox.verdict.decision.DecisionFilter;
import dev.signalbox.verdict.decision.DecisionPage;
import dev.signalbox.verdict.parity.ParityBook;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.savings.Charge;
import dev.signalbox.verdict.savings.Ledger;
import dev.signalbox.verdict.savings.SavingsBy;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsRow;
import dev.signalbox.verdict.savings.SavingsSpan;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Overview and decisions. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class Pages {
  private static final int LATEST = 6;
  private static final int PAGE = 50;

  private final DecisionBook book;
  private final Ledger ledger;
  private final ParityBook parity;
  private final LiveDecisions live;
  private final InstantSource clock;
  private final ObjectMapper json;
  private final Try sample;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance overview(Page page, Overview overview, Try sample);

    static native TemplateInstance decisions(Page page, Listing listing, Try sample);

    static native TemplateInstance decision(Page page, Detail detail);
  }

  /**
   * A page of decisions.
   *
   * @param older query of the older page; null on the last one
   * @param cursor where the live stream goes on
   * @param first whether this is the newest page, which alone is live
   * @param models names to choose from in the filter: those that took requests lately
   * @param routes the same of routes
   */
  public record Listing(
      List<Row> rows,
      DecisionFilter filter,
      @Nullable String older,
      String cursor,
      boolean first,
      List<String> models,
      List<String> routes) {}

  public record Detail(
      Decision decision,
      @Nullable Charge charge,
      Facts facts,
      List<Candidate> candidates,
      Choice choice,
      @Nullable WhatIf whatIf) {}

  Pages(
      DecisionBook book,
      Ledger ledger,
      ParityBook parity,
      LiveDecisions live,
      InstantSource clock,
      ObjectMapper json,
      VerdictConfig config) {
    this.book = book;
    this.ledger = ledger;
    this.parity = parity;
    this.live = live;
    this.clock = clock;
    this.json = json;
    this.sample = new Try(config.console().ingress());
  }

  @GET
  public Uni<TemplateInstance> overview() {
    Instant now = clock.instant();
    SavingsSpan month = SavingsSpan.parse(null, null, now);
    Instant end = month.to();
    SavingsSpan day = new SavingsSpan(end.minus(Duration.ofDays(1)), end);
    Uni<SavingsReport> byModel = ledger.report(month, SavingsBy.MODEL);
    Uni<SavingsReport> byHour = ledger.report(day, SavingsBy.HOUR);
    Uni<TrafficChart> traffic = ledger.traffic(day).map(hours -> TrafficChart.of(hours, end));
    Uni<List<Row>> latest = book.page(DecisionFilter.ALL, null, LATEST).flatMap(this::rows);
    return byModel.flatMap(
        m ->
            byHour.flatMap(
                d ->
                    traffic.flatMap(
                        t ->
                            latest.flatMap(
                                rows ->
                                    parity
                                        .recent()
                                        .map(
                                            report ->
                                                Templates.overview(
                                                    new Page("Overview", Section.OVERVIEW),
                                                    new Overview(
                                                        m,
                                                        d,
                                                        SavingsChart.of(d, end),
                                                        t,
                                                        rows,
                                                        ParityView.of(report)),
                                                    sample))))));
  }

  @GET
  @Path("decisions")
  public Uni<TemplateInstance> decisions(
      @RestQuery @Nullable String before,
      @RestQuery @Nullable String model,
      @RestQuery @Nullable String route,
      @RestQuery @Nullable String tenant) {
    DecisionFilter filter = DecisionFilter.of(model, route, tenant);
    DecisionCursor cursor =
        before == null || before.isBlank() ? null : DecisionCursor.parse(before);
    boolean first = cursor == null;
    Page page = new Page("Decisions", Section.DECISIONS);
    // The stream's place is read before the list: what falls in between is shown twice and merged,
    // never missed.
    return live.end()
        .flatMap(
            end ->
                book.page(filter, cursor, PAGE)
                    .flatMap(
                        found ->
                            rows(found)
                                .flatMap(
                                    rows ->
                                        names()
                                            .map(
                                                names ->
                                                    Templates.decisions(
                                                        page,
                                                        listing(
                                                            rows, filter, found, end, first, names),
                                                        sample)))));
  }

  @GET
  @Path("decisions/{id}")
  public Uni<TemplateInstance> decision(
      @RestPath String id,
      @RestQuery @Nullable String points,
      @RestQuery @Nullable String without,
      @RestQuery @Nullable String priced,
      @RestQuery @Nullable String percent) {
    if (id.length() > 200 || id.chars().anyMatch(Character::isISOControl)) {
      throw VerdictProblem.notFound("there is no such decision");
    }
    return book.find(id)
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no such decision"))
        .flatMap(
            decision ->
                ledger
                    .ofDecisions(List.of(decision.id()), decision.decidedAt())
                    .map(
                        charges -> {
                          Detail detail =
                              detail(
                                  decision,
                                  charges.isEmpty() ? null : charges.get(0),
                                  points,
                                  without,
                                  priced,
                                  percent);
                          return Templates.decision(
                              new Page("Decision " + decision.id(), Section.DECISIONS), detail);
                        }));
  }

  private record Names(List<String> models, List<String> routes) {}

  /** What took requests in the last 30 days. */
  private Uni<Names> names() {
    SavingsSpan month = SavingsSpan.parse(null, null, clock.instant());
    return ledger
        .report(month, SavingsBy.MODEL)
        .flatMap(
            models ->
                ledger
                    .report(month, SavingsBy.ROUTE)
                    .map(routes -> new Names(keys(models), keys(routes))));
  }

  private static List<String> keys(SavingsReport report) {
    return report.rows().stream().map(SavingsRow::key).distinct().sorted().toList();
  }

  private static Listing listing(
      List<Row> rows,
      DecisionFilter filter,
      DecisionPage found,
      TailCursor end,
      boolean first,
      Names names) {
    DecisionCursor next = found.next();
    return new Listing(
        rows,
        filter,
        next == null ? null : filter.query("before", next.text()),
        end.text(),
        first,
        names.models(),
        names.routes());
  }

  private Uni<List<Row>> rows(DecisionPage page) {
    List<Decision> decisions = page.decisions();
    if (decisions.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return ledger
        .ofDecisions(
            decisions.stream().map(Decision::id).toList(),
            decisions.get(decisions.size() - 1).decidedAt())
        .map(charges -> Row.of(decisions, charges));
  }

  private Detail detail(
      Decision decision,
      @Nullable Charge charge,
      @Nullable String points,
      @Nullable String without,
      @Nullable String priced,
      @Nullable String percent) {
    List<Candidate> candidates = Candidate.of(tree(decision.candidates()), decision.model());
    JsonNode choice = tree(decision.choice());
    JsonNode weight = choice.path("weighing").path("weightPerUsd");
    return new Detail(
        decision,
        charge,
        Facts.of(tree(decision.facts())),
        candidates,
        Choice.of(choice, candidates),
        weight.isNumber()
            ? WhatIf.of(candidates, weight.asDouble(), points, without, priced, percent)
            : null);
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
