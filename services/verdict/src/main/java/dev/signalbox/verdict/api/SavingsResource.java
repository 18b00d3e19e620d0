package dev.signalbox.verdict.api;

import dev.signalbox.verdict.savings.Ledger;
import dev.signalbox.verdict.savings.SavingsBy;
import dev.signalbox.verdict.savings.SavingsSpan;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What was billed, what the reference model would have cost, and the difference. */
@Path("/api/savings")
@Produces(MediaType.APPLICATION_JSON)
public class SavingsResource {
  private final Ledger ledger;
  private final InstantSource clock;

  SavingsResource(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  @GET
  public Uni<SavingsView> savings(
      @RestQuery @Nullable String from,
      @RestQuery @Nullable String to,
      @RestQuery @Nullable String by) {
    SavingsSpan span = SavingsSpan.parse(from, to, clock.instant());
    SavingsBy rows = SavingsBy.parse(by);
    return ledger.report(span, rows).map(report -> SavingsView.of(report, rows));
  }
}
