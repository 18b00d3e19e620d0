package dev.signalbox.worker.cli;

import dev.signalbox.worker.api.StandAlone;
import dev.signalbox.worker.program.Precision;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The service without anything around it: OpenAI's endpoint, gRPC, health and metrics. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves a model at an OpenAI endpoint; needs neither Kafka nor a network.")
final class Serve implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      defaultValue = "${env:SIGNALBOX_VLM_MODEL}",
      description = "Model folder (or set SIGNALBOX_VLM_MODEL).")
  private @Nullable Path model;

  @Option(names = "--name", description = "Name of the model (default: its folder's).")
  private @Nullable String name;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Default ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(names = "--port", defaultValue = "8082", description = "Default ${DEFAULT-VALUE}.")
  private int port = 8082;

  @Option(names = "--threads", description = "libtorch's threads (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--precision",
      description =
          "fp32 (default, as the reference), bf16 or int8: faster and a little less exact.")
  private Precision precision = Precision.FP32;

  @Option(
      names = "--api-key",
      defaultValue = "${env:SIGNALBOX_VLM_API_KEY}",
      description = "Key that callers must send (better: set SIGNALBOX_VLM_API_KEY).")
  private @Nullable String apiKey;

  @Override
  public Integer call() throws IOException {
    Path folder = model;
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandLine.ParameterException(
          spec == null ? new CommandLine(this) : spec.commandLine(),
          folder == null
              ? "Say which model folder: --model or SIGNALBOX_VLM_MODEL."
              : folder + " is not a folder.");
    }
    free();
    Path whole = folder.toAbsolutePath().normalize();
    String shown = name == null ? String.valueOf(whole.getFileName()) : name;
    Map<String, String> settings = new HashMap<>();
    settings.put("signalbox.worker.model.path", whole.toString());
    settings.put("signalbox.worker.model.name", shown);
    settings.put("signalbox.worker.engine.threads", Integer.toString(threads));
    settings.put("signalbox.worker.engine.precision", precision.name().toLowerCase(Locale.ROOT));
    settings.put("quarkus.http.host", host);
    settings.put("quarkus.http.port", Integer.toString(port));
    settings.put("quarkus.banner.enabled", "false");
    if (apiKey != null && !apiKey.isEmpty()) {
      settings.put("signalbox.worker.openai.api-key", apiKey);
    }
    System.err.printf(
        "loading %s, then serving it as %s at http://%s:%d/v1 (Ctrl-C ends)%n",
        whole, shown, host, port);
    StandAlone.run(settings);
    return 0;
  }

  /** Before a model is loaded in vain. */
  private void free() throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
    } catch (BindException e) {
      throw new IOException(
          "%s:%d can't be listened at (%s): --port names another port"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }
}
