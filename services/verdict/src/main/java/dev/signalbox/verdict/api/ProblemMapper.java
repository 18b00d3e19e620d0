package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.database.Failures;
import dev.signalbox.verdict.problem.VerdictProblem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
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
  Response problem(ProblemException e) {
    return answer(e);
  }

  @ServerExceptionMapper
  Response framework(WebApplicationException e) {
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
        });
  }

  @ServerExceptionMapper
  Response other(RuntimeException e) {
    return answer(
        Failures.isUnavailable(e)
            ? new ProblemException(
                VerdictProblem.DATABASE_UNAVAILABLE,
                "the database can't be reached; try again shortly",
                null,
                RETRY_AFTER)
            : unexpected(e));
  }

  @ServerExceptionMapper
  Response connection(java.io.IOException e) {
    return answer(
        new ProblemException(
            VerdictProblem.DATABASE_UNAVAILABLE,
            "the database can't be reached; try again shortly",
            null,
            RETRY_AFTER));
  }

  private static ProblemException unexpected(Exception e) {
    String incident = UUID.randomUUID().toString();
    LOG.errorf(e, "incident %s", incident);
    return new ProblemException(
        VerdictProblem.INTERNAL, "something went wrong here; the log has incident " + incident);
  }

  private static Response answer(ProblemException e) {
    Response.ResponseBuilder response =
        Response.status(e.problem().httpStatus())
            .type("application/problem+json")
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(ProblemView.of(e));
    if (e.retryAfter() != null) {
      response.header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()));
    }
    return response.build();
  }
}
