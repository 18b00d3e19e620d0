package dev.signalbox.verdict.api;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.integrity.Rule;
import dev.signalbox.verdict.integrity.VoterChecks;
import dev.signalbox.verdict.quarantine.QuarantineBook;
import dev.signalbox.verdict.quarantine.Suspect;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of integrity and whom they found, for anybody. */
@Path("/api/integrity")
@Produces(MediaType.APPLICATION_JSON)
public class IntegrityResource {
  private final QuarantineBook book;
  private final String appeal;

  IntegrityResource(QuarantineBook book, VerdictConfig config) {
    this.book = book;
    this.appeal = config.integrity().appeal();
  }

  /** A published rule. */
  public record RuleView(String code, String sentence, String threshold) {}

  /**
   * A voter in quarantine.
   *
   * @param voter the first letters of the keyed hash
   */
  public record SuspectView(
      String voter, String rule, double evidence, int votes, Instant foundAt) {}

  /**
   * All that is published.
   *
   * @param leastVotes votes below which nobody is judged
   * @param leverageCap votes of one voter that move the leaderboard at most
   */
  public record IntegrityView(
      List<RuleView> rules,
      int leastVotes,
      int leverageCap,
      List<SuspectView> suspects,
      long voters,
      long pairVotes,
      long subjectVotes,
      long released,
      long pardoned,
      @Nullable Instant lookedAt,
      String appeal) {}

  @GET
  public Uni<IntegrityView> get() {
    return book.report().map(this::view);
  }

  private IntegrityView view(QuarantineBook.Report report) {
    return new IntegrityView(
        Arrays.stream(Rule.values())
            .map(rule -> new RuleView(rule.code(), rule.sentence(), rule.threshold()))
            .toList(),
        VoterChecks.LEAST_VOTES,
        VoterChecks.LEVERAGE_CAP,
        report.suspects().stream().map(IntegrityResource::suspect).toList(),
        report.voters(),
        report.pairVotes(),
        report.subjectVotes(),
        report.released(),
        report.pardoned(),
        report.lookedAt(),
        appeal);
  }

  private static SuspectView suspect(Suspect suspect) {
    return new SuspectView(
        suspect.shortVoter(),
        suspect.rule().code(),
        suspect.evidence(),
        suspect.votes(),
        suspect.foundAt());
  }
}
