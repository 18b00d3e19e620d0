package dev.signalbox.ingress.whatif;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.PoolDocuments;
import dev.signalbox.ingress.pool.PoolReading;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code make replay}: past decisions in, what another pool or mode would have done out. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Decides past requests again, from their decision events, under another pool or mode, and"
            + " prints what would have been saved and lost by expectation. Calls no model.")
public final class ReplayCommand implements Callable<Integer> {
  private static final int BAD_INPUT = 2;
  private static final int PROGRESS_EVERY = 10_000;
  private static final Comparator<RouteDecided> BY_TIME =
      Comparator.comparing(RouteDecided::getDecidedAt).thenComparing(RouteDecided::getDecisionId);

  /** Where decisions come from. */
  static final class Source {
    @Option(
        names = "--kafka",
        paramLabel = "HOST:PORT",
        description = "The broker of a running system; reads signalbox.decisions.")
    private @Nullable String kafka;

    @Option(
        names = "--file",
        paramLabel = "JSONL",
        description = "Decisions, one event's data a line; .gz is read too.")
    private @Nullable Path file;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--offsets",
      paramLabel = "P:FROM-TO,…",
      description = "Offsets to read, as a run prints them; default: the newest.")
  private @Nullable String offsets;

  @Option(
      names = "--pool",
      paramLabel = "YAML",
      defaultValue = "deploy/local/pool.yaml",
      description = "The pool to decide under; default: ${DEFAULT-VALUE}.")
  private Path pool;

  @Mixin private PricesOption prices = new PricesOption();

  @Option(
      names = "--mode",
      description =
          "quality, balanced, cost or a number of points, for all; default: each decision's own.")
  private @Nullable String mode;

  @Option(names = "--route", description = "Only decisions of this route.")
  private @Nullable String route;

  @Option(
      names = "--limit",
      defaultValue = "100000",
      description = "Most decisions, the newest; default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--dry-runs", description = "With those of POST /v1/route.")
  private boolean dryRuns;

  @Option(names = "--out", paramLabel = "JSONL", description = "A line for each decision.")
  private @Nullable Path out;

  @Spec private CommandSpec spec;

  private long unreadable;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ReplayCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Mode> asked = mode == null ? Optional.empty() : Mode.parse(mode);
    if (mode != null && asked.isEmpty()) {
      err.println("replay: the mode is quality, balanced, cost or a number from 0 to 100");
      return BAD_INPUT;
    }
    if (limit < 1) {
      err.println("replay: the limit is at least 1");
      return BAD_INPUT;
    }
    try {
      switch (PoolDocuments.parse(
          Files.readString(pool), pool.getFileName().toString(), System.getenv(), prices.book())) {
        case PoolReading.Refused(List<Violation> violations) -> {
          violations.forEach(violation -> err.println("replay: " + violation.sentence()));
          return BAD_INPUT;
        }
        case PoolReading.Accepted(PoolSnapshot accepted) -> replay(accepted, asked);
      }
      return CommandLine.ExitCode.OK;
    } catch (NoSuchFileException e) {
      err.println("replay: there is no " + e.getFile());
    } catch (IllegalArgumentException e) {
      err.println("replay: " + e.getMessage());
    } catch (KafkaException | IllegalStateException e) {
      err.println("replay: the decisions can't be read: " + e.getMessage());
    }
    return BAD_INPUT;
  }

  private void replay(PoolSnapshot under, Optional<Mode> asked) throws IOException {
    List<PastDecision> past = read();
    Tally tally = new Tally();
    Rerun rerun = new Rerun(under, asked);
    try (PrintWriter lines = out == null ? null : new PrintWriter(Files.newBufferedWriter(out))) {
      for (PastDecision decision : past) {
        switch (rerun.decide(decision)) {
          case Rerun.Result.Chosen chosen -> {
            Tally.Line line = tally.add(decision, chosen.routed());
            if (lines != null) {
              lines.println(json(line));
            }
          }
          case Rerun.Result.Nothing(String because) -> tally.addNothing(because);
        }
      }
    }
    if (unreadable > 0) {
      spec.commandLine()
          .getErr()
          .println("replay: " + unreadable + " records are no decisions that can be made again");
    }
    PrintWriter report = spec.commandLine().getOut();
    Report.print(tally, under.version(), asked.map(Mode::name).orElse("as each was made"), report);
    report.flush();
  }

  /** In the order of time, so that a partition's place never shows. */
  private List<PastDecision> read() throws IOException {
    List<RouteDecided> all = new ArrayList<>();
    if (source.file != null) {
      DecisionFile.read(source.file, json -> take(json, all));
    } else if (source.kafka != null) {
      try (DecisionTopic topic = new DecisionTopic(source.kafka, Duration.ofSeconds(20))) {
        Map<Integer, DecisionTopic.Range> ranges =
            offsets == null ? topic.newest(limit) : DecisionTopic.parse(offsets);
        spec.commandLine().getErr().println("replay: --offsets " + DecisionTopic.write(ranges));
        topic.read(ranges, json -> take(json, all));
      }
    }
    all.sort(BY_TIME);
    return all.stream().skip(Math.max(0, all.size() - limit)).map(PastDecision::new).toList();
  }

  private void take(byte[] json, List<RouteDecided> all) {
    Optional<PastDecision> past = DecisionFile.parse(json);
    if (past.isEmpty()) {
      unreadable++;
      return;
    }
    RouteDecided event = past.get().event();
    boolean wanted =
        (route == null || route.equals(event.getRoute()))
            && (dryRuns || !Boolean.TRUE.equals(event.getDryRun()));
    if (wanted) {
      all.add(event);
      if (all.size() % PROGRESS_EVERY == 0) {
        spec.commandLine().getErr().printf("replay: %,d decisions read%n", all.size());
        spec.commandLine().getErr().flush();
      }
      if (all.size() >= 2L * limit) {
        all.sort(BY_TIME);
        all.subList(0, all.size() - limit).clear();
      }
    }
  }

  private static String json(Tally.Line line) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("decisionId", line.decision())
        .put("route", line.route())
        .put("before", line.before())
        .put("after", line.after())
        .put("reasonCode", line.reasonCode())
        .put("costBeforeNanoUsd", line.costBefore().nanoUsd())
        .put("costAfterNanoUsd", line.costAfter().nanoUsd());
    line.successBefore().ifPresent(success -> node.put("successBefore", success));
    line.successAfter().ifPresent(success -> node.put("successAfter", success));
    return node.put("reason", line.reason()).toString();
  }
}
