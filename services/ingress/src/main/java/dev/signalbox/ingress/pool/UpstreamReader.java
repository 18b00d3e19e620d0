package dev.signalbox.ingress.pool;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code spec.upstream}: one of {@code worker}, {@code openai}, {@code azure} and {@code
 * anthropic}.
 */
final class UpstreamReader {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9][A-Za-z0-9.-]*):([0-9]{1,5})");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]+");
  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "api-key", "x-api-key");
  private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final String ANTHROPIC = "https://api.anthropic.com/v1";
  private static final String ANTHROPIC_VERSION = "2023-06-01";
  private static final int MOST_PORT = 65_535;
  private static final Upstream STAND_IN = new Upstream.WorkerAt("", 1, "");

  private UpstreamReader() {}

  static Upstream read(Fields spec) {
    Fields upstream = spec.object("upstream");
    List<Upstream> read = new ArrayList<>();
    upstream.optionalObject("worker").ifPresent(fields -> read.add(worker(fields)));
    upstream.optionalObject("openai").ifPresent(fields -> read.add(openai(fields)));
    upstream.optionalObject("azure").ifPresent(fields -> read.add(azure(fields)));
    upstream.optionalObject("anthropic").ifPresent(fields -> read.add(anthropic(fields)));
    upstream.refuseTheRest();
    if (read.size() != 1) {
      if (spec.has("upstream")) {
        spec.refuse("upstream", "has exactly one of worker, openai, azure and anthropic");
      }
      return STAND_IN;
    }
    return read.get(0);
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
    URI baseUrl = address(openai, "baseUrl", Optional.empty());
    String model = openai.text("model");
    Credential credential = credential(openai);
    Map<String, String> headers = headers(openai);
    openai.refuseTheRest();
    return new Upstream.OpenAi(baseUrl, model, credential, headers);
  }

  private static Upstream azure(Fields azure) {
    URI endpoint = address(azure, "endpoint", Optional.empty());
    String deployment =
        azure.text("deployment", DEPLOYMENT, "is a deployment's name: letters, digits, -, _ and .");
    String version = azure.text("apiVersion", DEPLOYMENT, "is a version, such as 2024-10-21");
    Credential credential = credential(azure);
    Map<String, String> headers = headers(azure);
    azure.refuseTheRest();
    return new Upstream.Azure(endpoint, deployment, version, credential, headers);
  }

  private static Upstream anthropic(Fields anthropic) {
    URI baseUrl = address(anthropic, "baseUrl", Optional.of(ANTHROPIC));
    String model = anthropic.text("model");
    String version = anthropic.optionalText("version").orElse(ANTHROPIC_VERSION);
    Credential credential = credential(anthropic);
    Map<String, String> headers = headers(anthropic);
    anthropic.refuseTheRest();
    return new Upstream.Anthropic(baseUrl, model, version, credential, headers);
  }

  private static Map<String, String> headers(Fields api) {
    Map<String, String> headers = api.textMap("headers");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (SECRET_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        api.refuse("headers", "holds a secret; use apiKeyEnv or apiKeyFile");
      } else if (!HEADER.matcher(header.getKey()).matches()
          || header.getValue().chars().anyMatch(Character::isISOControl)) {
        api.refuse("headers", "holds something that is no HTTP header");
      }
    }
    return headers;
  }

  private static Credential credential(Fields api) {
    Optional<String> variable = api.optionalText("apiKeyEnv");
    Optional<String> file = api.optionalText("apiKeyFile");
    if (variable.isPresent() && file.isPresent()) {
      api.refuse("apiKeyFile", "and apiKeyEnv exclude each other");
    }
    if (variable.isPresent()) {
      if (!VARIABLE.matcher(variable.get()).matches()) {
        api.refuse("apiKeyEnv", "is the name of an environment variable, not the key");
      }
      return new Credential.FromEnvironment(variable.get());
    }
    return file.<Credential>map(name -> new Credential.FromFile(Path.of(name)))
        .orElseGet(Credential.None::new);
  }

  private static URI address(Fields api, String key, Optional<String> otherwise) {
    String text =
        otherwise.isPresent() ? api.optionalText(key).orElseGet(otherwise::get) : api.text(key);
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
    api.refuse(key, problem);
    return standIn;
  }
}
