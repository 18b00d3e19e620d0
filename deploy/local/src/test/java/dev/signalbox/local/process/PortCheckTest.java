package dev.signalbox.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.local.plan.Ports;
import dev.signalbox.local.plan.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortCheckTest {
  private static final Set<String> ALL = Ports.DEFAULT.byName().keySet();

  @Test
  void shouldNameEveryTakenPortAndAWayOut() throws IOException {
    Ports free = PortCheck.findFree(ALL);
    try (ServerSocket taken =
        new ServerSocket(free.verdict(), 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(StartFailure.class)
          .isThrownBy(() -> PortCheck.requireFree(free, ALL))
          .withMessageContaining("port " + taken.getLocalPort() + " (verdict) is taken")
          .withMessageContaining("--port-offset");
    }
  }

  @Test
  void shouldIgnoreAPortThatIsNotUsed() throws IOException, StartFailure {
    Ports free = PortCheck.findFree(ALL);
    try (ServerSocket taken =
        new ServerSocket(free.simulator(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      PortCheck.requireFree(free, Set.of("ingress", "kafka"));
    }
  }

  @Test
  void shouldRefuseOnePortForTwo() {
    Map<String, Integer> ports = new LinkedHashMap<>(PortCheck.findFree(ALL).byName());
    ports.put("worker", ports.get("ingress"));

    assertThatExceptionOfType(StartFailure.class)
        .isThrownBy(() -> PortCheck.requireFree(Ports.of(ports), ALL))
        .withMessageContaining("ingress and worker can't both have port");
  }

  @Test
  void shouldFindPortsThatDiffer() {
    assertThat(PortCheck.findFree(ALL).byName().values()).doesNotHaveDuplicates().hasSize(8);
  }
}
