package dev.signalbox.verdict.api;

import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.decision.DecisionBook;
import dev.signalbox.verdict.decision.DecisionCursor;
import dev.signalbox.verdict.decision.DecisionFilter;
import dev.signalbox.verdict.decision.DecisionPage;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.savings.Charge;
import dev.signalbox.verdict.savings.Ledger;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Decisions, each with its cost once that is known. */
@Path("/api/decisions")
@Produces(MediaType.APPLICATION_JSON)
public class DecisionsResource {
  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 500;
  private static final int MAX_ID = 200;

  private final DecisionBook book;
  private final Ledger ledger;

  DecisionsResource(DecisionBook book, Ledger ledger) {
    this.book = book;
    this.ledger = ledger;
  }

  /** Newest first; {@code before} is the {@code nextBefore} of the page before. */
  @GET
  public Uni<DecisionList> list(
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String before,
      @RestQuery @Nullable String model,
      @RestQuery @Nullable String route,
      @RestQuery @Nullable String tenant) {
    DecisionFilter filter = DecisionFilter.of(model, route, tenant);
    DecisionCursor cursor =
        before == null || before.isBlank() ? null : DecisionCursor.parse(before);
    return book.page(filter, cursor, Numbers.between("limit", limit, DEFAULT_LIMIT, 1, MAX_LIMIT))
        .flatMap(this::withCosts);
  }

  @GET
  @Path("/{id}")
  public Uni<DecisionDetail> one(@RestPath String id) {
    if (id.length() > MAX_ID || id.chars().anyMatch(Character::isISOControl)) {
      throw VerdictProblem.notFound("there is no such decision");
    }
    return book.find(id)
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no decision " + id))
        .flatMap(
            decision ->
                ledger
                    .ofDecisions(List.of(decision.id()), decision.decidedAt())
                    .map(
                        charges ->
                            DecisionDetail.of(
                                decision, charges.isEmpty() ? null : charges.get(0))));
  }

  private Uni<DecisionList> withCosts(DecisionPage page) {
    List<Decision> decisions = page.decisions();
    String next = page.next() == null ? null : page.next().text();
    if (decisions.isEmpty()) {
      return Uni.createFrom().item(new DecisionList(List.of(), next));
    }
    List<String> ids = decisions.stream().map(Decision::id).toList();
    return ledger
        .ofDecisions(ids, decisions.get(decisions.size() - 1).decidedAt())
        .map(
            charges -> {
              Map<String, Charge> byDecision = new HashMap<>();
              charges.forEach(charge -> byDecision.put(charge.decisionId(), charge));
              return new DecisionList(
                  decisions.stream()
                      .map(decision -> DecisionView.of(decision, byDecision.get(decision.id())))
                      .toList(),
                  next);
            });
  }
}
