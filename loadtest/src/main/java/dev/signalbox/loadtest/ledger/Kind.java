package dev.signalbox.loadtest.ledger;

/** What one request of the load does. */
enum Kind {
  PLAIN("simulator-large", 20),
  STREAMED("simulator-small", 20),
  CACHED("simulator-large", 12),
  /** Its first model answers 429 with Retry-After, the next one is asked. */
  LIMITED("ledger-past-429", 8),
  /** Its first model answers 503. */
  UNAVAILABLE("ledger-past-503", 5),
  /** Its first model answers 200 with an error inside. */
  MISTAKEN("ledger-past-200", 5),
  /** Its only model answers 503: nobody is billed. */
  DEAD("ledger-503", 3),
  /** A stream that its client leaves after the first token. */
  LEFT("simulator-small", 5),
  /** Its first answer never passes the check: both answers are billed, in one event. */
  ESCALATED("ledger-escalates", 4),
  EMBEDDED("ledger-vectors", 3, "/v1/embeddings"),
  /** OpenAI's Responses, in chat words upstream. */
  RESPONDED("simulator-small", 3, "/v1/responses"),
  RESPONDED_STREAM("simulator-small", 3, "/v1/responses"),
  /** Anthropic's Messages, in chat words upstream. */
  MESSAGED("simulator-small", 2, "/v1/messages"),
  MESSAGED_STREAM("simulator-small", 2, "/v1/messages"),
  /** Anthropic's Messages to an upstream that speaks them. */
  NATIVE_STREAM("ledger-claude", 2, "/v1/messages"),
  /** Sent twice by a tenant with a response cache: the second answer costs nothing. */
  REPEATED("simulator-small", 3),
  /** A job of a batch; drawn by nobody. */
  BATCHED("simulator-small", 0);

  private static final int SHARES = 100;

  private final String model;
  private final int share;
  private final String path;

  Kind(String model, int share) {
    this(model, share, "/v1/chat/completions");
  }

  Kind(String model, int share, String path) {
    this.model = model;
    this.share = share;
    this.path = path;
  }

  /** The model or route asked for. */
  String model() {
    return model;
  }

  /** The endpoint. */
  String path() {
    return path;
  }

  /** What stands in the last event of a stream that ended well. */
  String last() {
    return switch (path) {
      case "/v1/responses" -> "data: {\"type\":\"response.completed\"";
      case "/v1/messages" -> "data: {\"type\":\"message_stop\"";
      default -> "data: [DONE]";
    };
  }

  boolean streams() {
    return switch (this) {
      case STREAMED, LEFT, RESPONDED_STREAM, MESSAGED_STREAM, NATIVE_STREAM -> true;
      default -> false;
    };
  }

  /**
   * The kind that {@code draw} falls on.
   *
   * @param draw not negative; the hundreds are dropped
   */
  static Kind of(int draw) {
    int left = draw % SHARES;
    for (Kind kind : values()) {
      left -= kind.share;
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the shares do not add up to " + SHARES);
  }
}
