package dev.signalbox.ingress;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Answers held against the reference's; which routes and how many, their documents say. */
public interface ParityConfig {
  /** Whether anything is compared at all. */
  @WithDefault("true")
  boolean enabled();

  /** Account that references and judges are booked on; no tenant's. */
  @NotBlank
  @WithDefault("signalbox-parity")
  String account();

  /** Comparisons under way at once, in this process. */
  @WithDefault("2")
  @Min(1)
  @Max(64)
  int parallel();

  /** Comparisons that wait behind them; more are dropped, and counted. */
  @WithDefault("64")
  @Min(0)
  @Max(10000)
  int waiting();

  /**
   * Largest request and largest answer that are compared, in bytes: bounds what waits in memory.
   */
  @WithDefault("65536")
  @Min(1024)
  @Max(4194304)
  int bytes();

  /** The same of a request with pictures in it. */
  @WithDefault("524288")
  @Min(1024)
  @Max(16777216)
  int pictureBytes();

  /** Longest that a reference or a judge may take. */
  @WithDefault("60s")
  Duration deadline();

  /** Tenants whose requests no other model may see than the one that answers. */
  Optional<List<String>> privateTenants();

  /** Ids of API keys, likewise. */
  Optional<List<String>> privateKeys();
}
