package dev.signalbox.verdict.savings;

import dev.signalbox.platform.money.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An entry of the ledger. Written by {@link Ledger} in batches, never changed. */
@Entity
@Immutable
@Table(name = "charge")
public class Charge {
  @Id
  @Column(name = "event_id")
  private String eventId;

  @Column(name = "charged_at")
  private Instant chargedAt;

  @Column private long seq;

  @Column(name = "decision_id")
  private String decisionId;

  @Column(name = "request_id")
  private String requestId;

  @Column private String model;

  @Column(name = "reference_model")
  private String referenceModel;

  @Column private boolean simulated;

  @Column(name = "billed_nano_usd")
  private long billedNanoUsd;

  @Column(name = "reference_nano_usd")
  private long referenceNanoUsd;

  @Column(name = "saved_nano_usd")
  private long savedNanoUsd;

  @Column(name = "input_tokens")
  private long inputTokens;

  @Column(name = "cached_input_tokens")
  private long cachedInputTokens;

  @Column(name = "output_tokens")
  private long outputTokens;

  @Column private long images;

  @Column(name = "usage_source")
  private String usageSource;

  @Column private String outcome;
  @Column private long attempts;

  @Column(name = "price_version")
  private String priceVersion;

  @Column private @Nullable String purpose;

  protected Charge() {}

  public String eventId() {
    return eventId;
  }

  public Instant chargedAt() {
    return chargedAt;
  }

  /** Order of arrival in this database. */
  public long seq() {
    return seq;
  }

  public String decisionId() {
    return decisionId;
  }

  public String requestId() {
    return requestId;
  }

  /** The model that answered. */
  public String model() {
    return model;
  }

  public String referenceModel() {
    return referenceModel;
  }

  public boolean simulated() {
    return simulated;
  }

  public Money billed() {
    return Money.ofNanoUsd(billedNanoUsd);
  }

  /** The same request on the reference model. */
  public Money reference() {
    return Money.ofNanoUsd(referenceNanoUsd);
  }

  /** Reference less billed; negative when it was dearer. */
  public Money saved() {
    return Money.ofNanoUsd(savedNanoUsd);
  }

  /** Cached ones included. */
  public long inputTokens() {
    return inputTokens;
  }

  public long cachedInputTokens() {
    return cachedInputTokens;
  }

  public long outputTokens() {
    return outputTokens;
  }

  public long images() {
    return images;
  }

  /** {@code reported} or {@code estimated}. */
  public String usageSource() {
    return usageSource;
  }

  public String outcome() {
    return outcome;
  }

  public long attempts() {
    return attempts;
  }

  public String priceVersion() {
    return priceVersion;
  }

  /** What the house paid for, to prove parity; null for a client's request. */
  public @Nullable String purpose() {
    return purpose;
  }
}
