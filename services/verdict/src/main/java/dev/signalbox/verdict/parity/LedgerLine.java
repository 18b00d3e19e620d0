package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** What the ledger says of one route: every request of it, no sample. Money in nano-dollars. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record LedgerLine(
    String route, boolean simulated, long requests, long billed, long reference, long saved) {
  LedgerLine plus(LedgerLine more) {
    return new LedgerLine(
        route,
        simulated,
        requests + more.requests,
        Math.addExact(billed, more.billed),
        Math.addExact(reference, more.reference),
        Math.addExact(saved, more.saved));
  }
}
