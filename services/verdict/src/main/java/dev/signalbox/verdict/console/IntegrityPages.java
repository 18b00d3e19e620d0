package dev.signalbox.verdict.console;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.api.Polling;
import dev.signalbox.verdict.integrity.Rule;
import dev.signalbox.verdict.integrity.VoterChecks;
import dev.signalbox.verdict.quarantine.QuarantineBook;
import dev.signalbox.verdict.quarantine.Suspect;
import dev.signalbox.verdict.vote.Voter;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The published rules, what they found, and how to appeal. */
@Path("/integrity")
@Produces(MediaType.TEXT_HTML)
public class IntegrityPages {
  private static final int SHORT = 8;
  private static final double CLEAREST = 1e6;

  private final QuarantineBook book;
  private final Polling polling;
  private final String appeal;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance integrity(Page page, View view);
  }

  IntegrityPages(QuarantineBook book, Polling polling, VerdictConfig config) {
    this.book = book;
    this.polling = polling;
    this.appeal = config.integrity().appeal();
  }

  /**
   * The page.
   *
   * @param own the reader's own first letters; empty for somebody who never voted
   * @param ownHeld whether the reader is in quarantine
   */
  public record View(
      QuarantineBook.Report report,
      List<Rule> rules,
      List<Line> lines,
      int leastVotes,
      int leverageCap,
      String own,
      boolean ownHeld,
      String appeal) {
    /** Votes that are kept and not counted. */
    public long held() {
      return report.pairVotes() + report.subjectVotes();
    }

    /** Voters who were found once and are counted again. */
    public long letGo() {
      return report.released() + report.pardoned();
    }
  }

  /** A voter in quarantine. */
  public record Line(String voter, String rule, String evidence, int votes, String since) {}

  @GET
  public Uni<TemplateInstance> integrity(@Context HttpHeaders headers) {
    Voter reader = polling.reader(headers);
    return book.report()
        .map(
            report ->
                Templates.integrity(
                    new Page("Integrity of the votes", Section.VOTE), view(report, reader)));
  }

  private View view(QuarantineBook.Report report, @Nullable Voter reader) {
    String own = reader == null ? "" : reader.hash().substring(0, SHORT);
    return new View(
        report,
        List.of(Rule.values()),
        report.suspects().stream().map(IntegrityPages::line).toList(),
        VoterChecks.LEAST_VOTES,
        VoterChecks.LEVERAGE_CAP,
        own,
        reader != null && report.suspects().stream().anyMatch(s -> s.voter().equals(reader.hash())),
        appeal);
  }

  private static Line line(Suspect suspect) {
    return new Line(
        suspect.shortVoter(),
        suspect.rule().code().replace('_', ' '),
        suspect.evidence() >= CLEAREST
            ? "over a million times"
            : String.format(Locale.ROOT, "%.1f times", suspect.evidence()),
        suspect.votes(),
        suspect.foundAt().toString().substring(0, "2026-11-28".length()));
  }
}
