package dev.signalbox.local.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was built, and the Java that runs it.
 *
 * @param root of the repository
 * @param java the executable
 */
public record Installation(Path root, Path java) {
  public Path service(String name) {
    return root.resolve("services/" + name + "/target/quarkus-app/quarkus-run.jar");
  }

  public Path simulator() {
    return root.resolve("loadtest/target/loadtest.jar");
  }

  public Path launcher() {
    return root.resolve("deploy/local/target/local.jar");
  }

  /** Class path of the broker: every library of the launcher, and the launcher's own classes. */
  public String brokerClassPath() {
    Path target = root.resolve("deploy/local/target");
    Path own = Files.exists(launcher()) ? launcher() : target.resolve("classes");
    return own + ":" + target.resolve("lib") + "/*";
  }

  public Path checkpoint() {
    return root.resolve("services/worker/checkpoint/signalbox-see");
  }

  /** The price book that is shipped. */
  public Path prices() {
    return root.resolve("deploy/local/prices.yaml");
  }

  /** The repository's pool. */
  public Path pool() {
    return root.resolve("deploy/local/pool.yaml");
  }

  /**
   * Returns when all are there.
   *
   * @throws StartFailure naming the files that are to be built first
   */
  public void requireBuilt(List<Path> files) throws StartFailure {
    List<Path> absent = files.stream().filter(file -> !Files.exists(file)).toList();
    if (!absent.isEmpty()) {
      throw new StartFailure(
          "%s is not built; run `make build` first".formatted(root.relativize(absent.getFirst())));
    }
  }
}
