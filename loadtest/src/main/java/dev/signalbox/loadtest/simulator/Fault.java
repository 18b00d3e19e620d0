package dev.signalbox.loadtest.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One brick of the fault wall: how a provider is known to fail. */
public enum Fault {
  NONE("answers as it should"),
  CUT("closes the connection in the middle of the body"),
  STALL("sends half of the body and then nothing, with the connection open"),
  GARBAGE("sends bytes in the middle that are no JSON"),
  ERROR_IN_200("status 200 with an error object in the body"),
  SLOW_HEADERS("sends nothing at all for a while, then answers"),
  RATE_LIMITED("429 with Retry-After"),
  HALF_OPEN("accepts the request and never answers"),
  UNAVAILABLE("503 with an error object");

  private final String meaning;

  Fault(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  /** The name on the wire, such as {@code error-in-200}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Fault> ofWireName(String name) {
    return Arrays.stream(values()).filter(fault -> fault.wireName().equals(name)).findFirst();
  }

  static String wireNames() {
    return Arrays.stream(values()).map(Fault::wireName).collect(Collectors.joining(", "));
  }
}
