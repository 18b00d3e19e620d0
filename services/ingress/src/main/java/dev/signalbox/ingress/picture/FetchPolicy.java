package dev.signalbox.ingress.picture;

import java.time.Duration;
import java.util.Set;

/**
 * How pictures are fetched.
 *
 * @param ports that an address may name
 * @param timeout for the whole fetch, redirects included
 */
public record FetchPolicy(
    AddressPolicy addresses,
    Set<Integer> ports,
    int maxRedirects,
    Duration timeout,
    PictureLimits limits) {
  public FetchPolicy {
    ports = Set.copyOf(ports);
  }
}
