package dev.signalbox.verdict.decision;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A stored decision. Written by {@link DecisionBook} in batches, never changed. */
@Entity
@Immutable
@Table(name = "decision")
public class Decision {
  @Id
  @Column(name = "decision_id")
  private String id;

  @Column(name = "decided_at")
  private Instant decidedAt;

  @Column private long seq;
  @Column private String tenant;

  @Column(name = "key_id")
  private @Nullable String keyId;

  @Column private String route;
  @Column private String mode;
  @Column private String model;

  @Column(name = "reference_model")
  private String referenceModel;

  @Column private String reason;

  @Column(name = "reason_code")
  private String reasonCode;

  @Column private boolean simulated;

  @Column(name = "dry_run")
  private boolean dryRun;

  @Column(name = "pool_version")
  private String poolVersion;

  @Column(name = "classifier_status")
  private String classifierStatus;

  @Column(name = "classifier_version")
  private @Nullable String classifierVersion;

  @Column private @Nullable String task;
  @Column private @Nullable Double complexity;

  @Column(name = "classifier_micros")
  private long classifierMicros;

  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(read = "cast(facts as text)")
  private String facts;

  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(read = "cast(candidates as text)")
  private String candidates;

  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(read = "cast(choice as text)")
  private String choice;

  protected Decision() {}

  public String id() {
    return id;
  }

  public Instant decidedAt() {
    return decidedAt;
  }

  /** Order of arrival in this database. */
  public long seq() {
    return seq;
  }

  public String tenant() {
    return tenant;
  }

  public @Nullable String keyId() {
    return keyId;
  }

  public String route() {
    return route;
  }

  public String mode() {
    return mode;
  }

  public String model() {
    return model;
  }

  public String referenceModel() {
    return referenceModel;
  }

  public String reason() {
    return reason;
  }

  public String reasonCode() {
    return reasonCode;
  }

  public boolean simulated() {
    return simulated;
  }

  public boolean dryRun() {
    return dryRun;
  }

  public String poolVersion() {
    return poolVersion;
  }

  public String classifierStatus() {
    return classifierStatus;
  }

  public @Nullable String classifierVersion() {
    return classifierVersion;
  }

  public @Nullable String task() {
    return task;
  }

  public @Nullable Double complexity() {
    return complexity;
  }

  public long classifierMicros() {
    return classifierMicros;
  }

  /** JSON of the event's {@code facts}. */
  public String facts() {
    return facts;
  }

  /** JSON of the event's {@code candidates}. */
  public String candidates() {
    return candidates;
  }

  /** JSON of a {@link DecisionChoice}; empty for decisions of before there was one. */
  public String choice() {
    return choice;
  }
}
