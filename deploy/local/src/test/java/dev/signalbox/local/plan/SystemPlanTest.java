package dev.signalbox.local.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SystemPlanTest {
  private static final String PASSWORD = "a-password";
  private final SystemPlan plan =
      new SystemPlan(
          new Installation(Path.of("/clone"), Path.of("/jdk/bin/java")),
          Ports.DEFAULT,
          new SystemPlan.Places(
              Path.of("/data/kafka"),
              Path.of("/data/postgres/postmaster.pid"),
              Path.of("/data/keys.yaml"),
              Path.of("/clone/deploy/local/pool.yaml"),
              Path.of("/data/spool/ingress"),
              Path.of("/data/batches"),
              Path.of("/data/voter.key"),
              Path.of("/data/recalibrations"),
              Path.of("/data/admin.token")),
          Set.copyOf(SystemPlan.SERVICES),
          Map.of("worker", List.of("-Xmx1g")));

  @Test
  void shouldGiveAServiceItsOwnJvmOptionsAfterTheCommonOnes() {
    assertThat(commandOf("worker")).containsSubsequence("-Xmx512m", "-Xmx1g", "-jar");
    assertThat(commandOf("ingress")).doesNotContain("-Xmx1g");
  }

  private List<String> commandOf(String service) {
    return plan.services(PASSWORD).stream()
        .filter(program -> program.name().equals(service))
        .findFirst()
        .orElseThrow()
        .command();
  }

  @Test
  void shouldStartEachProgramAfterThoseItNeeds() {
    Set<String> before = new HashSet<>(Set.of("kafka", "postgres"));

    for (Program program : plan.services(PASSWORD)) {
      assertThat(before).as(program.name()).containsAll(program.needs());
      before.add(program.name());
    }
  }

  @Test
  void shouldStopTheIngressFirstAndTheStoresLast() {
    List<Program> services = plan.services(PASSWORD);
    int ingress = layer(services, "ingress");

    assertThat(services)
        .allSatisfy(p -> assertThat(p.layer()).isBetween(plan.kafka().layer() + 1, ingress));
    assertThat(layer(services, "verdict")).isLessThan(ingress);
  }

  @Test
  void shouldBoundEveryHeapToFourGigabytesInAll() {
    int megabytes =
        java.util.stream.Stream.concat(
                plan.services(PASSWORD).stream(), java.util.stream.Stream.of(plan.kafka()))
            .flatMap(program -> program.command().stream())
            .filter(a -> a.startsWith("-Xmx") && a.endsWith("m"))
            .mapToInt(a -> Integer.parseInt(a.substring(4, a.length() - 1)))
            .sum();

    assertThat(megabytes).isBetween(500, 2_048);
  }

  @Test
  void shouldKeepThePasswordOffEveryCommandLine() {
    assertThat(plan.services(PASSWORD))
        .allSatisfy(
            program -> assertThat(program.command() + program.toString()).doesNotContain(PASSWORD));
  }

  @Test
  void shouldBindEverythingToTheLoopbackAddress() {
    assertThat(plan.services(PASSWORD).stream().filter(p -> !p.name().equals("simulator")))
        .allSatisfy(p -> assertThat(p.command()).contains("-Dquarkus.http.host=127.0.0.1"));
    assertThat(plan.postgres(List.of("postgres")).address()).startsWith("127.0.0.1:");
  }

  @Test
  void shouldRefuseAPortThatDoesNotExist() {
    Map<String, Integer> ports = new LinkedHashMap<>(Ports.DEFAULT.byName());
    ports.put("kafka", 70_000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ports.of(ports))
        .withMessageContaining("kafka")
        .withMessageContaining("70000");
  }

  private static int layer(List<Program> programs, String name) {
    return programs.stream()
        .filter(program -> program.name().equals(name))
        .findFirst()
        .orElseThrow()
        .layer();
  }
}
