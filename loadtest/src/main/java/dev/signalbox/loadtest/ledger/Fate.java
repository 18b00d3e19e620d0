package dev.signalbox.loadtest.ledger;

/** How a request ended, as its client saw it. */
enum Fate {
  ANSWERED("answered"),
  /** The client went away by itself; the gateway can only estimate. */
  LEFT("left by the client"),
  /** An error in the API's shape. */
  REFUSED("failed with an error"),
  /** The connection ended in the middle: what became of the request, the client can't know. */
  BROKEN("cut off by the kill");

  private final String words;

  Fate(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
