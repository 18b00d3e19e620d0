package dev.signalbox.verdict.signin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Something for administrators, as a page with a form and as an API. */
@Path("/")
@AdminOnly
public class AdminProbe {
  @GET
  @Path("probe")
  @Produces(MediaType.TEXT_HTML)
  public String page() {
    return "<!doctype html><title>probe</title>";
  }

  @POST
  @Path("probe")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.TEXT_PLAIN)
  public String form(@RestForm @Nullable String value) {
    return "took " + value;
  }

  @PUT
  @Path("api/probe")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, Object> put(Map<String, Object> body) {
    return body;
  }
}
