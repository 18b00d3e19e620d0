package dev.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.local.plan.Ports;
import dev.signalbox.local.plan.SystemPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunOptionsTest {
  @Test
  void shouldStartEverythingUnlessToldOtherwise() {
    assertThat(run().wanted()).containsExactlyInAnyOrderElementsOf(SystemPlan.SERVICES);
    assertThat(run("--no-simulator").wanted()).doesNotContain("simulator").contains("ingress");
    assertThat(run("--simulator").wanted()).contains("simulator");
    assertThat(run("--only", "none").wanted()).isEmpty();
    assertThat(run("--only", "worker,ingress").wanted())
        .containsExactlyInAnyOrder("worker", "ingress");
  }

  @Test
  void shouldNameTheServicesWhenOneIsUnknown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("--only", "router").wanted())
        .withMessageContaining("there is no service router, only simulator, worker");
  }

  @Test
  void shouldReadJvmOptionsOfAService() {
    assertThat(run("--jvm", "ingress=-Xmx1g  -Xms64m", "--jvm", "worker=-Xint").jvmOptions())
        .containsEntry("ingress", List.of("-Xmx1g", "-Xms64m"))
        .containsEntry("worker", List.of("-Xint"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("--jvm", "kafka=-Xint").jvmOptions())
        .withMessageContaining("there is no service kafka");
  }

  @Test
  void shouldMoveEveryPortOrOne() {
    assertThat(ports()).isEqualTo(Ports.DEFAULT);
    assertThat(ports("--port-offset", "1000").byName())
        .containsEntry("ingress", 9080)
        .containsEntry("postgres", 6432);
    assertThat(ports("--console-port", "7000").verdict()).isEqualTo(7000);
    assertThat(ports("--console-port", "7000").ingress()).isEqualTo(8080);
  }

  private static RunCommand run(String... arguments) {
    RunCommand command = new RunCommand();
    new CommandLine(command).parseArgs(arguments);
    return command;
  }

  private static Ports ports(String... arguments) {
    PortOptions options = new PortOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("ports", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(arguments);
    return options.ports();
  }
}
