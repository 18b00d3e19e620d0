package dev.signalbox.ingress.cluster;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What this replica saw of a document's subject lately. */
public sealed interface Seen permits ModelView, RouteView {
  /** Share of what it was asked that it answered, 0 to 1; empty when it was asked nothing. */
  OptionalDouble success();

  /** What was billed, in nano-dollars; empty without requests. */
  OptionalLong billedNanoUsd();

  /** What of all this can be told about a document. */
  interface Source {
    ModelView model(String name);

    RouteView route(String name);
  }
}
