package dev.signalbox.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.plan.Readiness;
import dev.signalbox.local.process.ReadinessProbe;
import dev.signalbox.local.process.Signals;
import dev.signalbox.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ClusterTest {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  @TempDir private Path folder;

  @Test
  void shouldRunAsNobodyWhereRootHasNoUserNamespaces() throws Exception {
    assumeTrue(ROOT, "only root hands data over");
    // given
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path data = folder.resolve("postgres");
    Cluster cluster =
        new Cluster(
            Binaries.unpack(folder.resolve("programs"), "18.6.0"),
            Account.NOBODY,
            data,
            folder.resolve("setup.log"));

    // when
    cluster.prepare("a-password");
    Process server =
        new ProcessBuilder(cluster.command(FreePorts.one()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();

    // then
    Readiness readiness = new Readiness.Postmaster(data.resolve("postmaster.pid"));
    while (!ReadinessProbe.isReady(readiness)) {
      assertThat(server.isAlive()).as(Files.readString(folder.resolve("server.log"))).isTrue();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(Files.getOwner(data).getName()).isEqualTo("nobody");
    Signals.send(server.toHandle(), "INT");
    assertThat(Signals.awaitEnd(server.toHandle(), Duration.ofMinutes(2))).isTrue();
    assertThat(folder.resolve("postgres-initdb-password")).doesNotExist();
  }

  @Test
  void shouldMoveToASharedPlaceWhatNobodyCannotReach() throws IOException {
    // given
    Path secret = Files.createDirectory(folder.resolve("secret"));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
    DataFolder data = new DataFolder(secret.resolve(".signalbox"));

    // when
    PostgresPlace nobody = PostgresPlace.choose(Account.NOBODY, data, secret.resolve("target"));
    PostgresPlace own = PostgresPlace.choose(Account.NAMESPACE, data, secret.resolve("target"));

    // then
    assertThat(nobody.data()).startsWithRaw(Path.of("/var/lib/signalbox"));
    assertThat(own.data()).isEqualTo(data.postgres());
  }
}
