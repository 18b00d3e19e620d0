package dev.signalbox.verdict.fleet;

import dev.signalbox.platform.money.Money;

/**
 * A model's list price as the pool's document states it.
 *
 * @param input for a million tokens, as the others
 * @param date when it was read at the source
 */
public record FleetPrice(
    Money input, Money cachedInput, Money output, Money perImage, String source, String date) {
  public boolean isFree() {
    return input.nanoUsd() == 0 && output.nanoUsd() == 0 && perImage.nanoUsd() == 0;
  }
}
