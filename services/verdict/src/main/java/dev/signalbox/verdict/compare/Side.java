package dev.signalbox.verdict.compare;

import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.savings.SavingsTotal;
import dev.signalbox.verdict.subject.SubjectSheet;
import dev.signalbox.verdict.vote.Standing;
import org.jspecify.annotations.Nullable;

/**
 * One subject with everything that is known of it.
 *
 * @param sheet its newest versions
 * @param judged as the panel judged it; the newest where no panel did
 * @param panel the newest settled panel; null where there is none
 * @param saved what it saved here in 30 days as a model of the pool; null where it served nothing
 */
public record Side(
    SubjectSheet sheet,
    SubjectSheet judged,
    @Nullable Panel panel,
    Standing votes,
    @Nullable SavingsTotal saved,
    boolean savedSimulated) {
  /** Whether facts or prices changed after the verdict, which stays as it was. */
  public boolean isNewerThanVerdict() {
    return panel != null
        && (sheet.facts().version() != judged.facts().version()
            || sheet.prices().version() != judged.prices().version());
  }
}
