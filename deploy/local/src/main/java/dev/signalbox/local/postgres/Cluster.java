package dev.signalbox.local.postgres;

import dev.signalbox.local.plan.StartFailure;
import dev.signalbox.local.process.LogTail;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL data folder with one database and one user, both called {@value #NAME}.
 *
 * @param data where the database lies
 * @param log of the preparation
 */
public record Cluster(Binaries binaries, Account account, Path data, Path log) {
  public static final String NAME = "signalbox";
  private static final int PREPARATION_SECONDS = 120;

  /**
   * Makes the database on the first start. A preparation that was broken off is begun anew: the
   * folder gets its name only when it is whole.
   */
  public void prepare(String password) throws StartFailure, InterruptedException {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    Path draft = data.resolveSibling(data.getFileName() + ".draft");
    Path passwordFile = data.resolveSibling("postgres-initdb-password");
    try {
      if (Files.exists(draft)) {
        Binaries.delete(draft);
      }
      Files.createDirectories(draft);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
      Files.writeString(passwordFile, password + "\n");
      Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
      handOver(draft);
      handOver(passwordFile);
      initialise(draft, passwordFile);
      single(draft, "CREATE DATABASE " + NAME + ";\n");
      Files.move(draft, data);
    } catch (IOException e) {
      throw new StartFailure("the database can't be made in " + data + ": " + e, e);
    } finally {
      passwordFile.toFile().delete();
    }
  }

  /** The server's command line; it stays in the foreground. */
  public List<String> command(int port) {
    return account.wrap(
        List.of(
            binaries.program("postgres").toString(),
            "-D",
            data.toString(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "port=" + port,
            "-c",
            "unix_socket_directories=",
            "-c",
            "shared_buffers=48MB",
            "-c",
            "max_connections=60",
            "-c",
            "max_wal_size=256MB",
            "-c",
            "log_min_messages=warning",
            "-c",
            "timezone=UTC",
            "-c",
            "log_timezone=UTC"));
  }

  private void initialise(Path folder, Path passwordFile)
      throws StartFailure, IOException, InterruptedException {
    run(
        List.of(
            binaries.program("initdb").toString(),
            "-D",
            folder.toString(),
            "-U",
            NAME,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-instructions"),
        "");
  }

  /** Runs SQL without a server: the archive has no client. */
  private void single(Path folder, String sql)
      throws StartFailure, IOException, InterruptedException {
    run(
        List.of(
            binaries.program("postgres").toString(),
            "--single",
            "-D",
            folder.toString(),
            "postgres"),
        sql);
  }

  private void run(List<String> command, String input)
      throws StartFailure, IOException, InterruptedException {
    Process process =
        new ProcessBuilder(account.wrap(command))
            .directory(binaries.home().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      try (OutputStream out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(PREPARATION_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        LogTail tail = LogTail.of(log);
        throw new StartFailure(
            "the database can't be made in %s%s; its log is %s"
                .formatted(data, tail.knownCause().map(cause -> ": " + cause).orElse(""), log),
            tail.reason());
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void handOver(Path path) throws IOException {
    if (account == Account.NOBODY) {
      UserPrincipal nobody =
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(path, nobody);
    }
  }

  /** True when any account may walk down to {@code path}. */
  public static boolean isReachableByAll(Path path) {
    return Stream.iterate(path.toAbsolutePath(), p -> p != null, Path::getParent)
        .filter(Files::exists)
        .allMatch(Cluster::isOpen);
  }

  private static boolean isOpen(Path folder) {
    try {
      return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException e) {
      return false;
    }
  }
}
