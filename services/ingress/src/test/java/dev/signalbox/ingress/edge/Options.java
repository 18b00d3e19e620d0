package dev.signalbox.ingress.edge;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * What is off unless somebody asks for it: a rival after a fifth of a second, prompts in the log.
 */
public final class Options implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "signalbox.ingress.upstreams.hedge-after", "200ms",
        "signalbox.ingress.prompt-log.enabled", "true",
        "signalbox.ingress.prompt-log.patterns[0]", "ACME-\\d{1,9}");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(Edge.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }
}
