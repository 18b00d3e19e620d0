package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import dev.signalbox.verdict.subject.Fact;
import dev.signalbox.verdict.subject.NewSubject;
import dev.signalbox.verdict.subject.PriceSheet;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectSheet;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * Adds subjects and versions of what is known of them. 201 when something was added; 200 when it
 * was there already, so that a call may be sent again.
 */
@Path("/api/admin/subjects")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@AdminOnly
public class SubjectsAdminResource {
  private final SubjectBook book;
  private final InstantSource clock;

  SubjectsAdminResource(SubjectBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  /** Fails with {@link VerdictProblem#EXISTS} when another subject has the slug. */
  @POST
  public Uni<Response> create(@Nullable SubjectRequest request) {
    NewSubject wish =
        Fields.body(request, "{\"slug\": …, \"kind\": …, \"title\": …, \"summary\": …}")
            .checked(clock.instant());
    return book.create(wish)
        .flatMap(
            added ->
                book.find(wish.slug())
                    .map(
                        sheet -> {
                          if (!added && !isSame(sheet, wish)) {
                            throw new ProblemException(
                                VerdictProblem.EXISTS,
                                "another subject has this slug",
                                "slug",
                                null);
                          }
                          return answer(added, sheet);
                        }));
  }

  /** A version of the facts, unless the newest says the same. */
  @POST
  @Path("{slug}/facts")
  public Uni<Response> addFacts(@RestPath String slug, @Nullable FactsRequest request) {
    FactsRequest present = Fields.body(request, "{\"facts\": [{\"label\": …, \"value\": …}]}");
    List<Fact> facts = present.checked();
    String note = present.checkedNote();
    return book.find(slug)
        .flatMap(
            sheet ->
                sheet.facts().facts().equals(facts)
                    ? Uni.createFrom().item(answer(false, sheet))
                    : book.addFacts(slug, facts, note)
                        .chain(() -> book.find(slug))
                        .map(now -> answer(true, now)));
  }

  /** A version of the prices, unless the newest says the same. */
  @POST
  @Path("{slug}/prices")
  public Uni<Response> addPrices(@RestPath String slug, @Nullable PricesRequest request) {
    PriceSheet prices =
        Fields.body(request, "{\"source\": …, \"sourceDate\": …, \"perMillionInput\": …}")
            .checked(clock.instant());
    return book.find(slug)
        .flatMap(
            sheet ->
                sheet.prices().saysAs(prices)
                    ? Uni.createFrom().item(answer(false, sheet))
                    : book.addPrices(slug, prices)
                        .chain(() -> book.find(slug))
                        .map(now -> answer(true, now)));
  }

  private static boolean isSame(SubjectSheet sheet, NewSubject wish) {
    return !sheet.sample()
        && sheet.kind().equals(wish.kind().text())
        && sheet.title().equals(wish.title())
        && sheet.summary().equals(wish.summary())
        && sheet.maker().equals(wish.maker())
        && Objects.equals(sheet.link(), wish.link())
        && Objects.equals(sheet.poolName(), wish.poolName());
  }

  private static Response answer(boolean added, SubjectSheet sheet) {
    return Response.status(added ? 201 : 200).entity(sheet).build();
  }
}
