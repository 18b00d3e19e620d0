package dev.signalbox.local.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A small shell process that ends the children when the launcher is killed without a chance to do
 * it itself. It reads the launcher's pipe: as long as the launcher lives, the pipe is open; when it
 * closes without a farewell, every child still on the list gets its stop signal and, some seconds
 * later, a kill. Works wherever there is a POSIX shell; nothing polls. Thread-safe.
 */
public final class OrphanWatch implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      list=''
      while read -r operation signal pid; do
        case $operation in
          +) list="$list $signal:$pid" ;;
          -) kept=''
             for entry in $list; do [ "$entry" = "$signal:$pid" ] || kept="$kept $entry"; done
             list=$kept ;;
          bye) exit 0 ;;
        esac
      done
      for entry in $list; do kill -"${entry%%:*}" "${entry##*:}" 2>/dev/null; done
      for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        alive=''
        for entry in $list; do kill -0 "${entry##*:}" 2>/dev/null && alive="$alive $entry"; done
        [ -z "$alive" ] && exit 0
        sleep 1
      done
      for entry in $alive; do kill -KILL "${entry##*:}" 2>/dev/null; done
      """;

  private final OutputStream pipe;

  private OrphanWatch(Process shell) {
    this.pipe = shell.getOutputStream();
  }

  public static OrphanWatch start() throws IOException {
    List<String> command = OwnSession.wrap(List.of("sh", "-c", SCRIPT, "signalbox-orphan-watch"));
    return new OrphanWatch(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  public void add(String signal, long pid) throws IOException {
    say("+ " + signal + " " + pid);
  }

  public void remove(String signal, long pid) throws IOException {
    say("- " + signal + " " + pid);
  }

  /** What the operating system does to the pipe when the launcher is killed. */
  void abandon() throws IOException {
    pipe.close();
  }

  private synchronized void say(String line) throws IOException {
    pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    pipe.flush();
  }

  @Override
  public void close() throws IOException {
    say("bye");
    pipe.close();
  }
}
