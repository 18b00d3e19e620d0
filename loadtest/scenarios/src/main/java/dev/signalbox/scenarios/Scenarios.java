package dev.signalbox.scenarios;

import io.gatling.app.Gatling;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@link ApiSimulation}. */
@Command(
    name = "scenarios",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "What clients do in a row, many at once, by Gatling and with its report; fails when a request"
            + " is not answered as its client needs it. The key is SIGNALBOX_KEY. Stops by itself.")
final class Scenarios implements Callable<Integer> {
  @Option(
      names = "--ingress",
      required = true,
      description = "Its address, on this machine. bin/scenarios starts a system without it")
  private URI ingress = URI.create("");

  @Option(
      names = "--rate",
      defaultValue = "3",
      description = "Journeys that begin in a second, at most 200. Default: ${DEFAULT-VALUE}")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "For which journeys begin, at most 3600. Default: ${DEFAULT-VALUE}")
  private long seconds;

  @Option(
      names = "--reports",
      defaultValue = "loadtest/scenarios/target/reports",
      description = "Folder of the reports. Default: ${DEFAULT-VALUE}")
  private Path reports = Path.of("reports");

  @Spec private CommandSpec spec;

  private final Map<String, String> environment;

  Scenarios(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    plan().handOver();
    // Ends the process with its own status: 0, or 2 when something was not as it should be.
    Gatling.main(
        new String[] {
          "--simulation", ApiSimulation.class.getName(), "--results-folder", reports.toString()
        });
    return 0;
  }

  private Plan plan() {
    try {
      return new Plan(
          ingress,
          environment.getOrDefault("SIGNALBOX_KEY", ""),
          rate,
          Duration.ofSeconds(seconds));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Scenarios(System.getenv())).execute(args));
  }
}
