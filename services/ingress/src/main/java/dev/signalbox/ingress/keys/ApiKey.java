package dev.signalbox.ingress.keys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One API key, without the key.
 *
 * @param id public name of the key; goes into events
 * @param tenant who pays
 * @param expires from when on it is refused; absent means never
 */
public record ApiKey(String id, String tenant, @Nullable Instant expires, KeyRates rates) {
  /** A key without a limit of its rate. */
  public ApiKey(String id, String tenant, @Nullable Instant expires) {
    this(id, tenant, expires, KeyRates.UNLIMITED);
  }

  boolean validAt(Instant now) {
    return expires == null || now.isBefore(expires);
  }
}
