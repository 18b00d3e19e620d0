package dev.signalbox.verdict.api;

import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.VoteChain;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Checks a day of the vote log against its hash chain, for anybody who asks. */
@Path("/api/votes-chain/{day}")
@Produces(MediaType.APPLICATION_JSON)
public class VoteChainResource {
  private final VoteChain chain;

  VoteChainResource(VoteChain chain) {
    this.chain = chain;
  }

  /**
   * What was found.
   *
   * @param last sequence of the last right entry, for the next request's {@code after} while there
   *     is {@code more}
   * @param head the chain's hash at {@code last}
   * @param brokenAt the first entry that is wrong or missing; absent while intact
   */
  public record ChainView(
      String day,
      boolean intact,
      int entries,
      long last,
      String head,
      @Nullable Long brokenAt,
      boolean more) {}

  @GET
  public Uni<ChainView> check(@RestPath String day, @RestQuery @Nullable Long after) {
    if (after != null && after < 0) {
      throw VerdictProblem.invalid("after", "after is 0 or the last sequence of an earlier answer");
    }
    return chain
        .check(day(day), after == null ? 0 : after)
        .map(
            check ->
                new ChainView(
                    day,
                    check.intact(),
                    check.entries(),
                    check.last(),
                    check.head(),
                    check.brokenAt(),
                    check.more()));
  }

  private static LocalDate day(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 2000 && day.getYear() < 10_000) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    throw VerdictProblem.invalid("day", "day is a UTC day such as 2026-11-28");
  }
}
