package dev.signalbox.loadtest.simulator;

/** How one provider's API says an answer. */
interface Speech {
  /** The whole answer. */
  String whole(String text, String finishReason, Usage usage);

  /** The events that begin a stream. */
  String opening(Usage prompt);

  /** The event of one token. */
  String piece(String text);

  /** The events that end a stream. */
  String ending(String finishReason, Usage usage);
}
