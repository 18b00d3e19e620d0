package dev.signalbox.edge.telemetry;

import dev.signalbox.platform.tracing.Traceparent;
import io.quarkus.vertx.core.runtime.VertxMDC;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * This process's place in a request's trace, kept in the request's own Vert.x context, which its
 * timers, clients and answers come back to: each line that is logged there names the trace.
 */
public final class RequestTrace {
  private static final String KEY = "signalbox.trace";

  private RequestTrace() {}

  /** Holds until the request's context ends; nothing happens outside of a request's. */
  public static void begin(Traceparent self) {
    Context context = Vertx.currentContext();
    if (context != null && VertxContext.isDuplicatedContext(context)) {
      context.putLocal(KEY, self);
      VertxMDC.INSTANCE.put("traceId", self.traceId(), context);
      VertxMDC.INSTANCE.put("spanId", self.spanId(), context);
    }
  }

  /** Absent outside of a request, and where tracing is off. */
  public static @Nullable Traceparent current() {
    Context context = Vertx.currentContext();
    return context != null && VertxContext.isDuplicatedContext(context)
        ? context.<@Nullable Traceparent>getLocal(KEY)
        : null;
  }
}
