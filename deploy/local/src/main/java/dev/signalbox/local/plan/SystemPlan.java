package dev.signalbox.local.plan;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The programs of the laptop, in an order in which each comes after those it needs.
 *
 * @param only names of the services that are wanted beside Kafka and PostgreSQL
 * @param jvm more JVM options, by service
 */
public record SystemPlan(
    Installation installation,
    Ports ports,
    Places places,
    Set<String> only,
    Map<String, List<String>> jvm) {
  public static final String KAFKA = "kafka";
  public static final String POSTGRES = "postgres";
  public static final List<String> SERVICES =
      List.of("simulator", "worker", "classifier", "verdict", "ingress");

  /** From this JDK on, Netty's and Kafka's use of Unsafe is warned about unless it is allowed. */
  private static final int UNSAFE_WARNS = 23;

  /** Longer than a cluster's: on a laptop everything starts cold and shares two cores. */
  private static final Duration CLASSIFIER_DEADLINE = Duration.ofMillis(400);

  private static final int INFRASTRUCTURE = 0;
  private static final int SERVICE = 1;
  private static final int FRONT = 2;
  private static final Duration GRACE = Duration.ofSeconds(12);
  private static final Duration DATABASE_GRACE = Duration.ofSeconds(20);

  /**
   * Files and folders of this run.
   *
   * @param postmasterPid written by PostgreSQL into its data folder
   */
  public record Places(
      Path kafkaData,
      Path postmasterPid,
      Path keys,
      Path pool,
      Path ingressSpool,
      Path ingressBatches,
      Path voterKey,
      Path recalibrations,
      Path adminToken) {}

  public SystemPlan {
    only = Set.copyOf(only);
    jvm = Map.copyOf(jvm);
  }

  /** Names of the ports that this plan uses. */
  public Set<String> usedPorts() {
    Set<String> names = new TreeSet<>(only);
    names.addAll(List.of(KAFKA, "kafka-controller", POSTGRES));
    return names;
  }

  /** Files that must have been built. */
  public List<Path> artefacts() {
    List<Path> files = new ArrayList<>();
    for (String service : SERVICES) {
      if (only.contains(service)) {
        files.add(
            service.equals("simulator") ? installation.simulator() : installation.service(service));
      }
    }
    return files;
  }

  public Program kafka() {
    return new Program(
        KAFKA,
        INFRASTRUCTURE,
        java(KAFKA, 256, false)
            .property("org.slf4j.simpleLogger.showDateTime", true)
            .property("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
            .property("org.slf4j.simpleLogger.showThreadName", false)
            .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
            .property("org.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer", "info")
            .main(
                installation.brokerClassPath(),
                "dev.signalbox.local.kafka.Broker",
                places.kafkaData().toString(),
                Integer.toString(ports.kafka()),
                Integer.toString(ports.kafkaController())),
        Map.of(),
        Set.of(),
        new Readiness.Port(ports.kafka()),
        "TERM",
        DATABASE_GRACE,
        "127.0.0.1:" + ports.kafka());
  }

  /**
   * The database.
   *
   * @param command the server's command line
   */
  public Program postgres(List<String> command) {
    return new Program(
        POSTGRES,
        INFRASTRUCTURE,
        command,
        Map.of(),
        Set.of(),
        new Readiness.Postmaster(places.postmasterPid()),
        "INT",
        DATABASE_GRACE,
        "127.0.0.1:" + ports.postgres());
  }

  /** The services that are wanted, as they ship. */
  public List<Program> services(String databasePassword) {
    return SERVICES.stream()
        .filter(only::contains)
        .map(
            name ->
                switch (name) {
                  case "simulator" -> simulator();
                  case "worker" -> worker();
                  case "classifier" -> classifier();
                  case "verdict" -> verdict(databasePassword);
                  case "ingress" -> ingress();
                  default -> throw new IllegalStateException(name);
                })
        .toList();
  }

  private Program simulator() {
    int port = ports.simulator();
    List<String> command =
        java("simulator", 96, false)
            .jar(installation.simulator(), "--port", Integer.toString(port));
    return service("simulator", SERVICE, port, command, Map.of(), Set.of());
  }

  private Program worker() {
    return quarkus(
        "worker",
        SERVICE,
        ports.worker(),
        java("worker", 512, true)
            .property("signalbox.worker.model.path", installation.checkpoint())
            .property("signalbox.worker.jobs.enabled", true)
            .property(
                "signalbox.worker.jobs.folder",
                places.ingressSpool().resolveSibling("worker-spool")),
        Map.of(),
        Set.of());
  }

  private Program classifier() {
    return quarkus(
        "classifier",
        SERVICE,
        ports.classifier(),
        java("classifier", 256, true)
            .property("signalbox.classifier.outcomes.directory", places.recalibrations()),
        Map.of(),
        Set.of());
  }

  private Program verdict(String databasePassword) {
    String database = "127.0.0.1:" + ports.postgres() + "/signalbox";
    return quarkus(
        "verdict",
        SERVICE,
        ports.verdict(),
        java("verdict", 256, false)
            .property("quarkus.datasource.reactive.url", "postgresql://" + database)
            .property("quarkus.datasource.jdbc.url", "jdbc:postgresql://" + database)
            .property("quarkus.datasource.username", "signalbox")
            .property("signalbox.verdict.voters.key-file", places.voterKey())
            .property("signalbox.verdict.sign-in.admin-token-file", places.adminToken())
            .property("signalbox.verdict.console.ingress", "http://127.0.0.1:" + ports.ingress())
            .property("signalbox.verdict.console.address", "http://127.0.0.1:" + ports.verdict())
            .property("signalbox.verdict.judge.endpoint", "http://127.0.0.1:" + ports.ingress())
            .property("signalbox.verdict.judge.key-file", places.keys().resolveSibling("demo.key"))
            .property("signalbox.verdict.panels.samples", "true"),
        Map.of("QUARKUS_DATASOURCE_PASSWORD", databasePassword),
        Set.of(KAFKA, POSTGRES));
  }

  private Program ingress() {
    JavaCommand java = java("ingress", 384, true);
    if (only.contains("verdict")) {
      java =
          java.property("signalbox.ingress.control.address", "127.0.0.1:" + ports.verdict())
              .property(
                  "signalbox.ingress.control.snapshot",
                  places.ingressSpool().resolveSibling("ingress-access.bin"));
    }
    return quarkus(
        "ingress",
        FRONT,
        ports.ingress(),
        java.property("signalbox.ingress.keys.file", places.keys())
            .property("signalbox.ingress.pool.file", places.pool())
            .property("signalbox.ingress.prices.file", installation.prices())
            .property("signalbox.ingress.classifier.port", ports.classifier())
            .property("signalbox.ingress.classifier.deadline", CLASSIFIER_DEADLINE)
            .property("signalbox.ingress.events.spool", places.ingressSpool())
            .property("signalbox.ingress.batches.directory", places.ingressBatches()),
        Map.of(),
        // Not even Kafka: its events wait in the spool until the broker is up.
        Set.of());
  }

  private Program quarkus(
      String name,
      int layer,
      int port,
      JavaCommand java,
      Map<String, String> environment,
      Set<String> needs) {
    List<String> command =
        java.property("quarkus.http.host", "127.0.0.1")
            .property("quarkus.http.port", port)
            .property("kafka.bootstrap.servers", "127.0.0.1:" + ports.kafka())
            // The launcher's probes would fill the log with "not ready yet".
            .property("quarkus.log.category.\"io.smallrye.health\".level", "WARN")
            .jar(installation.service(name));
    return service(name, layer, port, command, environment, needs);
  }

  private static Program service(
      String name,
      int layer,
      int port,
      List<String> command,
      Map<String, String> environment,
      Set<String> needs) {
    String address = "http://127.0.0.1:" + port;
    return new Program(
        name,
        layer,
        command,
        environment,
        needs,
        new Readiness.Http(URI.create(address + "/q/health/ready")),
        "TERM",
        GRACE,
        address);
  }

  private JavaCommand java(String program, int heapMegabytes, boolean hot) {
    JavaCommand command = JavaCommand.of(installation.java(), heapMegabytes, hot);
    if (Runtime.version().feature() >= UNSAFE_WARNS) {
      command = command.flag("--sun-misc-unsafe-memory-access=allow");
    }
    for (String option : jvm.getOrDefault(program, List.of())) {
      command = command.flag(option);
    }
    return command;
  }
}
