package dev.signalbox.ingress.edge;

import dev.signalbox.ingress.conversation.Placement;
import dev.signalbox.ingress.conversation.PlacementFeed;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where the other replicas stand: keeps what they would have been told. */
@ApplicationScoped
public class MemoryPlacements implements PlacementFeed {
  private final List<Placement> told = new CopyOnWriteArrayList<>();

  @Override
  public void tell(Placement placement) {
    told.add(placement);
  }

  public Placement last() {
    return told.getLast();
  }
}
