package dev.signalbox.verdict.board;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.signalbox.verdict.stats.BradleyTerry.Covariance;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code make board}: votes in, leaderboard out. */
@Command(
    name = "board",
    mixinStandardHelpOptions = true,
    description =
        "Rates models by Bradley-Terry from a CSV of votes (model_a, model_b, winner; optionally"
            + " voter, time, weight) with sandwich 95%% intervals.")
public final class BoardCommand implements Callable<Integer> {
  private static final int BAD_INPUT = 2;
  private static final int MOST_NAMED = 5;

  @Parameters(index = "0", paramLabel = "VOTES", description = "The CSV of votes.")
  private Path votes;

  @Parameters(index = "1", paramLabel = "OUT", description = "The JSON to write.")
  private Path out;

  @Option(
      names = "--anchor",
      description = "Model that is at 1000; without it the mean of each component is.")
  private @Nullable String anchor;

  @Option(
      names = "--cluster-by-voter",
      description =
          "Intervals that allow for voters who vote often; default: votes are independent.")
  private boolean clustered;

  @Option(
      names = "--daily-limit",
      paramLabel = "N",
      description = "Count at most N votes of a voter on one UTC day, the earliest.")
  private @Nullable Integer dailyLimit;

  @Option(
      names = "--without-flagged",
      description = "Leave the flagged voters' votes out of the ratings.")
  private boolean withoutFlagged;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new BoardCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (dailyLimit != null && dailyLimit < 1) {
        err.println("board: --daily-limit is at least 1");
        return BAD_INPUT;
      }
      if (Files.isDirectory(votes) || Files.isDirectory(out)) {
        err.println("board: %s is a folder".formatted(Files.isDirectory(votes) ? votes : out));
        return BAD_INPUT;
      }
      Votes read = limited(Votes.read(votes));
      if (read.comparisons().size() == 0 && read.unparsed() > 0) {
        err.printf(
            "board: %s: no row is a vote between two models; %s. A winner is model_a, model_b, tie or bothbad%n",
            votes, read.firstUnparsed());
        return BAD_INPUT;
      }
      if (anchor != null && read.models().find(anchor) < 0) {
        err.println("board: no vote names the anchor " + anchor);
        return BAD_INPUT;
      }
      Board board =
          Board.of(
              read,
              new Board.Options(
                  anchor, clustered ? Covariance.CLUSTERED : Covariance.SANDWICH, withoutFlagged));
      write(board);
      tell(board, err);
      spec.commandLine()
          .getOut()
          .printf(
              "%d votes, %d models in %d component(s), %d voter(s) flagged, %d row(s) not votes: %s%n",
              board.votes(),
              board.models().size(),
              board.components().size(),
              board.flagged().size(),
              board.unparsed(),
              out);
      if (read.unparsed() > 0) {
        err.printf(
            "board: %d row(s) are no votes and count nowhere; %s%n",
            read.unparsed(), read.firstUnparsed());
      }
      return CommandLine.ExitCode.OK;
    } catch (VoteFileException e) {
      err.println("board: " + votes + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      err.println("board: there is no " + e.getFile());
    } catch (ArithmeticException e) {
      err.println("board: " + votes + ": the weights differ too much: " + e.getMessage());
    } catch (FileSystemException e) {
      err.println(
          "board: "
              + e.getFile()
              + " can't be read or written"
              + (e.getReason() == null ? "" : ": " + e.getReason()));
    }
    return BAD_INPUT;
  }

  /** What somebody would otherwise have to find out from the numbers. */
  private void tell(Board board, PrintWriter err) {
    if (board.votes() == 0) {
      err.println("board: there are no votes, and so no ratings");
    }
    for (Board.Entry entry : board.models()) {
      if (entry.model().equals(anchor) && entry.rating() == null) {
        err.println(
            "board: the anchor %s is alone in its component; the others have their mean at 1000"
                .formatted(anchor));
      }
    }
    List<String> alone =
        board.models().stream()
            .filter(entry -> entry.rating() == null)
            .map(Board.Entry::model)
            .toList();
    if (!alone.isEmpty()) {
      err.printf(
          "board: %d model(s) won all, lost all or were never compared with the others, and have no rating (null): %s%n",
          alone.size(), named(alone));
    }
    if (board.components().stream().filter(component -> component.size() > 1).count() > 1) {
      err.println(
          "board: no votes connect the components; ratings and ranks can't be compared between them");
    }
  }

  private static String named(List<String> models) {
    return String.join(", ", models.subList(0, Math.min(MOST_NAMED, models.size())))
        + (models.size() > MOST_NAMED ? ", …" : "");
  }

  private Votes limited(Votes read) {
    return dailyLimit == null ? read : read.dailyLimit(dailyLimit);
  }

  private void write(Board board) throws IOException {
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (OutputStream to = Files.newOutputStream(out)) {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(to, board);
    }
  }
}
