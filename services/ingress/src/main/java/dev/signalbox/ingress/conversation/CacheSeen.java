package dev.signalbox.ingress.conversation;

/** What an answer told about the prompt cache of its upstream. */
public enum CacheSeen {
  /** Part of the prompt was read from it. */
  READ,
  /** Nothing was read although the conversation had been there before. */
  MISSED,
  /** Nothing can be said. */
  UNKNOWN
}
