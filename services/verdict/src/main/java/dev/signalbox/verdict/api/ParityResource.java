package dev.signalbox.verdict.api;

import dev.signalbox.verdict.parity.ParityBook;
import dev.signalbox.verdict.parity.ParityReport;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What routing saves and what it costs in quality, with what is needed to make it again. */
@Path("/api/parity")
@Produces(MediaType.APPLICATION_JSON)
public class ParityResource {
  private final ParityBook book;

  ParityResource(ParityBook book) {
    this.book = book;
  }

  /** The bytes that {@code make replay-savings} makes again. */
  @GET
  public Uni<byte[]> report() {
    return book.report().map(ParityReport::toBytes);
  }
}
