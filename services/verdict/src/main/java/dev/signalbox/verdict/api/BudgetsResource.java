package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.budget.Budget;
import dev.signalbox.verdict.budget.BudgetBook;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Budgets and how they stand. Amounts are nano-dollars or tokens, the budget's unit. */
@Path("/api/admin/budgets")
@Produces(MediaType.APPLICATION_JSON)
@AdminOnly
public class BudgetsResource {
  private static final String BY = "admin";

  private final BudgetBook book;

  BudgetsResource(BudgetBook book) {
    this.book = book;
  }

  /** The budgets with what was spent and is set aside in the present period. */
  public record Listed(List<Budget> budgets) {}

  /** Id of the budget that was put. */
  public record Put(String id) {}

  @GET
  public Uni<Listed> list() {
    return book.list().map(Listed::new);
  }

  /** Sets the budget of a scope, subject, period and unit: there is one for each. */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Put> put(@Nullable BudgetRequest request) {
    if (request == null) {
      throw new ProblemException(
          VerdictProblem.INVALID_BODY,
          "the body is {\"scope\": …, \"subject\": …, \"period\": …, \"usd\": …}");
    }
    BudgetRequest.Checked wish = request.checked();
    return book.put(
            "bud-" + UUID.randomUUID(),
            wish.scope(),
            wish.subject(),
            wish.period(),
            wish.unit(),
            wish.cap(),
            BY)
        .map(Put::new);
  }

  @DELETE
  @Path("{id}")
  public Uni<Response> remove(@RestPath String id) {
    return book.remove(id, BY)
        .map(
            removed -> {
              if (!removed) {
                throw VerdictProblem.notFound("there is no budget '" + id + "'");
              }
              return Response.noContent().build();
            });
  }
}
