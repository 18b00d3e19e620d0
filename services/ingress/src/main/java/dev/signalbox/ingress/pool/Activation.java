package dev.signalbox.ingress.pool;

/** Whether a model takes part, settled when the pool is read. */
public sealed interface Activation {
  record Enabled() implements Activation {}

  /**
   * It stands aside: its condition does not hold.
   *
   * @param because readable, such as {@code OPENAI_API_KEY is not set}
   */
  record Disabled(String because) implements Activation {}
}
