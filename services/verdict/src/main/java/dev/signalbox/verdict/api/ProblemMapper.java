package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.database.Failures;
import dev.signalbox.verdict.problem.VerdictProblem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become answers: RFC 9457 problem details. */
class ProblemMapper {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  @ServerExceptionMapper
  Response problem(ProblemException e, ContainerRequestContext request) {
    return answer(e, request);
  }

  @ServerExceptionMapper
  Response framework(WebApplicationException e, ContainerRequestContext request) {
    int status = e.getResponse().getStatus();
    if (status < 400) {
      return e.getResponse();
    }
    return answer(
        switch (status) {
          case 404 -> new ProblemException(VerdictProblem.NOT_FOUND, "there is nothing here");
          case 405 ->
              new ProblemException(
                  VerdictProblem.METHOD_NOT_ALLOWED, "the method is not allowed here");
          case 406 ->
              new ProblemException(
                  VerdictProblem.NOT_ACCEPTABLE, "nothing acceptable can be answered here");
          case 413 ->
              new ProblemException(VerdictProblem.TOO_LARGE, "the body is larger than 64 KiB");
          case 415 ->
              new ProblemException(
                  VerdictProblem.UNSUPPORTED_TYPE, "the body's content type is not taken here");
          default ->
              status < 500
                  ? new ProblemException(VerdictProblem.INVALID_BODY, "the request can't be read")
                  : unexpected(e);
        },
        request);
  }

  @ServerExceptionMapper
  Response other(RuntimeException e, ContainerRequestContext request) {
    return answer(
        Failures.isUnavailable(e)
            ? new ProblemException(
                VerdictProblem.DATABASE_UNAVAILABLE,
                "the database can't be reached; try again shortly",
                null,
                RETRY_AFTER)
            : unexpected(e),
        request);
  }

  @ServerExceptionMapper
  Response connection(java.io.IOException e, ContainerRequestContext request) {
    return answer(
        new ProblemException(
            VerdictProblem.DATABASE_UNAVAILABLE,
            "the database can't be reached; try again shortly",
            null,
            RETRY_AFTER),
        request);
  }

  private static ProblemException unexpected(Exception e) {
    String incident = UUID.randomUUID().toString();
    LOG.errorf(e, "incident %s", incident);
    return new ProblemException(
        VerdictProblem.INTERNAL, "something went wrong here; the log has incident " + incident);
  }

  private static Response answer(ProblemException e, ContainerRequestContext request) {
    Response.ResponseBuilder response =
        Response.status(e.problem().httpStatus())
            .type(isPage(request) ? "text/html;charset=UTF-8" : "application/problem+json")
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(ProblemView.of(e));
    if (e.retryAfter() != null) {
      response.header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()));
    }
    if (e.problem() == VerdictProblem.UNAUTHENTICATED) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"signalbox\"");
    }
    return response.build();
  }

  /** Pages are answered with a page; everything else with JSON. */
  private static boolean isPage(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    return !path.startsWith("/api")
        && !path.startsWith("/q/")
        && request.getAcceptableMediaTypes().stream()
            .anyMatch(type -> type.toString().startsWith(MediaType.TEXT_HTML));
  }
}
