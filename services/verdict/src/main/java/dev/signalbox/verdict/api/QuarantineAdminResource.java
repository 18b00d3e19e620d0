package dev.signalbox.verdict.api;

import dev.signalbox.verdict.quarantine.QuarantineBook;
import dev.signalbox.verdict.signin.AdminOnly;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;

/** What an appeal leads to. */
@Path("/api/admin/quarantine/{voter}")
@Produces(MediaType.APPLICATION_JSON)
@AdminOnly
public class QuarantineAdminResource {
  private final QuarantineBook book;

  QuarantineAdminResource(QuarantineBook book) {
    this.book = book;
  }

  /** Lets a voter go for good: by the first letters that the page shows, where they say who. */
  @DELETE
  public Uni<Void> pardon(@RestPath String voter) {
    return book.pardon(voter);
  }
}
