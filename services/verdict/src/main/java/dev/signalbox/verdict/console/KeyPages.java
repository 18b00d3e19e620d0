package dev.signalbox.verdict.console;

import dev.signalbox.verdict.access.KeyBook;
import dev.signalbox.verdict.access.KeyEntry;
import dev.signalbox.verdict.access.KeyWish;
import dev.signalbox.verdict.api.BudgetRequest;
import dev.signalbox.verdict.api.KeyRequest;
import dev.signalbox.verdict.budget.BudgetBook;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import dev.signalbox.verdict.signin.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Keys and budgets, with their forms. For administrators. */
@Path("/keys")
@Produces(MediaType.TEXT_HTML)
@AdminOnly
public class KeyPages {
  private static final Duration OVERLAP = Duration.ofDays(1);

  private final KeyBook keys;
  private final BudgetBook budgets;
  private final Visitor visitor;
  private final InstantSource clock;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance keys(
        Page page, List<KeyEntry> keys, List<BudgetRow> budgets, String madeId, String madeKey);
  }

  KeyPages(KeyBook keys, BudgetBook budgets, Visitor visitor, InstantSource clock) {
    this.keys = keys;
    this.budgets = budgets;
    this.visitor = visitor;
    this.clock = clock;
  }

  @GET
  public Uni<Response> page() {
    return page("", "");
  }

  /** Answers with the page itself and no redirect: the key is shown this once. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> create(
      @RestForm @Nullable String id,
      @RestForm @Nullable String tenant,
      @RestForm @Nullable String label,
      @RestForm @Nullable String requestsPerMinute,
      @RestForm @Nullable String tokensPerMinute) {
    KeyWish wish =
        new KeyRequest(
                id,
                tenant,
                label,
                number("requestsPerMinute", requestsPerMinute),
                number("tokensPerMinute", tokensPerMinute),
                null)
            .checked(clock.instant());
    return keys.create(wish, visitor.getName())
        .chain(
            made ->
                page(
                    wish.id(),
                    made.orElseThrow(
                            () -> VerdictProblem.invalid("id", "is, or was, another key's"))
                        .reveal()));
  }

  @POST
  @Path("{id}/rotate")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> rotate(@RestPath String id) {
    return keys.rotate(id, OVERLAP)
        .chain(
            made ->
                page(
                    id,
                    made.orElseThrow(() -> VerdictProblem.notFound("there is no such key in force"))
                        .reveal()));
  }

  @POST
  @Path("{id}/revoke")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> revoke(@RestPath String id) {
    return keys.revoke(id).map(revoked -> back());
  }

  @POST
  @Path("budgets")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> budget(
      @RestForm @Nullable String scope,
      @RestForm @Nullable String subject,
      @RestForm @Nullable String period,
      @RestForm @Nullable String unit,
      @RestForm @Nullable String cap) {
    BigDecimal amount = decimal(cap);
    boolean tokens = "tokens".equals(unit);
    BudgetRequest.Checked wish =
        new BudgetRequest(
                scope, subject, period, tokens ? null : amount, tokens ? number("cap", cap) : null)
            .checked();
    return budgets
        .put(
            "bud-" + UUID.randomUUID(),
            wish.scope(),
            wish.subject(),
            wish.period(),
            wish.unit(),
            wish.cap(),
            visitor.getName())
        .map(id -> back());
  }

  @POST
  @Path("budgets/{id}/remove")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> removeBudget(@RestPath String id) {
    return budgets.remove(id, visitor.getName()).map(removed -> back());
  }

  private static Response back() {
    return Response.seeOther(URI.create("/keys")).build();
  }

  private static @Nullable Long number(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw VerdictProblem.invalid(field, "is a whole number");
    }
  }

  private static BigDecimal decimal(@Nullable String text) {
    try {
      return new BigDecimal(text == null ? "" : text.strip());
    } catch (NumberFormatException e) {
      throw VerdictProblem.invalid("cap", "is a number");
    }
  }

  private Uni<Response> page(String madeId, String madeKey) {
    return keys.list()
        .chain(
            entries ->
                budgets
                    .list()
                    .chain(
                        rows ->
                            Templates.keys(
                                    new Page("Keys and budgets", Section.KEYS),
                                    entries,
                                    rows.stream().map(BudgetRow::new).toList(),
                                    madeId,
                                    madeKey)
                                .createUni()))
        .map(
            html ->
                Response.ok(html, "text/html;charset=UTF-8")
                    .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                    .build());
  }
}
