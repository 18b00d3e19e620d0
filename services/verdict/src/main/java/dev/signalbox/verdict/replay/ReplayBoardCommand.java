package dev.signalbox.verdict.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code make replay-board}: a published board again, from the topic, byte for byte. */
@Command(
    name = "replay-board",
    mixinStandardHelpOptions = true,
    description =
        "Makes a published board again from the votes before its offsets, with its recipe and seed,"
            + " and compares the bytes. Ends with 0 when they are the same, 1 when they differ.")
public final class ReplayBoardCommand implements Callable<Integer> {
  private static final int DIFFERS = 1;
  private static final int BAD_INPUT = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Parameters(
      index = "0",
      paramLabel = "BOARD",
      description = "The published document: a file, or http://…/api/boards/1.")
  private String board = "";

  @Option(names = "--kafka", description = "Read the topic from this broker.")
  private @Nullable String broker = System.getenv("KAFKA_BOOTSTRAP_SERVERS");

  @Option(names = "--file", description = "Read an export of the topic instead.")
  private @Nullable Path file;

  @Option(names = "--export", description = "Write what was read from the topic to this file.")
  private @Nullable Path export;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ReplayBoardCommand()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      String published = Published.read(board);
      BoardDocument told = document(published);
      VoteTopic.Log log = log(told);
      if (export != null) {
        VoteTopic.export(log, export);
      }
      BoardDocument again =
          told.chain() == null
              ? BoardDocument.of(log.events(), told.offsets(), told.recipe(), told.seed())
              : BoardDocument.live(log.events(), told.chain(), told.recipe());
      return compare(published, told, again);
    } catch (IOException | IllegalArgumentException e) {
      err.println("replay-board: " + e.getMessage());
    } catch (KafkaException e) {
      err.println("replay-board: the broker at " + broker + " can't be read: " + e.getMessage());
    }
    return BAD_INPUT;
  }

  private BoardDocument document(String published) throws IOException {
    String what =
        board
            + " is no published board: give what GET /api/boards/1 or /api/boards/live answered,"
            + " unchanged";
    try {
      return BoardDocument.read(published).orElseThrow(() -> new IOException(what));
    } catch (JsonProcessingException e) {
      throw new IOException(what + " (" + e.getOriginalMessage() + ")", e);
    }
  }

  private VoteTopic.Log log(BoardDocument told) throws IOException {
    VoteTopic.Extent extent =
        told.chain() == null
            ? new VoteTopic.Offsets(told.offsets())
            : new VoteTopic.Chained(told.chain());
    if (file != null) {
      return VoteTopic.file(Published.file(file), extent);
    }
    if (broker == null) {
      throw new IOException(
          "say where the votes are: ARGS=\"--kafka HOST:PORT\" or \"--file EXPORT\"; a running system is found by itself");
    }
    return VoteTopic.kafka(broker, extent, PATIENCE);
  }

  private int compare(String published, BoardDocument told, BoardDocument again) {
    PrintWriter out = spec.commandLine().getOut();
    if (!again.recipeHash().equals(told.recipeHash())) {
      out.println("differs: the recipe is not the one of the hash " + told.recipeHash());
      return DIFFERS;
    }
    String text = again.text();
    if (!text.equals(published)) {
      out.printf(
          "%s: sha256 %s was published, %s made again%n",
          Published.difference(published, text), BoardDocument.sha256(published), again.digest());
      return DIFFERS;
    }
    out.printf(
        "the same %d bytes: %d votes of %d voters up to %s, recipe %s, seed %d, sha256 %s%n",
        text.getBytes(StandardCharsets.UTF_8).length,
        again.votes(),
        again.voters(),
        again.chain() == null ? "offsets " + again.offsets() : "the chain's " + again.chain(),
        again.recipeHash(),
        again.seed(),
        again.digest());
    return CommandLine.ExitCode.OK;
  }
}
