package dev.signalbox.local.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/** The TCP ports on 127.0.0.1. */
public record Ports(
    int ingress,
    int classifier,
    int worker,
    int verdict,
    int simulator,
    int kafka,
    int kafkaController,
    int postgres) {
  public static final Ports DEFAULT = new Ports(8080, 8081, 8082, 8083, 8089, 9092, 9093, 5432);

  /** By the option's name, in the order in which they are shown. */
  public Map<String, Integer> byName() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("ingress", ingress);
    ports.put("classifier", classifier);
    ports.put("worker", worker);
    ports.put("verdict", verdict);
    ports.put("simulator", simulator);
    ports.put("kafka", kafka);
    ports.put("kafka-controller", kafkaController);
    ports.put("postgres", postgres);
    return ports;
  }

  /** The inverse of {@link #byName}. */
  public static Ports of(Map<String, Integer> ports) {
    return new Ports(
        port(ports, "ingress"),
        port(ports, "classifier"),
        port(ports, "worker"),
        port(ports, "verdict"),
        port(ports, "simulator"),
        port(ports, "kafka"),
        port(ports, "kafka-controller"),
        port(ports, "postgres"));
  }

  private static int port(Map<String, Integer> ports, String name) {
    Integer port = ports.get(name);
    if (port == null || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "the port of " + name + " must be 1 to 65535, not " + port);
    }
    return port;
  }
}
