package dev.signalbox.verdict.fleet;

import java.util.List;

/** Whether the ingress answered, and with what. */
public sealed interface Fleet {
  record Known(List<FleetModel> models) implements Fleet {}

  /** Asking again may help. */
  record Away(String reason) implements Fleet {}
}
