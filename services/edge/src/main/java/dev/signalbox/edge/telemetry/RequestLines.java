package dev.signalbox.edge.telemetry;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One line for each request, for whoever sets the category {@code dev.signalbox.requests} to DEBUG.
 */
public final class RequestLines {
  private static final Logger LINES = Logger.getLogger("dev.signalbox.requests");
  private static final long NANOS_A_MILLISECOND = 1_000_000;

  /** Whether anybody wants them. */
  public boolean on() {
    return LINES.isDebugEnabled();
  }

  /**
   * Logs where the request's trace is known, whatever thread the end of its answer came on.
   *
   * @param context the request's own
   * @param name of the request, without what a caller keeps secret
   * @param status of its answer, such as {@code 200} or {@code grpc 0}
   */
  public void ended(@Nullable Context context, String name, String status, long nanos) {
    if (!on()) {
      return;
    }
    if (context == null || context == Vertx.currentContext()) {
      line(name, status, nanos);
    } else {
      context.runOnContext(there -> line(name, status, nanos));
    }
  }

  private static void line(String name, String status, long nanos) {
    LINES.debugf("%s: %s in %d ms", name, status, nanos / NANOS_A_MILLISECOND);
  }
}
