package dev.signalbox.ingress.conversation;

/** Carries what this replica answered to the others. */
@FunctionalInterface
public interface PlacementFeed {
  /** Must not block, must not fail, and may lose what it is told. */
  void tell(Placement placement);
}
