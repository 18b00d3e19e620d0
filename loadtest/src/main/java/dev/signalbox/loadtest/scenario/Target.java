package dev.signalbox.loadtest.scenario;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * An OpenAI-compatible endpoint to send chat completions to.
 *
 * @param base up to and without {@code /chat/completions}
 */
public record Target(String name, URI base, String key, String model) {
  public Target {
    requireLoopback(base);
  }

  Target withModel(String other) {
    return new Target(name, base, key, other);
  }

  String path() {
    return base.getPath() + "/chat/completions";
  }

  private static void requireLoopback(URI base) {
    try {
      if (base.getHost() == null || !InetAddress.getByName(base.getHost()).isLoopbackAddress()) {
        throw new IllegalArgumentException("load is sent to this machine only, not to " + base);
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + base.getHost(), e);
    }
  }
}
