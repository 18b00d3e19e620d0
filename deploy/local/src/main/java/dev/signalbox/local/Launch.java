package dev.signalbox.local;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import dev.signalbox.local.folder.Secrets;
import dev.signalbox.local.kafka.Topics;
import dev.signalbox.local.plan.Installation;
import dev.signalbox.local.plan.Ports;
import dev.signalbox.local.plan.Program;
import dev.signalbox.local.plan.ReadyMessage;
import dev.signalbox.local.plan.StartFailure;
import dev.signalbox.local.plan.SystemPlan;
import dev.signalbox.local.postgres.Account;
import dev.signalbox.local.postgres.Binaries;
import dev.signalbox.local.postgres.Cluster;
import dev.signalbox.local.postgres.PostgresPlace;
import dev.signalbox.local.process.Hook;
import dev.signalbox.local.process.Leftovers;
import dev.signalbox.local.process.PortCheck;
import dev.signalbox.local.process.Step;
import dev.signalbox.local.process.Supervisor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of the system, from the lock on the data folder to the last process's end. */
final class Launch {
  private static final String POSTGRES_VERSION = "18.6.0";
  private static final long POOL_LOOK_MILLIS = 500;
  private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

  private final DataFolder folder;
  private final Installation installation;
  private final Ports ports;
  private final Set<String> services;
  private final Wishes wishes;

  /**
   * What the user asked for.
   *
   * @param pool the user's pool document, or null for the repository's
   * @param restart programs that are started again when they die
   * @param jvm more JVM options, by service
   */
  record Wishes(
      @Nullable Path pool,
      boolean browser,
      Set<String> restart,
      Duration restartDelay,
      Duration readyWithin,
      Map<String, List<String>> jvm) {}

  Launch(
      DataFolder folder,
      Installation installation,
      Ports ports,
      Set<String> services,
      Wishes wishes) {
    this.folder = folder;
    this.installation = installation;
    this.ports = ports;
    this.services = services;
    this.wishes = wishes;
  }

  /**
   * Returns 0 when it was asked to stop.
   *
   * @throws StartFailure when it could not start, or something died; nothing is left running
   */
  int run(PrintStream out) throws StartFailure, InterruptedException {
    folder.create();
    try (DataFolder.Lock held = folder.lock()) {
      Leftovers.end(folder, out::println);
      ProcessRecord.of(ProcessRecord.LAUNCHER, ProcessHandle.current()).write(folder.run());
      try {
        return supervise(out);
      } catch (IOException e) {
        throw new StartFailure("the data folder " + folder.root() + " can't be used: " + e, e);
      } finally {
        ProcessRecord.delete(folder.run(), ProcessRecord.LAUNCHER);
        Files.deleteIfExists(Addresses.file(folder));
      }
    } catch (IOException e) {
      throw new StartFailure("the data folder " + folder.root() + " can't be used: " + e, e);
    }
  }

  private int supervise(PrintStream out) throws StartFailure, IOException, InterruptedException {
    Secrets secrets = new Secrets(folder, new SecureRandom());
    String demoKey = secrets.demoKey();
    String adminToken = secrets.adminToken();
    PoolFile pool = pool();
    SystemPlan plan = plan(secrets, pool);
    installation.requireBuilt(plan.artefacts());
    PortCheck.requireFree(ports, plan.usedPorts());
    pool.refresh();
    List<Step> steps = steps(plan, secrets.postgresPassword());
    out.println("starting on " + folder.root() + "; logs are in " + folder.logs());
    Supervisor.Settings settings =
        new Supervisor.Settings(wishes.readyWithin(), wishes.restart(), wishes.restartDelay());
    CountDownLatch ended = new CountDownLatch(1);
    try (Supervisor supervisor = new Supervisor(steps, folder, settings, out::println)) {
      Runtime.getRuntime().addShutdownHook(stopHook(supervisor, ended, out));
      if (supervisor.start()) {
        new Addresses(ports, services).write(folder);
        announce(out, demoKey, adminToken);
        Thread carrier = Thread.ofVirtual().start(() -> carryPoolEdits(pool, out));
        try {
          supervisor.watch();
        } finally {
          carrier.interrupt();
        }
      }
      out.println("stopping");
    } finally {
      ended.countDown();
    }
    return 0;
  }

  /**
   * The JVM's exit on Ctrl-C or SIGTERM waits here until the main thread has stopped everything.
   */
  private static Thread stopHook(Supervisor supervisor, CountDownLatch ended, PrintStream out) {
    return new Thread(
        () -> {
          if (ended.getCount() == 0) {
            return;
          }
          supervisor.askToStop();
          try {
            boolean clean = ended.await(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
            out.println(clean ? "signalbox has stopped" : "signalbox could not stop everything");
            out.flush();
            Runtime.getRuntime().halt(clean ? 0 : 1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        "stop");
  }

  private PoolFile pool() throws StartFailure {
    Path source = wishes.pool() == null ? installation.pool() : wishes.pool().toAbsolutePath();
    if (services.contains("ingress") && !Files.isReadable(source)) {
      throw new StartFailure("the pool file " + source + " can't be read");
    }
    return new PoolFile(source, folder.file("pool.yaml"), ports, services.contains("ingress"));
  }

  private SystemPlan plan(Secrets secrets, PoolFile pool) {
    return new SystemPlan(
        installation,
        ports,
        new SystemPlan.Places(
            folder.kafka(),
            place().data().resolve("postmaster.pid"),
            secrets.keysFile(),
            pool.used(),
            folder.spool("ingress"),
            folder.batches(),
            folder.file("voter.key"),
            folder.file("recalibrations"),
            secrets.adminTokenFile()),
        services,
        wishes.jvm());
  }

  private PostgresPlace place() {
    return PostgresPlace.choose(
        Account.choose(), folder, installation.root().resolve("deploy/local/target"));
  }

  private List<Step> steps(SystemPlan plan, String password) throws StartFailure {
    PostgresPlace place = place();
    Binaries binaries = Binaries.unpack(place.programs(), POSTGRES_VERSION);
    Cluster cluster =
        new Cluster(binaries, Account.choose(), place.data(), folder.log("postgres-setup"));
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step(plan.kafka(), Hook.NOTHING, () -> Topics.shipped().createMissing(ports.kafka())));
    steps.add(
        new Step(
            plan.postgres(cluster.command(ports.postgres())),
            () -> cluster.prepare(password),
            Hook.NOTHING));
    for (Program program : plan.services(password)) {
      steps.add(Step.of(program));
    }
    return steps;
  }

  private void announce(PrintStream out, String demoKey, String adminToken) {
    out.println();
    new ReadyMessage(
            ports.ingress(),
            ports.verdict(),
            demoKey,
            adminToken,
            folder.logs(),
            Detached.isInBackground())
        .lines()
        .forEach(out::println);
    out.flush();
    if (wishes.browser() && services.contains("verdict")) {
      Browser.open("http://127.0.0.1:" + ports.verdict());
    }
  }

  private static void carryPoolEdits(PoolFile pool, PrintStream out) {
    boolean readable = true;
    try {
      while (pool.isCopied()) {
        TimeUnit.MILLISECONDS.sleep(POOL_LOOK_MILLIS);
        try {
          pool.refresh();
          readable = true;
        } catch (IOException e) {
          if (readable) {
            out.println("the pool file can't be read, the last one stays: " + e.getMessage());
          }
          readable = false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
