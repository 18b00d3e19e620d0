package dev.signalbox.ingress.settlement;

/** What a cost event is about, and so who pays. */
public enum Booking {
  /** A client's request, on the client's account. */
  REQUEST(""),
  /** The reference's answer to a drawn request, on the house's account. */
  PARITY_REFERENCE("-reference"),
  /** A judge that saw the client's answer first. */
  PARITY_JUDGE_SERVED_FIRST("-judge-1"),
  /** A judge that saw the reference's answer first. */
  PARITY_JUDGE_REFERENCE_FIRST("-judge-2");

  private final String suffix;

  Booking(String suffix) {
    this.suffix = suffix;
  }

  /** What tells its ids from the request's; empty for the request itself. */
  public String suffix() {
    return suffix;
  }

  /** Stable: a repetition makes the same id, which counts once. */
  String eventId(String decisionId) {
    return "cost-" + decisionId + suffix;
  }
}
