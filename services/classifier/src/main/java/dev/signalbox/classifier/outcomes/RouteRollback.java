package dev.signalbox.classifier.outcomes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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

  @Option(
      names = "--to",
      defaultValue = "-1",
      description = "The number to go back to; 0 is the frozen model. Without it: the one before.")
  private int to = -1;

  @Option(names = "--release", description = "Lets new recalibrations come into force again.")
  private boolean release;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RouteRollback()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    SnapshotStore store = new SnapshotStore(directory, Integer.MAX_VALUE);
    SnapshotStore.Pointer now = store.pointer();
    if (release) {
      store.point(new SnapshotStore.Pointer(now.number(), false));
      System.out.println("recalibration " + now.number() + " is in force, new ones may follow");
      return 0;
    }
    List<Integer> numbers = store.numbers();
    int target = to >= 0 ? to : before(numbers, now.number());
    if (target != 0 && !numbers.contains(target)) {
      System.err.println("there is no recalibration " + target + "; on disk: " + numbers);
      return 1;
    }
    store.point(new SnapshotStore.Pointer(target, true));
    System.out.println(
        "rolled back from " + now.number() + " to " + target + " and pinned; --release ends that");
    return 0;
  }

  private static int before(List<Integer> numbers, int now) {
    int before = 0;
    for (int number : numbers) {
      before = number < now ? number : before;
    }
    return before;
  }
}
