package dev.signalbox.ingress.api;

import dev.signalbox.ingress.flow.Decision;
import dev.signalbox.ingress.replay.KeptAnswer;
import dev.signalbox.ingress.settlement.Settled;
import org.jspecify.annotations.Nullable;

/** Hears what became of an answer that may be given again; used on one context only. */
interface Keeper {
  /** Most bytes that are worth writing down. */
  int mostBytes();

  /** Whether the answer is finished even when its client has left. */
  boolean runsOn();

  /**
   * It was answered and settled.
   *
   * @param answer absent when it was too large
   * @param whole false for a stream that broke
   */
  void answered(@Nullable KeptAnswer answer, Decision decision, Settled settled, boolean whole);

  /** It was refused, and nothing was settled. */
  void refused();
}
