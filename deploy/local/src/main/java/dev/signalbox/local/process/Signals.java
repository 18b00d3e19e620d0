package dev.signalbox.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signals to processes that are known to be ours. */
public final class Signals {
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private Signals() {}

  /**
   * Sends {@code signal} ({@code TERM}, {@code INT}); a process that is gone already is no error.
   */
  public static void send(ProcessHandle process, String signal) {
    if (signal.equals("TERM")) {
      process.destroy();
      return;
    }
    List<String> command =
        List.of("sh", "-c", "kill -" + signal + " " + process.pid() + " 2>/dev/null || true");
    try {
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }

  /** Asks all to end, waits, and kills those that are left. True when none had to be killed. */
  public static boolean end(List<ProcessHandle> processes, Duration grace) {
    processes.forEach(process -> send(process, "TERM"));
    long deadline = System.nanoTime() + grace.toNanos();
    boolean gentle = true;
    for (ProcessHandle process : processes) {
      if (!awaitEnd(process, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        gentle = false;
        process.destroyForcibly();
        awaitEnd(process, AFTER_KILL);
      }
    }
    return gentle;
  }

  /** True when the process ended within the time. */
  public static boolean awaitEnd(ProcessHandle process, Duration time) {
    try {
      process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return !process.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
