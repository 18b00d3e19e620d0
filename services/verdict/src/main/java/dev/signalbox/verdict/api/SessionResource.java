package dev.signalbox.verdict.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.verdict.signin.AdminOnly;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Lets a client check its admin token. */
@Path("/api/admin/session")
@Produces(MediaType.APPLICATION_JSON)
@AdminOnly
public class SessionResource {
  /** What the asker may do. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Granted(boolean admin) {}

  @GET
  public Granted get() {
    return new Granted(true);
  }
}
