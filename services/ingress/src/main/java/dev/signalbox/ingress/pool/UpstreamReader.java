package dev.signalbox.ingress.pool;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code spec.upstream}: one of {@code worker} and {@code openai}. */
final class UpstreamReader {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9][A-Za-z0-9.-]*):([0-9]{1,5})");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]+");
  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "api-key", "x-api-key");
  private static final int MOST_PORT = 65_535;
  private static final Upstream STAND_IN = new Upstream.WorkerAt("", 1, "");

  private UpstreamReader() {}

  static Upstream read(Fields spec) {
    Fields upstream = spec.object("upstream");
    Optional<Fields> worker = upstream.optionalObject("worker");
    Optional<Fields> openai = upstream.optionalObject("openai");
    upstream.refuseTheRest();
    if (worker.isPresent() == openai.isPresent()) {
      if (spec.has("upstream")) {
        spec.refuse("upstream", "has exactly one of worker and openai");
      }
      return STAND_IN;
    }
    return worker.map(UpstreamReader::worker).orElseGet(() -> openai(openai.orElseThrow()));
  }

  private static Upstream worker(Fields worker) {
    String model = worker.optionalText("model").orElse("");
    Optional<String> address = worker.optionalText("address");
    Map<String, String> selector = worker.textMap("selector");
    worker.refuseTheRest();
    if (address.isPresent() == worker.has("selector")) {
      worker.refuse("address", "or selector is given, one of them");
      return STAND_IN;
    }
    if (address.isEmpty()) {
      if (selector.isEmpty()) {
        worker.refuse("selector", "names at least one label");
      }
      return new Upstream.WorkersWith(selector, model);
    }
    Matcher matcher = ADDRESS.matcher(address.get());
    int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    if (port < 1 || port > MOST_PORT) {
      worker.refuse("address", "is host:port, such as 127.0.0.1:8082");
      return STAND_IN;
    }
    return new Upstream.WorkerAt(matcher.group(1), port, model);
  }

  private static Upstream openai(Fields openai) {
    URI baseUrl = baseUrl(openai);
    String model = openai.text("model");
    Credential credential = credential(openai);
    Map<String, String> headers = openai.textMap("headers");
    openai.refuseTheRest();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (SECRET_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        openai.refuse("headers", "holds a secret; use apiKeyEnv or apiKeyFile");
      } else if (!HEADER.matcher(header.getKey()).matches()
          || header.getValue().chars().anyMatch(Character::isISOControl)) {
        openai.refuse("headers", "holds something that is no HTTP header");
      }
    }
    return new Upstream.OpenAi(baseUrl, model, credential, headers);
  }

  private static Credential credential(Fields openai) {
    Optional<String> variable = openai.optionalText("apiKeyEnv");
    Optional<String> file = openai.optionalText("apiKeyFile");
    if (variable.isPresent() && file.isPresent()) {
      openai.refuse("apiKeyFile", "and apiKeyEnv exclude each other");
    }
    if (variable.isPresent()) {
      if (!VARIABLE.matcher(variable.get()).matches()) {
        openai.refuse("apiKeyEnv", "is the name of an environment variable, not the key");
      }
      return new Credential.FromEnvironment(variable.get());
    }
    return file.<Credential>map(name -> new Credential.FromFile(Path.of(name)))
        .orElseGet(Credential.None::new);
  }

  private static URI baseUrl(Fields openai) {
    String text = openai.text("baseUrl");
    URI standIn = URI.create("http://localhost");
    if (text.isEmpty()) {
      return standIn;
    }
    String problem = "is an http or https address without credentials, query or fragment";
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      problem = problem + ": " + e.getReason();
    }
    openai.refuse("baseUrl", problem);
    return standIn;
  }
}
