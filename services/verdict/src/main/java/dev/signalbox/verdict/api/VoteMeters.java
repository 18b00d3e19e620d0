package dev.signalbox.verdict.api;

import dev.signalbox.verdict.vote.VoteChoice;
import dev.signalbox.verdict.vote.VoteOutcome;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts votes by choice and by whether they changed anything; never by voter. */
public final class VoteMeters {
  private VoteMeters() {}

  public static void count(MeterRegistry meters, VoteChoice choice, VoteOutcome outcome) {
    String effect =
        switch (outcome) {
          case VoteOutcome.Changed changed -> "changed";
          case VoteOutcome.Unchanged unchanged -> "unchanged";
        };
    meters
        .counter("signalbox.verdict.votes", "choice", choice.text(), "effect", effect)
        .increment();
  }
}
