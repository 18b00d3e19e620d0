package dev.signalbox.classifier.outcomes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rolls the recalibration back, or lets it learn again. A running classifier follows by itself. */
@Command(
    name = "route-rollback",
    mixinStandardHelpOptions = true,
    description = "Rolls the classifier's recalibration back and pins it there.")
public final class RouteRollback implements Callable<Integer> {
  @Option(
      names = "--directory",
      required = true,
      description = "The folder of snapshots: signalbox.classifier.outcomes.directory.")
  private Path directory = Path.of(".");

  /** One of them, or none: then the recalibration before the one in force. */
  static final class Wish {
    @Option(names = "--to", description = "The number to go back to; 0 is the frozen model.")
    int to = -1;

    @Option(names = "--release", description = "Lets new recalibrations come into force again.")
    boolean release;

    @Option(names = "--list", description = "Says what is on disk and in force; changes nothing.")
    boolean list;
  }

  @ArgGroup(exclusive = true)
  private Wish wish = new Wish();

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The exit status: 0, 1 when there is nothing to go back to, 2 for a wrong command line. */
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new RouteRollback());
    line.setExecutionExceptionHandler(
        (e, parsed, result) -> {
          if (!(e instanceof IOException)) {
            throw e;
          }
          parsed.getErr().println("route-rollback: " + e.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return line.execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "there is no folder "
              + directory
              + "; give the one that signalbox.classifier.outcomes.directory names");
    }
    SnapshotStore store = new SnapshotStore(directory, Integer.MAX_VALUE);
    SnapshotStore.Pointer now = store.pointer();
    List<Integer> numbers = store.numbers();
    if (wish.list) {
      list(store, now, numbers);
    } else if (wish.release) {
      store.point(new SnapshotStore.Pointer(now.number(), false));
      System.out.println("recalibration " + now.number() + " is in force, new ones may follow");
    } else {
      rollBack(store, now, numbers);
    }
    return 0;
  }

  private void rollBack(SnapshotStore store, SnapshotStore.Pointer now, List<Integer> numbers)
      throws IOException {
    if (wish.to < 0 && now.number() == 0) {
      throw new IOException(
          "no recalibration is in force in "
              + directory
              + ": the frozen model answers; --to 0 pins it, on disk: "
              + numbers);
    }
    int target = wish.to >= 0 ? wish.to : before(numbers, now.number());
    if (target != 0 && !numbers.contains(target)) {
      throw new IOException("there is no recalibration " + target + "; on disk: " + numbers);
    }
    store.point(new SnapshotStore.Pointer(target, true));
    System.out.println(
        "rolled back from " + now.number() + " to " + target + " and pinned; --release ends that");
  }

  private static void list(SnapshotStore store, SnapshotStore.Pointer now, List<Integer> numbers) {
    String force = "  <- in force" + (now.pinned() ? ", pinned" : "");
    System.out.println("     0  the frozen model" + (now.number() == 0 ? force : ""));
    for (int number : numbers) {
      System.out.printf(
          "%6d  %s%s%n", number, said(store, number), number == now.number() ? force : "");
    }
  }

  private static String said(SnapshotStore store, int number) {
    try {
      SnapshotStore.Summary one = store.summary(number).orElse(null);
      return one == null
          ? "can't be read"
          : one.createdAt() + "  of model " + one.modelVersion() + ", lines for " + one.models();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static int before(List<Integer> numbers, int now) {
    int before = 0;
    for (int number : numbers) {
      before = number < now ? number : before;
    }
    return before;
  }
}
