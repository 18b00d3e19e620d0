package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.hub.HubException;
import dev.signalbox.worker.hub.HubFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches a published model folder. */
@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches a model folder from a Hub: goes on where it broke off, checks every checksum.",
      "Example: signalbox-vlm pull HuggingFaceTB/SmolVLM2-500M-Video-Instruct"
    })
final class Pull implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(paramLabel = "OWNER/NAME", description = "The model's repository.")
  private String repository = "";

  @Option(names = "--to", description = "Folder to write to (default: NAME here).")
  private @Nullable Path folder;

  @Option(
      names = "--revision",
      defaultValue = "main",
      description = "Branch, tag or commit (default main).")
  private String revision = "main";

  @Option(
      names = "--base",
      defaultValue = "${env:HF_ENDPOINT:-https://huggingface.co}",
      description = "Address of the Hub or a mirror (default ${DEFAULT-VALUE}).")
  private URI base = URI.create("https://huggingface.co");

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  private long shownAt;

  @Override
  public Integer call() throws IOException, HubException {
    if (!repository.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")) {
      throw new HubException("A repository is named OWNER/NAME.");
    }
    Path to = folder == null ? Path.of(repository.substring(repository.indexOf('/') + 1)) : folder;
    List<String> files =
        new HubFolder(base, repository, revision, System.getenv("HF_TOKEN"), PATIENCE)
            .fetch(to, this::show);
    Checkpoint checkpoint = Checkpoint.open(to);
    if (json) {
      ObjectNode out = new JsonMapper().createObjectNode().put("folder", to.toString());
      files.forEach(out.putArray("files")::add);
      System.out.println(out.put("weight_bytes", checkpoint.weightBytes()));
    } else {
      System.out.printf(
          "%s is whole: %d files, %d MB of weights%n",
          to, files.size(), checkpoint.weightBytes() / 1_000_000);
    }
    return 0;
  }

  private void show(String file, long bytes, long ofBytes) {
    long now = System.nanoTime();
    if (bytes == ofBytes || now - shownAt > 500_000_000L) {
      shownAt = now;
      boolean terminal = Terminal.canOverwrite();
      if (terminal || bytes == ofBytes) {
        System.err.printf(
            "%s%s %d of %d KB%s",
            terminal ? "\r" : "",
            file,
            bytes >> 10,
            ofBytes >> 10,
            bytes == ofBytes || !terminal ? "\n" : "");
      }
    }
  }
}
