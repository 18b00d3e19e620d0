package dev.signalbox.scenarios;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * What is run, handed to Gatling, which makes its simulations itself, by system properties.
 *
 * @param ingress its address, on this machine
 * @param key a client's
 * @param rate journeys that begin in a second
 * @param time for which journeys begin
 */
record Plan(URI ingress, String key, double rate, Duration time) {
  private static final String INGRESS = "signalbox.scenarios.ingress";
  private static final String KEY = "signalbox.scenarios.key";
  private static final String RATE = "signalbox.scenarios.rate";
  private static final String SECONDS = "signalbox.scenarios.seconds";
  private static final double HIGHEST_RATE = 200;
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException saying what to give instead
   */
  Plan {
    if (!isLoopback(ingress)) {
      throw new IllegalArgumentException(
          "the ingress must be on this machine, such as http://127.0.0.1:8080, and is " + ingress);
    }
    if (key.isBlank()) {
      throw new IllegalArgumentException("no key: set SIGNALBOX_KEY to a client's");
    }
    if (!(rate > 0 && rate <= HIGHEST_RATE)) {
      throw new IllegalArgumentException(
          "the rate must be above 0 and at most " + (int) HIGHEST_RATE + " journeys a second");
    }
    if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the time must be from 1 to " + LONGEST.toSeconds() + " seconds");
    }
  }

  private static boolean isLoopback(URI address) {
    String host = address.getHost();
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** For {@link #handedOver}. */
  void handOver() {
    System.setProperty(INGRESS, ingress.toString());
    System.setProperty(KEY, key);
    System.setProperty(RATE, Double.toString(rate));
    System.setProperty(SECONDS, Long.toString(time.toSeconds()));
  }

  /** What was handed over in this process. */
  static Plan handedOver() {
    return new Plan(
        URI.create(System.getProperty(INGRESS, "")),
        System.getProperty(KEY, ""),
        Double.parseDouble(System.getProperty(RATE, "0")),
        Duration.ofSeconds(Long.getLong(SECONDS, 0)));
  }
}
