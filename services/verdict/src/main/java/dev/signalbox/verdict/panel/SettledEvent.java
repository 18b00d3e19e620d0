package dev.signalbox.verdict.panel;

import dev.signalbox.contracts.events.VerdictSettled;
import java.math.BigDecimal;
import java.time.Instant;

/** The verdict as other services see it. */
final class SettledEvent {
  private SettledEvent() {}

  /** Of a pair, ship means the first of the two. */
  static VerdictSettled of(Panel panel, PanelResult result, Instant at) {
    Double share = result.share();
    return new VerdictSettled.VerdictSettledBuilder()
        .withSubject(panel.name())
        .withVerdict(
            switch (result.call()) {
              case SHIP, FIRST -> VerdictSettled.Verdict.SHIP;
              case SKIP, SECOND -> VerdictSettled.Verdict.SKIP;
              case TOO_CLOSE -> VerdictSettled.Verdict.TOO_CLOSE;
              case NO_QUORUM -> VerdictSettled.Verdict.NO_QUORUM;
            })
        .withShare(BigDecimal.valueOf(share == null ? 0.5 : share))
        .withLower(BigDecimal.valueOf(result.lower()))
        .withUpper(BigDecimal.valueOf(result.upper()))
        .withVotes((long) result.decided())
        .withSettledAt(at)
        .build();
  }
}
