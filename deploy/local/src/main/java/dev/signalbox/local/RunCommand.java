package dev.signalbox.local;

import dev.signalbox.local.plan.Installation;
import dev.signalbox.local.plan.StartFailure;
import dev.signalbox.local.plan.SystemPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything and stays until it is told to stop. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Starts Kafka, PostgreSQL, classifier, worker, verdict, ingress and the simulator.")
final class RunCommand implements Callable<Integer> {
  @Mixin private final DataOption data = new DataOption();
  @Mixin private final PortOptions ports = new PortOptions();

  @Option(
      names = "--pool",
      paramLabel = "<file>",
      description = "Pool of models and routes; watched. Default: deploy/local/pool.yaml")
  private @Nullable Path pool;

  @Option(
      names = "--detach",
      description = "Return when ready and go on in the background; `make stop` ends it")
  private boolean detach;

  @Option(names = "--no-browser", description = "Do not open the console in a browser")
  private boolean noBrowser;

  @Option(
      names = "--simulator",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether the simulated provider is started. Default: yes")
  private boolean simulator = true;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "<service>",
      description =
          "Start only these services beside Kafka and PostgreSQL, or `none`; for development")
  private List<String> only = SystemPlan.SERVICES;

  @Option(
      names = "--restart",
      split = ",",
      paramLabel = "<program>",
      description = "Start these again when they die. Default: the death of any one ends all")
  private List<String> restart = List.of();

  @Option(
      names = "--restart-delay",
      paramLabel = "<seconds>",
      defaultValue = "2",
      description = "Pause before that. Default: ${DEFAULT-VALUE}")
  private int restartDelay;

  @Option(
      names = "--jvm",
      paramLabel = "<service>=<options>",
      description =
          "More JVM options for a service, such as ingress=-Xmx1g; several separated by blanks")
  private Map<String, String> jvm = Map.of();

  @Option(
      names = "--ready-within",
      paramLabel = "<seconds>",
      defaultValue = "120",
      description = "Longest start of one program. Default: ${DEFAULT-VALUE}")
  private int readyWithin;

  @Override
  public Integer call() throws InterruptedException {
    try {
      Launch launch =
          new Launch(
              data.folder(),
              new Installation(DataOption.root(), java()),
              ports.ports(),
              wanted(),
              new Launch.Wishes(
                  pool,
                  !noBrowser,
                  Set.copyOf(restart),
                  Duration.ofSeconds(restartDelay),
                  Duration.ofSeconds(readyWithin),
                  jvmOptions()));
      return detach ? Detached.start(data.folder(), System.out) : launch.run(System.out);
    } catch (StartFailure failure) {
      System.out.flush();
      System.err.println("signalbox: " + failure.sentence());
      failure.details().forEach(line -> System.err.println("  | " + line));
      return 1;
    } catch (IllegalArgumentException e) {
      System.err.println("signalbox: " + e.getMessage());
      return 2;
    }
  }

  /** The services to start. */
  Set<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>(only);
    wanted.remove("none");
    wanted.forEach(RunCommand::requireService);
    if (!simulator) {
      wanted.remove("simulator");
    }
    return wanted;
  }

  /** JVM options by service. */
  Map<String, List<String>> jvmOptions() {
    Map<String, List<String>> options = new TreeMap<>();
    jvm.forEach(
        (service, given) -> {
          requireService(service);
          options.put(service, List.of(given.trim().split("\\s+")));
        });
    return options;
  }

  private static void requireService(String name) {
    if (!SystemPlan.SERVICES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no service " + name + ", only " + String.join(", ", SystemPlan.SERVICES));
    }
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
