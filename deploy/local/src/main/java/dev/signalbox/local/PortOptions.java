package dev.signalbox.local;

import dev.signalbox.local.plan.Ports;
import dev.signalbox.local.process.PortCheck;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The ports, each by its own option, all moved by one, or all free ones. */
final class PortOptions {
  @Option(
      names = "--port-offset",
      paramLabel = "<n>",
      defaultValue = "0",
      description = "Added to every port's default")
  private int offset;

  @Option(names = "--free-ports", description = "Take free ports in place of the defaults")
  private boolean free;

  @Option(names = "--ingress-port", paramLabel = "<port>", description = "Default: 8080")
  private @Nullable Integer ingress;

  @Option(names = "--classifier-port", paramLabel = "<port>", description = "Default: 8081")
  private @Nullable Integer classifier;

  @Option(names = "--worker-port", paramLabel = "<port>", description = "Default: 8082")
  private @Nullable Integer worker;

  @Option(
      names = {"--verdict-port", "--console-port"},
      paramLabel = "<port>",
      description = "Default: 8083")
  private @Nullable Integer verdict;

  @Option(names = "--simulator-port", paramLabel = "<port>", description = "Default: 8089")
  private @Nullable Integer simulator;

  @Option(names = "--kafka-port", paramLabel = "<port>", description = "Default: 9092")
  private @Nullable Integer kafka;

  @Option(names = "--kafka-controller-port", paramLabel = "<port>", description = "Default: 9093")
  private @Nullable Integer kafkaController;

  @Option(names = "--postgres-port", paramLabel = "<port>", description = "Default: 5432")
  private @Nullable Integer postgres;

  /**
   * The ports that the options mean.
   *
   * @throws IllegalArgumentException for a port outside 1 to 65535
   */
  Ports ports() {
    Map<String, Integer> ports = new LinkedHashMap<>(Ports.DEFAULT.byName());
    if (free) {
      ports.putAll(PortCheck.findFree(ports.keySet()).byName());
    } else {
      ports.replaceAll((name, port) -> port + offset);
    }
    Map<String, @Nullable Integer> given = new HashMap<>();
    given.put("ingress", ingress);
    given.put("classifier", classifier);
    given.put("worker", worker);
    given.put("verdict", verdict);
    given.put("simulator", simulator);
    given.put("kafka", kafka);
    given.put("kafka-controller", kafkaController);
    given.put("postgres", postgres);
    given.forEach(
        (name, port) -> {
          if (port != null) {
            ports.put(name, port);
          }
        });
    return Ports.of(ports);
  }
}
