package dev.signalbox.verdict.savings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One row of the rollup, for queries; the ledger's transaction keeps it. */
@Entity
@Immutable
@Table(name = "savings_hourly")
public class SavingsHour implements Serializable {
  private static final long serialVersionUID = 1;

  @Id @Column private Instant hour;
  @Id @Column private String route;
  @Id @Column private String model;
  @Id @Column private boolean simulated;
  @Column private LocalDate day;
  @Column private long requests;

  @Column(name = "billed_nano_usd")
  private long billed;

  @Column(name = "reference_nano_usd")
  private long reference;

  @Column(name = "saved_nano_usd")
  private long saved;

  protected SavingsHour() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SavingsHour that
        && hour.equals(that.hour)
        && route.equals(that.route)
        && model.equals(that.model)
        && simulated == that.simulated;
  }

  @Override
  public int hashCode() {
    return Objects.hash(hour, route, model, simulated);
  }
}
