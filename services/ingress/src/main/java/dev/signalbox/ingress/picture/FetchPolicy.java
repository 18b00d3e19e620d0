package dev.signalbox.ingress.picture;

import java.time.Duration;
import java.util.Set;

/**
 * How pictures are fetched.
 *
 * @param ports that an address may name
 * @param maxRedirects followed before a fetch is refused
 * @param timeout for the whole fetch, redirects included
 * @param maxConcurrent fetches under way at once; one more is refused as busy
 */
public record FetchPolicy(
    AddressPolicy addresses,
    Set<Integer> ports,
    int maxRedirects,
    Duration timeout,
    int maxConcurrent,
    PictureLimits limits) {
  public static final FetchPolicy DEFAULT =
      new FetchPolicy(
          AddressPolicy.publicOnly(),
          Set.of(80, 443),
          3,
          Duration.ofSeconds(5),
          32,
          PictureLimits.DEFAULT);

  public FetchPolicy {
    ports = Set.copyOf(ports);
    if (maxRedirects < 0 || maxConcurrent <= 0 || timeout.toMillis() <= 0) {
      throw new IllegalArgumentException("a fetch has a time limit and a place");
    }
  }
}
