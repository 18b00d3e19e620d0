package dev.signalbox.verdict.board;

import dev.signalbox.verdict.integrity.Finding;
import dev.signalbox.verdict.integrity.VoterChecks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code make worlds}: how many planted attackers the rules find, and how many honest voters. */
@Command(
    name = "worlds",
    mixinStandardHelpOptions = true,
    description =
        "Generates votes with attackers among them and counts who is found: recall by kind of"
            + " attack, and the honest voters touched.")
public final class WorldsCommand implements Callable<Integer> {
  @Option(names = "--seeds", description = "Worlds of each kind (default ${DEFAULT-VALUE}).")
  private int seeds = 10;

  @Option(names = "--models", split = ",", description = "Models (default ${DEFAULT-VALUE}).")
  private List<Integer> models = List.of(6, 20);

  @Option(names = "--spread", split = ",", description = "Log-odds (default ${DEFAULT-VALUE}).")
  private List<Double> spreads = List.of(0.8, 1.5);

  @Option(names = "--tastes", split = ",", description = "Log-odds (default ${DEFAULT-VALUE}).")
  private List<Double> tastes = List.of(0.0, 0.4);

  @Option(names = "--ties", description = "Mean share of ties (default ${DEFAULT-VALUE}).")
  private double ties = 0.12;

  @Option(names = "--sides", description = "Everybody's pull to the left (${DEFAULT-VALUE}).")
  private double sides = 0.1;

  @Option(names = "--honest", description = "Honest voters (default ${DEFAULT-VALUE}).")
  private int honest = 300;

  @Option(names = "--each", description = "Attackers of each kind (default ${DEFAULT-VALUE}).")
  private int each = 1;

  @Option(names = "--votes", split = ",", description = "An attacker's (${DEFAULT-VALUE}).")
  private List<Integer> attackVotes = List.of(20, 60, 150);

  @Option(names = "--first-seed", description = "Of the worlds (default ${DEFAULT-VALUE}).")
  private long firstSeed = 1;

  @Option(names = "--effort", description = "Share of attacking votes (${DEFAULT-VALUE}).")
  private double effort = 1;

  @Option(names = "--csv", description = "Write the first world's votes here and do no more.")
  private @Nullable Path csv;

  @Option(
      names = "--bound",
      description =
          "Beside each row the most that any test could find at a level of 1%%, knowing the"
              + " strengths and the attack; for honest voters without tastes.")
  private boolean bound;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new WorldsCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    if (csv != null) {
      write(
          World.of(
              settings(models.get(0), spreads.get(0), tastes.get(0), attackVotes.get(0)),
              firstSeed),
          csv);
      return CommandLine.ExitCode.OK;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print("models spread tastes votes  touched");
    for (Attack attack : Attack.values()) {
      out.printf(" %14s", attack.label());
    }
    out.println();
    for (int model : models) {
      for (double spread : spreads) {
        for (double taste : tastes) {
          for (int votes : attackVotes) {
            row(out, settings(model, spread, taste, votes));
          }
        }
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private World.Settings settings(int model, double spread, double taste, int votes) {
    return new World.Settings(model, spread, taste, ties, sides, honest, each, votes, effort);
  }

  private void row(PrintWriter out, World.Settings settings) {
    List<Score> scores =
        LongStream.range(firstSeed, firstSeed + seeds)
            .parallel()
            .mapToObj(seed -> Score.of(World.of(settings, seed)))
            .toList();
    double touched = scores.stream().mapToInt(Score::touched).sum();
    out.printf(
        Locale.ROOT,
        "%6d %6.2f %6.2f %5d %7.2f%%",
        settings.models(),
        settings.spread(),
        settings.tastes(),
        settings.attackVotes(),
        100 * touched / seeds / settings.honest());
    for (Attack attack : Attack.values()) {
      double found = scores.stream().mapToInt(score -> score.found().getOrDefault(attack, 0)).sum();
      out.printf(Locale.ROOT, " %13.0f%%", 100 * found / seeds / settings.each());
    }
    out.println();
    if (bound && settings.tastes() == 0) {
      bound(out, settings);
    }
    out.flush();
  }

  private void bound(PrintWriter out, World.Settings settings) {
    out.printf("%32s", "any test at 1% ");
    Arrays.stream(Attack.values())
        .parallel()
        .map(
            attack ->
                Bound.covers(attack)
                    ? String.format(
                        Locale.ROOT,
                        " %13.0f%%",
                        100 * Bound.power(settings, attack, 0.01, firstSeed))
                    : " %14s".formatted("-"))
        .forEachOrdered(out::print);
    out.println();
  }

  /** Who was found in one world. */
  record Score(int touched, Map<Attack, Integer> found) {
    static Score of(World world) {
      BitSet voters = new BitSet();
      for (Finding finding : VoterChecks.find(world.votes(), world::time)) {
        voters.set(finding.voter());
      }
      Map<Attack, Integer> found = new EnumMap<>(Attack.class);
      for (int voter = world.honest(); voter < world.voters(); voter++) {
        if (voters.get(voter)) {
          found.merge(world.attack(voter), 1, Integer::sum);
        }
      }
      return new Score(voters.get(0, world.honest()).cardinality(), found);
    }
  }

  private static void write(World world, Path file) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      out.println("voter,model_a,model_b,winner,time");
      for (int v = 0; v < world.votes().size(); v++) {
        double score = world.votes().score(v);
        out.printf(
            Locale.ROOT,
            "%s,m%d,m%d,%s,%.1f%n",
            world.name(world.votes().cluster(v)),
            world.votes().first(v),
            world.votes().second(v),
            score == 1 ? "model_a" : score == 0 ? "model_b" : "tie",
            world.time(v));
      }
    }
  }
}
