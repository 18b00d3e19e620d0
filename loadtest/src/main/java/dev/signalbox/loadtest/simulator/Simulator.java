package dev.signalbox.loadtest.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The command. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    sortOptions = false,
    description =
        "An OpenAI-compatible provider that makes its answers up and says so. Faults: header"
            + " x-simulator-fault, a model name such as simulator-small+cut, or"
            + " {\"simulator\": {\"fault\": \"cut\"}} in the body.")
public final class Simulator implements Callable<Integer> {
  private static final int LISTEN_SECONDS = 10;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Default: ${DEFAULT-VALUE}")
  private String host = "127.0.0.1";

  @Option(names = "--port", defaultValue = "8089", description = "Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--first-token-ms",
      defaultValue = "80",
      description = "Milliseconds to the first token. Default: ${DEFAULT-VALUE}")
  private long firstTokenMillis;

  @Option(
      names = "--token-us",
      defaultValue = "4000",
      description = "Microseconds between tokens, 0 for none. Default: ${DEFAULT-VALUE}")
  private long tokenMicros;

  @Option(
      names = "--slow-header-ms",
      defaultValue = "5000",
      description = "How late slow-headers is. Default: ${DEFAULT-VALUE}")
  private long slowHeaderMillis;

  @Option(
      names = "--price",
      converter = PriceConverter.class,
      defaultValue =
          "simulator-large=2.50:1.25:10.00,simulator-small=0.15:0.075:0.60,simulator-vectors=0.02:0.02:0",
      split = ",",
      description =
          "model=input:cached:output in USD per million tokens. Default: ${DEFAULT-VALUE}")
  private List<ModelPrice> prices = List.of();

  static final class PriceConverter implements ITypeConverter<ModelPrice> {
    @Override
    public ModelPrice convert(String value) {
      return ModelPrice.parse(value);
    }
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException, TimeoutException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Pace pace = new Pace(firstTokenMillis, tokenMicros, slowHeaderMillis);
    SimulatorServer server =
        new SimulatorServer(
            vertx, new SimulatorServer.Settings(seed, pace, prices), Clock.systemUTC());
    HttpServer http =
        server
            .listen(host, port)
            .toCompletionStage()
            .toCompletableFuture()
            .get(LISTEN_SECONDS, TimeUnit.SECONDS);
    System.out.printf("simulator is ready: http://%s:%d%n", host, http.actualPort());
    Thread.currentThread().join();
    return 0;
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Simulator())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  Throwable cause =
                      e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                  command.getErr().println("simulator: " + cause.getMessage());
                  return 1;
                })
            .execute(args));
  }
}
